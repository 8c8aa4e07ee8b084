import type { SQLOutputValue } from 'node:sqlite';
import type { ResiteError } from '@resite/errors';
import type { Row, Table } from './rows.ts';

export type Found = Record<string, SQLOutputValue>;

/**
 * The tables of the journal. A row that is read is as it was written, and of a run all rows are there: `JOURNAL_DAMAGED` otherwise.
 * Whatever is written within a transaction is counted outside of the tables as well, so that their loss is noticed. What was
 * written is durable when the method returns. `where` names columns with the values that they must have; rows come in the order
 * in which they were written.
 */
export interface JournalStore {
  close(): void;
  /** All or nothing; one at a time, whoever has the journal open. */
  transaction<T>(body: () => T): T;
  rows(table: Table, where?: Row): Found[];
  /** Rows that belong to a run. A row whose key is damaged would be missed by whoever asks for it by that key. */
  rowsOf(run: string, table: Table, where?: Row): Found[];
  /** Of runs that have not come to an end. */
  openRuns(): Found[];
  /** Of runs that began later than this one. */
  runsAfter(id: string): Found[];
  hasRun(id: string): boolean;
  /** How many have this ID, or this with a dash and more behind it. */
  runsNamed(prefix: string): number;
  insert(table: Table, row: Row): void;
  replace(table: Table, where: Row, row: Row): void;
  remove(table: Table, where: Row): void;
  /** Keeps the number of its records as well. */
  amendRun(id: string, changes: Row): void;
  /** How many transactions there were. */
  changes(): number;
  /** How many there were by the count outside of the tables, undefined when there is none. */
  marked(): number | undefined;
  /** Makes that count what the tables say. */
  mark(): void;
  /** The last runs that began here as far as anybody knows, outside of the tables. */
  lastBegan(): string[];
  /** Adds a line there: the ID of a run, or `# begun anew` and when. */
  noteBegan(line: string): void;
  damaged(run: string, found: string): ResiteError;
}
