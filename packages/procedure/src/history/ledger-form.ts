import type { DatabaseForm } from '../journal/database.ts';

/** Version 1 is as before there were versions. */
export const ledgerForm: DatabaseForm = {
  what: 'ledger',
  application: 0x52534c31, // RSL1
  version: 1,
  tables: { entries: ['run', 'site', 'status', 'started', 'entry'] },
  migrate: database =>
    database.exec(`CREATE TABLE IF NOT EXISTS entries (
      run TEXT NOT NULL, site TEXT NOT NULL, status TEXT NOT NULL, started TEXT NOT NULL, entry TEXT NOT NULL,
      PRIMARY KEY (run, site)) STRICT`),
};
