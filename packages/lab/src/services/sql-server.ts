/** MSSQLSERVER: the one process that has the site database open. */
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import type { ServiceMain } from '../service/service.ts';
import { databasePath } from '../sms/database.ts';

export const main: ServiceMain = async service => {
  const path = service.local(databasePath);
  const database = new DatabaseSync(path);
  const readOnly = new DatabaseSync(path, { readOnly: true });
  service.onQuery(({ statements, readOnly: onlyReads }) => {
    const on = onlyReads ? readOnly : database;
    on.exec('BEGIN');
    try {
      const rows = statements.map(({ sql, parameters = [] }) => on.prepare(sql).all(...parameters));
      on.exec('COMMIT');
      return rows;
    } catch (error) {
      on.exec('ROLLBACK');
      throw error;
    }
  });
  if (!service.stopping.aborted) await once(service.stopping, 'abort');
  readOnly.close();
  database.close();
};
