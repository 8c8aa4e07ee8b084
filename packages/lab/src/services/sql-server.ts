/** MSSQLSERVER: the one process that has the site database open. */
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { readConditions } from '@resite/host/lab-conditions';
import type { ServiceMain } from '../service/service.ts';
import { databasePath } from '../sms/database.ts';
import { refusalOf, systemRows } from '../sms/system-tables.ts';

export const main: ServiceMain = async service => {
  const path = service.local(databasePath);
  const database = new DatabaseSync(path);
  const readOnly = new DatabaseSync(path, { readOnly: true });
  service.onQuery(async ({ statements, readOnly: onlyReads }) => {
    const { database: conditions } = await readConditions(service.folder);
    const refusal = refusalOf(conditions);
    const on = onlyReads || refusal !== undefined ? readOnly : database;
    on.exec('BEGIN');
    try {
      const rows = statements.map(
        ({ sql, parameters = [] }) => systemRows(sql, conditions) ?? on.prepare(sql).all(...parameters),
      );
      on.exec('COMMIT');
      return rows;
    } catch (error) {
      on.exec('ROLLBACK');
      throw !onlyReads && refusal !== undefined ? new Error(refusal, { cause: error }) : error;
    }
  });
  if (!service.stopping.aborted) await once(service.stopping, 'abort');
  readOnly.close();
  database.close();
};
