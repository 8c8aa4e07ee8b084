import type { DatabaseConditions } from '@resite/host/lab-conditions';
import type { Row } from '../service/messages.ts';

/** Options of `sysdatabases.status` as they are when all is well: trunc. log on chkpt (Q125487), and for tempdb select into/bulkcopy too (Q179009). */
const [ordinary, ordinaryTempdb] = [8, 12];

const site = 'SMSDATA';
const megabytes = { log: 8, tempdb: 20 };
const pages = megabytes.tempdb * 512;

/**
 * What SQL Server 6.5 answers to the questions about itself that Resite has; undefined for any other question. Columns and the form of `DBCC SQLPERF(LOGSPACE)`
 * are those of the Transact-SQL Reference and of public examples.
 */
export function systemRows(sql: string, conditions: DatabaseConditions = {}): Row[] | undefined {
  const isOurs = /^DBCC SQLPERF\(LOGSPACE\)|\bmaster\.\.sys|\btempdb\.\.sys/.test(sql);
  if (isOurs && conditions.closed === true)
    throw new Error('SELECT permission denied on object sysdatabases, database master, owner dbo');
  const { logUsed = 3, tempdbUsed = 5, status = ordinary, tempdbStatus = ordinaryTempdb } = conditions;
  if (/ FROM master\.\.sysdatabases$/.test(sql)) {
    const common = { version: 408, site };
    return [
      { name: 'master', dbid: 1, status: ordinary, ...common },
      { name: 'tempdb', dbid: 2, status: tempdbStatus, ...common },
      { name: site, dbid: 6, status, ...common },
    ];
  }
  if (sql.startsWith('DBCC SQLPERF(LOGSPACE)')) {
    const line = (name: string, size: number, used: number) => ({
      'Database Name': name,
      'Log Size (MB)': size,
      'Log Space Used (%)': used,
      Status: size === 0 ? 1 : 0,
    });
    return [line(site, megabytes.log, logUsed), line('tempdb', 0, 0), line('master', 0, 0)];
  }
  if (/ FROM master\.\.sysusages /.test(sql)) return [{ pages }];
  if (/ FROM tempdb\.\.sysindexes /.test(sql)) return [{ pages: Math.round((pages * tempdbUsed) / 100) }];
  return undefined;
}

/** What the server says instead of taking a change; undefined when it takes it. */
export function refusalOf(conditions: DatabaseConditions = {}): string | undefined {
  const { logUsed = 0, tempdbUsed = 0, status = ordinary, tempdbStatus = ordinaryTempdb } = conditions;
  if (logUsed >= 100) return noSpace(site);
  if (tempdbUsed >= 100) return noSpace('tempdb');
  if ((status & 1024) !== 0) return `The database ${site} is read only.`;
  if ((tempdbStatus & 4) === 0) return 'You cannot run SELECT INTO in this database (Q179009).';
  return undefined;
}

/** SQL Server error 1105, in our words (Q199364, Q125487). */
const noSpace = (database: string) =>
  `SQL Server error 1105: no space for Syslogs in database '${database}', as the 'logsegment' segment is full.`;
