import type { DatabaseForm } from './database.ts';
import { bringUpFrom0, tables0 } from './version-0.ts';

const create = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, sites TEXT NOT NULL, hosts TEXT NOT NULL, status TEXT NOT NULL,
    owner TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, records INTEGER NOT NULL, checksum TEXT NOT NULL) STRICT;
  CREATE INDEX runs_open ON runs (status) WHERE status IN ('running', 'unsettled');
  CREATE TABLE procedures (run TEXT PRIMARY KEY, procedure TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;
  CREATE TABLE reasons (run TEXT PRIMARY KEY, code TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;
  CREATE TABLE steps (
    run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL, started INTEGER NOT NULL,
    ended INTEGER, outcome TEXT, checksum TEXT NOT NULL, PRIMARY KEY (run, step, attempt)) STRICT;
  CREATE TABLE services (
    run TEXT NOT NULL, host TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    start_type TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (run, host, name)) STRICT;
  CREATE TABLE service_changes (
    run TEXT NOT NULL, host TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, time INTEGER NOT NULL,
    checksum TEXT NOT NULL) STRICT;
  CREATE INDEX service_changes_of ON service_changes (run, host);
  CREATE TABLE counter (one INTEGER PRIMARY KEY CHECK (one = 1), changes INTEGER NOT NULL, checksum TEXT NOT NULL) STRICT;
`;

export const journalForm: DatabaseForm = {
  what: 'journal',
  application: 0x52534a31, // RSJ1
  version: 1,
  tables: tables0,
  migrate: database => bringUpFrom0(database, create),
};
