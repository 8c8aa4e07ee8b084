import type { Machine } from './running-host.ts';

interface Condition {
  readonly version?: number;
  /** `sysdatabases.status` of the site database and of tempdb. */
  readonly status?: number;
  readonly tempdbStatus?: number;
  /** Megabytes of a log on a device of its own; 0 when it shares those of the data. */
  readonly logSize?: number;
  readonly logUsed?: number | string;
  /** Pages in use: of the 2000 of the site database, and of the 1000 of tempdb. */
  readonly pages?: number;
  readonly tempdbPages?: number | string;
  /** Questions that it refuses. */
  readonly refuses?: RegExp;
}

/** SQL Server 6.5 with the databases SMS and tempdb, as far as it speaks of itself. Options are those of a new installation. */
export function sqlServer(condition: Condition = {}): NonNullable<Machine['system']> {
  const { version = 408, status = 8, tempdbStatus = 12, logSize = 10, logUsed = 4.1 } = condition;
  const { pages = 500, tempdbPages = 30, refuses = /^$/ } = condition;
  return (sql, [id]) => {
    if (refuses.test(sql)) throw new Error('permission denied');
    if (sql.includes('sysdatabases')) {
      const common = { version, site: 'SMS' };
      return [
        { name: 'SMS', dbid: 6, status, ...common },
        { name: 'tempdb', dbid: 2, status: tempdbStatus, ...common },
      ];
    }
    if (sql.startsWith('DBCC SQLPERF(LOGSPACE)')) {
      const used = logSize === 0 ? 0 : logUsed;
      return [
        {
          'Database Name': 'SMS ',
          'Log Size (MB)': logSize,
          'Log Space Used (%)': used,
          Status: logSize === 0 ? 1 : 0,
        },
      ];
    }
    if (sql.includes('sysusages')) return [{ pages: id === 2 ? 1000 : 2000 }];
    if (sql.includes('tempdb..sysindexes')) return [{ pages: tempdbPages }];
    if (sql.includes('sysindexes')) return [{ pages }];
    return undefined;
  };
}
