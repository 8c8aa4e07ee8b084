import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ResiteError } from '@resite/errors';
import { lastBegan, noteBegan } from './began.ts';
import { countFile, readCount, writeCount } from './count.ts';
import { damaged, openDatabase } from './database.ts';
import { journalFailure } from './failures.ts';
import { journalForm } from './form.ts';
import { refuseOdd } from './plain-file.ts';
import { checksum, columns, type Row, type Table, valuesOf } from './rows.ts';
import type { Found, JournalStore } from './store.ts';

/** In bytes: a larger journal holds thousands of runs, and to look through all of it takes seconds. */
const lookThroughAll = 32 * 1024 * 1024;

/** Of a run that did not come to an end; written as the index of such runs has it. */
const isOpen = "status IN ('running', 'unsettled')";

/** What every run that begins asks of the others. Each is answered by an index: how many runs there were costs nothing. */
export const openRuns = `SELECT * FROM runs WHERE ${isOpen} ORDER BY rowid`;
/** The ID itself, or from the ID with a dash behind it up to the next character after a dash. */
export const sameName = 'SELECT count(*) AS count FROM runs WHERE id = ? OR (id >= ? AND id < ?)';

/** All of what a run has, but for its own row. */
const parts: readonly Table[] = ['procedures', 'reasons', 'steps', 'services', 'service_changes'];
const countOfParts = parts.map(table => `(SELECT count(*) FROM ${table} WHERE run = runs.id)`).join(' + ');

/** In SQLite, in `journal.db`, with `runs.log` and `journal.count` beside it. */
export class SqlStore implements JournalStore {
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly #path: string;

  /** Looks through all rows; when there are very many, through those of runs that did not end, and of each other one its own row. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, 'journal.db');
    this.#database = openDatabase(this.#path, journalForm, lookThroughAll);
    try {
      this.#lookThrough();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  transaction<T>(body: () => T): T {
    this.#attempt(() => this.#database.exec('BEGIN IMMEDIATE'));
    try {
      const result = body();
      const changes = this.#countOne();
      this.#attempt(() => this.#database.exec('COMMIT'));
      if (changes > (readCount(this.#folder) ?? 0)) writeCount(this.#folder, changes); // not in one that has lost some
      return result;
    } catch (error) {
      // A full disk rolls it back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  rows(table: Table, where: Row = {}): Found[] {
    return this.#rows(table, ...equal(where));
  }

  rowsOf(run: string, table: Table, where: Row = {}): Found[] {
    this.#refuseIncomplete(run);
    return this.rows(table, { run, ...where });
  }

  openRuns(): Found[] {
    return this.#checked('runs', openRuns);
  }

  runsAfter(id: string): Found[] {
    return this.#rows('runs', 'WHERE rowid > (SELECT rowid FROM runs WHERE id = ?)', id);
  }

  hasRun(id: string): boolean {
    return this.#all('SELECT id FROM runs WHERE id = ?', id).length > 0;
  }

  runsNamed(prefix: string): number {
    const [found] = this.#all(sameName, prefix, `${prefix}-`, `${prefix}.`);
    return Number(found?.count ?? 0);
  }

  #refuseIncomplete(run: string): void {
    const [found] = this.#all(`SELECT records, ${countOfParts} AS found FROM runs WHERE id = ?`, run);
    if (found !== undefined && found.records !== found.found) {
      throw this.damaged(run, `it has ${found.found} records and not ${found.records}`);
    }
  }

  insert(table: Table, row: Row): void {
    const values = valuesOf(table, row);
    const names = [...columns[table], 'checksum'].join(', ');
    this.#run(`INSERT INTO ${table} (${names}) VALUES (${values.map(() => '?').join(', ')})`, ...values);
  }

  replace(table: Table, where: Row, row: Row): void {
    const [condition, ...parameters] = equal(where);
    const assignments = [...columns[table], 'checksum'].map(name => `${name} = ?`).join(', ');
    this.#run(`UPDATE ${table} SET ${assignments} ${condition}`, ...valuesOf(table, row), ...parameters);
  }

  remove(table: Table, where: Row): void {
    const [condition, ...parameters] = equal(where);
    this.#run(`DELETE FROM ${table} ${condition}`, ...parameters);
  }

  amendRun(id: string, changes: Row): void {
    const [found] = this.rows('runs', { id });
    if (found === undefined) return;
    const [counted] = this.#all(`SELECT ${countOfParts} AS records FROM runs WHERE id = ?`, id);
    this.replace('runs', { id }, { ...found, ...changes, ...counted });
  }

  changes(): number {
    const [row] = this.rows('counter');
    if (row === undefined) throw damaged(this.#path, 'journal', 'the number of its changes is missing');
    return Number(row.changes);
  }

  #run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#attempt(() => this.#database.prepare(sql).run(...parameters));
  }

  #all(sql: string, ...parameters: SQLInputValue[]): Found[] {
    return this.#attempt(() => this.#database.prepare(sql).all(...parameters));
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw journalFailure(this.#path, error);
    }
  }

  marked(): number | undefined {
    refuseOdd(countFile(this.#folder));
    return readCount(this.#folder);
  }

  mark(): void {
    writeCount(this.#folder, this.changes());
  }

  lastBegan(): string[] {
    return this.#attempt(() => lastBegan(this.#folder));
  }

  noteBegan(line: string): void {
    this.#attempt(() => noteBegan(this.#folder, line));
  }

  damaged(run: string, found: string): ResiteError {
    return damaged(this.#path, 'journal', `run ${JSON.stringify(run)}: ${found}`);
  }

  #countOne(): number {
    const row = { one: 1, changes: this.changes() + 1 };
    this.replace('counter', { one: 1 }, row);
    return row.changes;
  }

  #rows(table: Table, where: string, ...parameters: SQLInputValue[]): Found[] {
    return this.#checked(table, `SELECT * FROM ${table} ${where} ORDER BY rowid`, ...parameters);
  }

  #checked(table: Table, sql: string, ...parameters: SQLInputValue[]): Found[] {
    const rows = this.#all(sql, ...parameters);
    for (const row of rows) this.#check(table, row);
    return rows;
  }

  #lookThrough(): void {
    const isLarge = statSync(this.#path).size > lookThroughAll;
    for (const table of isLarge ? (['runs'] as const) : (Object.keys(columns) as Table[]))
      this.#lookThroughTable(table);
    for (const { id } of this.#all(`SELECT id FROM runs WHERE ${isOpen}`)) {
      this.#refuseIncomplete(String(id));
      if (isLarge) for (const table of parts) this.rows(table, { run: id });
    }
  }

  #lookThroughTable(table: Table): void {
    this.#attempt(() => {
      for (const row of this.#database.prepare(`SELECT * FROM ${table}`).iterate()) this.#check(table, row);
    });
  }

  #check(table: Table, row: Row): void {
    if (row.checksum === checksum(table, row)) return;
    throw this.damaged(String(row.run ?? row.id ?? ''), `a row of ${table} is not as it was written`);
  }
}

function equal(where: Row): [string, ...SQLInputValue[]] {
  const names = Object.keys(where);
  const condition = names.length === 0 ? '' : `WHERE ${names.map(name => `${name} = ?`).join(' AND ')}`;
  return [condition, ...(Object.values(where) as SQLInputValue[])];
}
