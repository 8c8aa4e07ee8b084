import type { MemoryMachine, Row } from '@resite/host/memory';
import { servicesOf } from '@resite/host/memory';
import { systemRows } from '@resite/lab/system-tables';

/** The tables of the site database as `siteDatabase` of the site package reads them. Rows are replaced, never changed. */
export interface ParentDatabase {
  sites: readonly Row[];
  controlFiles: readonly Row[];
  machines: readonly Row[];
  events: readonly Row[];
}

/** The queries that Resite has, answered while the database server runs. */
export function answerQuery(
  database: ParentDatabase,
  machine: MemoryMachine,
  sql: string,
  parameters: readonly (string | number)[],
): Row[] | undefined {
  if (servicesOf(machine).query('MSSQLSERVER')?.state !== 'running') return undefined;
  const system = systemRows(sql);
  if (system !== undefined) return system;
  const [first, second] = parameters;
  if (/ FROM Sites /.test(sql)) return database.sites.filter(({ SiteCode }) => SiteCode === first);
  if (/ FROM SiteControl /.test(sql)) {
    return database.controlFiles.filter(({ SiteCode, FileType }) => SiteCode === first && FileType === second);
  }
  if (/ FROM Machines /.test(sql)) {
    const prefix = String(first).replace('%', '');
    return database.machines.filter(row => String(row.SMSID0).startsWith(prefix) || row.SiteCode0 === second);
  }
  if (/ FROM Events /.test(sql)) return database.events.filter(({ Time }) => Number(Time) >= Number(first));
  throw new Error(`nobody answers ${sql}`);
}
