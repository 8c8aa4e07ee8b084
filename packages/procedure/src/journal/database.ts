import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import { makeFolders } from '@resite/filesystem/make-folders';
import { adviceOnDamage, journalFailure } from './failures.ts';
import { refuseOdd } from './plain-file.ts';

export interface DatabaseForm {
  readonly what: 'journal' | 'ledger';
  /** `application_id` of SQLite: nobody else's database is taken for this one. */
  readonly application: number;
  /** `user_version` of SQLite, from 1 on; databases of Resite before there were versions have 0. */
  readonly version: number;
  /** The tables of version 0, each with its columns. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Makes the tables of this version, of nothing or of those of an earlier one. Called within a transaction. */
  readonly migrate: (database: DatabaseSync, from: number) => void;
}

/** How long one process waits for the record of another, in milliseconds. */
const patience = 10_000;

/**
 * Opens or creates the database, readable only by this user, in a folder that is made private when it is new. One of an earlier
 * version is brought to this one, all or nothing. `JOURNAL_VERSION` for one of a later version, `JOURNAL_DAMAGED` for what is no
 * sound database or somebody else's: neither is changed. SQLite looks through all of its structure once; beyond `large` bytes it
 * does not compare indices with tables, which takes most of the time.
 */
export function openDatabase(path: string, form: DatabaseForm, large = Number.POSITIVE_INFINITY): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: patience, open: false });
  try {
    makeFolders(dirname(path), 0o700);
    refuseOther(path, form);
    closeSync(openSync(path, 'a', 0o600)); // SQLite would let others read it; its other files follow this one
    database.open();
    const version = versionOf(database, path, form);
    const look = lstatSync(path).size > large ? 'quick_check' : 'integrity_check';
    const [found] = database.prepare(`PRAGMA ${look}(1)`).all();
    if (found?.[look] !== 'ok') throw damaged(path, form.what, String(found?.[look]));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    if (version < form.version) bringUp(database, form);
    return database;
  } catch (error) {
    if (database.isOpen) database.close();
    throw journalFailure(path, error, form.what);
  }
}

const oddHint = 'Look what it is, and move it aside. A link will not do: the files beside the database belong to it.';

/** Before SQLite opens it, which may already move what stands in its write-ahead log. */
function refuseOther(path: string, form: DatabaseForm): void {
  refuseOdd(path, `the ${form.what} ${path}`, oddHint);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size === 0) return;
  const start = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  if (start.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw damaged(path, form.what, 'it is no database');
  // Both may be 0 here and stand in the write-ahead log: then `versionOf` finds them (sqlite.org/fileformat2.html, 1.3).
  refuseForeign(path, form, { version: start.readInt32BE(60), owner: start.readInt32BE(68) });
}

/** All at one moment: another process may just be making the database. */
function versionOf(database: DatabaseSync, path: string, form: DatabaseForm): number {
  database.exec('BEGIN');
  const [{ user_version: version = 0 } = {}] = database.prepare('PRAGMA user_version').all();
  const [{ application_id: owner = 0 } = {}] = database.prepare('PRAGMA application_id').all();
  refuseForeign(path, form, { version: Number(version), owner: Number(owner) });
  if (version === 0 && hasOtherTables(database, form)) throw foreign(path, form);
  database.exec('COMMIT');
  return Number(version);
}

function refuseForeign(path: string, form: DatabaseForm, found: { version: number; owner: number }): void {
  if (found.owner !== 0 && found.owner !== form.application) throw foreign(path, form);
  if (found.version !== 0 && found.owner === 0) throw foreign(path, form);
  if (found.version < 0) throw damaged(path, form.what, `its version is ${found.version}`);
  if (found.version <= form.version) return;
  throw new ResiteError(
    'JOURNAL_VERSION',
    `the ${form.what} ${path} is of a later version of Resite (${found.version})`,
    {
      hint: 'Use that version of Resite, or a later one. This one has changed nothing in it.',
    },
  );
}

/** One of version 0 bears no name: it is known by its tables, of which earlier versions had fewer. */
function hasOtherTables(database: DatabaseSync, { tables }: DatabaseForm): boolean {
  const found = database.prepare("SELECT type, name FROM sqlite_schema WHERE type <> 'index'").all();
  return found.some(({ type, name }) => {
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(name ?? null);
    return type !== 'table' || columns.map(column => column.name).join() !== tables[String(name)]?.join();
  });
}

const foreign = (path: string, { what }: DatabaseForm) => damaged(path, what, 'it is a database of another program');

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
  new ResiteError('JOURNAL_DAMAGED', `cannot use the ${what} ${path}: ${found}`, adviceOnDamage(what));
