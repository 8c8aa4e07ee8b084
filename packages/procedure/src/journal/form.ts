import type { DatabaseSync } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import { isAlive } from '../process-identity.ts';
import type { DatabaseForm } from './database.ts';
import { checksum, columns, type Table } from './rows.ts';

const create = `
  CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, procedure TEXT NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS reasons (run TEXT PRIMARY KEY, code TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS steps (
    run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER, outcome TEXT, PRIMARY KEY (run, step, attempt)) STRICT;
  CREATE TABLE IF NOT EXISTS services (
    run TEXT NOT NULL, host TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, start_type TEXT NOT NULL,
    PRIMARY KEY (run, host, name)) STRICT;
  CREATE TABLE IF NOT EXISTS service_changes (
    run TEXT NOT NULL, host TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
  CREATE TABLE counter (one INTEGER PRIMARY KEY CHECK (one = 1), changes INTEGER NOT NULL) STRICT;
  INSERT INTO counter VALUES (1, 0);
`;

/** Version 1 adds the checksums, and counts the changes. */
export const journalForm: DatabaseForm = {
  what: 'journal',
  application: 0x52534a31, // RSJ1
  version: 1,
  tables: columns,
  migrate: database => {
    database.exec(create);
    refuseLiving(database);
    for (const table of Object.keys(columns) as Table[]) addChecksums(database, table);
  },
};

/** The program of the earlier version would go on writing rows of the earlier form. */
function refuseLiving(database: DatabaseSync): void {
  const open = database.prepare("SELECT id, owner FROM runs WHERE status = 'running'").all();
  const living = open.find(({ owner }) => isAlive(String(owner)));
  if (living === undefined) return;
  throw new ResiteError('PROCEDURE_BUSY', `run ${living.id} of an earlier version of Resite is at work`, {
    hint: 'Wait for its end. Only then this version takes its journal over; nothing was changed in it.',
  });
}

function addChecksums(database: DatabaseSync, table: Table): void {
  database.exec(`ALTER TABLE ${table} ADD COLUMN checksum TEXT NOT NULL DEFAULT ''`);
  const write = database.prepare(`UPDATE ${table} SET checksum = ? WHERE rowid = ?`);
  for (const row of database.prepare(`SELECT rowid AS number, * FROM ${table}`).all()) {
    write.run(checksum(table, row), row.number ?? null);
  }
}
