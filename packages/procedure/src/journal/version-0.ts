import type { DatabaseSync } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import { z } from 'zod';
import { isAlive } from './process-identity.ts';
import { columns, type Row, type Table, valuesOf } from './rows.ts';

/** Journals from before there were versions: no checksums, no counter, and procedures in the rows of their runs. */
export const tables0 = {
  runs: ['id', 'procedure', 'status', 'owner', 'started', 'ended'],
  reasons: columns.reasons,
  steps: columns.steps,
  services: columns.services,
  service_changes: columns.service_changes,
} as const;

/** Makes the tables of nothing as well. */
export function bringUpFrom0(database: DatabaseSync, create: string): void {
  const there = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const earlier = new Map<string, Row[]>();
  for (const { name } of there)
    earlier.set(String(name), database.prepare(`SELECT * FROM ${name} ORDER BY rowid`).all());
  refuseLiving(earlier.get('runs') ?? []);
  for (const { name } of there) database.exec(`DROP TABLE ${name}`);
  database.exec(create);

  const insert = (table: Table, row: Row, checksum?: string) => {
    const values = valuesOf(table, row);
    const all = checksum === undefined ? values : values.with(-1, checksum);
    database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...all);
  };
  const parts = (['reasons', 'steps', 'services', 'service_changes'] as const).map(
    table => [table, earlier.get(table) ?? []] as const,
  );
  for (const [table, rows] of parts) for (const row of rows) insert(table, row);
  const counts = new Map<unknown, number>();
  for (const { run } of parts.flatMap(([, rows]) => rows)) counts.set(run, (counts.get(run) ?? 0) + 1);
  for (const row of earlier.get('runs') ?? []) {
    const about = aboutOf(row.procedure);
    insert('procedures', { run: row.id, procedure: row.procedure });
    insert(
      'runs',
      { ...row, ...(about ?? { kind: '', sites: '', hosts: '' }), records: (counts.get(row.id) ?? 0) + 1 },
      about === undefined ? 'its procedure could not be read' : undefined, // it stays a damaged one
    );
  }
  insert('counter', { one: 1, changes: 1 });
}

/** The program of the earlier version would go on writing into tables of the earlier form. */
function refuseLiving(runs: readonly Row[]): void {
  const living = runs.find(({ status, owner }) => status === 'running' && isAlive(String(owner)));
  if (living === undefined) return;
  throw new ResiteError('PROCEDURE_BUSY', `run ${living.id} of an earlier version of Resite is at work`, {
    hint: 'Wait until it has ended. This version then takes over its journal. It has changed nothing in it so far.',
  });
}

const about = z.object({
  kind: z.enum(['backup', 'restore', 'rehearsal']),
  siteCode: z.string(),
  sites: z.array(z.string()).optional(),
  hosts: z.record(z.string(), z.unknown()),
});

function aboutOf(procedure: Row[string]): Row | undefined {
  try {
    const { kind, siteCode, sites, hosts } = about.parse(JSON.parse(String(procedure)));
    return { kind, sites: JSON.stringify(sites ?? [siteCode]), hosts: JSON.stringify(Object.keys(hosts)) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
