import { hash } from 'node:crypto';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** The columns of each table of the journal, in their order; each row ends in a checksum of the others. */
export const columns = {
  runs: ['id', 'procedure', 'status', 'owner', 'started', 'ended'],
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
