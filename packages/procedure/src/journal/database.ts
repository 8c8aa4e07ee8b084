import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import { journalFailure, journalHint } from '../journal-failure.ts';

export interface DatabaseForm {
  readonly what: 'journal' | 'ledger';
  /** `application_id` of SQLite: nobody else's database is taken for this one. */
  readonly application: number;
  /** `user_version` of SQLite, from 1 on; databases of Resite before there were versions have 0. */
  readonly version: number;
  /** Names of the tables of version 0. */
  readonly tables: readonly string[];
  /** Makes the tables of this version, of nothing or of those of an earlier one. Called within a transaction. */
  readonly migrate: (database: DatabaseSync, from: number) => void;
}

/** How long one process waits for the record of another, in milliseconds. */
const patience = 10_000;

/**
 * Opens or creates the database, readable only by this user, in a folder that is made private when it is new. One of an earlier
 * version is brought to this one, all or nothing. `JOURNAL_VERSION` for one of a later version, `JOURNAL_DAMAGED` for what is no
 * sound database or somebody else's: neither is changed. Everything that it holds is looked through once.
 */
export function openDatabase(path: string, form: DatabaseForm): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: patience, open: false });
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (existsSync(path)) refuseOther(path, form.what);
    closeSync(openSync(path, 'a', 0o600)); // SQLite would let others read it; its other files follow this one
    database.open();
    const version = versionOf(database, path, form);
    const [found] = database.prepare('PRAGMA integrity_check(1)').all();
    if (found?.integrity_check !== 'ok') throw damaged(path, form.what, String(found?.integrity_check));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    if (version < form.version) bringUp(database, form);
    return database;
  } catch (error) {
    if (database.isOpen) database.close();
    throw journalFailure(path, error, form.what);
  }
}

/** Before SQLite looks at it: what it says of a file that is no database depends on where it stumbles. */
function refuseOther(path: string, what: DatabaseForm['what']): void {
  const { size } = statSync(path);
  if (size === 0) return;
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(16);
    readSync(file, start, 0, 16, 0);
    if (start.toString('latin1') !== 'SQLite format 3\0') throw damaged(path, what, 'it is no database');
  } finally {
    closeSync(file);
  }
}

function versionOf(database: DatabaseSync, path: string, { what, application, version, tables }: DatabaseForm): number {
  const [{ user_version: found = 0 } = {}] = database.prepare('PRAGMA user_version').all();
  const [{ application_id: owner = 0 } = {}] = database.prepare('PRAGMA application_id').all();
  const known = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const isForeign =
    (owner !== 0 && owner !== application) || (found === 0 && known.some(({ name }) => !tables.includes(String(name))));
  if (isForeign) throw damaged(path, what, 'it is a database of another program');
  if (Number(found) <= version) return Number(found);
  throw new ResiteError('JOURNAL_VERSION', `the ${what} ${path} is of a later version of Resite (${found})`, {
    hint: 'Use that version of Resite, or a later one. This one has changed nothing in it.',
  });
}

/** Another process may be at it as well: whoever comes second finds it done. */
function bringUp(database: DatabaseSync, { application, version, migrate }: DatabaseForm): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const [{ user_version: from = 0 } = {}] = database.prepare('PRAGMA user_version').all();
    if (Number(from) < version) {
      migrate(database, Number(from));
      database.exec(`PRAGMA application_id = ${application}; PRAGMA user_version = ${version}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

export const damaged = (path: string, what: DatabaseForm['what'], found: string): ResiteError =>
  new ResiteError('JOURNAL_DAMAGED', `cannot use the ${what} ${path}: ${found}`, { hint: journalHint });
