import { hash } from 'node:crypto';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/**
 * The columns of each table of the journal, in their order; each row ends in a checksum of the others. A run has its procedure
 * in a table of its own: most runs are only counted, and a procedure is long. `records` is the number of all its other rows.
 */
export const columns = {
  runs: ['id', 'kind', 'sites', 'hosts', 'status', 'owner', 'started', 'ended', 'records'],
  procedures: ['run', 'procedure'],
  reasons: ['run', 'code'],
  steps: ['run', 'step', 'attempt', 'state', 'started', 'ended', 'outcome'],
  services: ['run', 'host', 'position', 'name', 'state', 'start_type'],
  service_changes: ['run', 'host', 'name', 'state', 'time'],
  counter: ['one', 'changes'],
} as const;

export type Table = keyof typeof columns;
export type Row = Readonly<Record<string, SQLOutputValue | SQLInputValue | undefined>>;

/** SQLite notices damage to its own structure, and none to what stands in a row. */
export function checksum(table: Table, row: Row): string {
  const values = [table, ...columns[table].map(name => row[name] ?? null)];
  return `0${hash('sha256', JSON.stringify(values)).slice(0, 19)}`;
}

/** As a statement takes them. */
export function valuesOf(table: Table, row: Row): SQLInputValue[] {
  return [...columns[table].map(name => (row[name] ?? null) as SQLInputValue), checksum(table, row)];
}
