import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { sameName } from '@resite/registry/names';

/** Bits of `sysdatabases.status` of SQL Server 6.5 (Transact-SQL Reference) under which SMS cannot change a database. */
export const closedBits: Readonly<Record<number, string>> = {
  32: 'has not been loaded whole',
  64: 'has not been recovered yet',
  128: 'is being recovered',
  256: 'is suspect',
  1024: 'is read only',
  4096: 'is in single user mode',
  32768: 'is in emergency mode',
};

/** Bits that SMS wants: of tempdb (Q179009, Q153107), and of its own database, where its setup sets it (Q125487). */
export const selectInto = 4;
export const truncateOnCheckpoint = 8;

/** What the database server of a site says of the room that it has for changes, by questions alone. */
export interface ServerState {
  /** Undefined when the server does not say which databases there are. */
  readonly databases?: { readonly site: DatabaseState; readonly tempdb: DatabaseState };
  /** What could not be seen, and why. */
  readonly unknown: readonly string[];
}

export interface DatabaseState {
  readonly name: string;
  /** `sysdatabases.status`. */
  readonly status: number;
  /** Percent in use: of the log of the site database, of all of tempdb. A log without a device of its own shares all with the data. Undefined when not known. */
  readonly used?: number;
}

/**
 * Asks for the options of the site database and of tempdb, and for the room in them: `DBCC SQLPERF(LOGSPACE)` and the system
 * tables of SQL Server 6.5. It changes nothing and writes nothing, not even in a transaction that is rolled back. The room of
 * later versions is not judged: their files may grow by themselves. An error only when nothing answers at all.
 */
export async function serverState(host: Host): Promise<ServerState> {
  const listed = await ask(host, 'SELECT name, dbid, status, version, db_name() AS site FROM master..sysdatabases');
  if (!('rows' in listed)) return { unknown: [listed.why] };
  const all = listed.rows.map(row => ({
    name: String(row.name ?? '').trim(),
    id: numberOf(row.dbid),
    status: numberOf(row.status),
    version: numberOf(row.version),
    isSite: sameName(String(row.name ?? '').trim(), String(row.site ?? '').trim()),
  }));
  const site = all.find(({ isSite }) => isSite);
  const tempdb = all.find(({ name }) => sameName(name, 'tempdb'));
  if (site?.status === undefined || tempdb?.status === undefined) {
    return { unknown: ['sysdatabases does not list the site database and tempdb'] };
  }
  const named = ({ name, status = 0 }: typeof site) => ({ name, status });
  if (site.version === undefined || site.version >= growing) {
    return {
      databases: { site: named(site), tempdb: { ...named(tempdb), status: tempdb.status | selectInto } },
      unknown: [
        'how full they are, and Select Into/Bulk Copy of tempdb: files of SQL Server 7.0 and later may grow by themselves',
      ],
    };
  }
  const log = await logSpace(host, site.name);
  const room = log === 'shared' ? await sharedSpace(host, '', site.id) : log;
  const rest = await sharedSpace(host, 'tempdb..', tempdb.id);
  return {
    databases: { site: { ...named(site), ...usedOf(room) }, tempdb: { ...named(tempdb), ...usedOf(rest) } },
    unknown: [
      ...('why' in room ? [`how full the log of ${site.name} is: ${room.why}`] : []),
      ...('why' in rest ? [`how full tempdb is: ${rest.why}`] : []),
    ],
  };
}

/** `sysdatabases.version` of SQL Server 7.0; 6.5 has 408. */
const growing = 515;

type Room = { readonly used: number } | { readonly why: string };

const usedOf = (room: Room) => ('used' in room ? { used: room.used } : {});

/** A log on a device of its own; other logs have status 1 and a size of 0. */
async function logSpace(host: Host, database: string): Promise<Room | 'shared'> {
  const answer = await ask(host, 'DBCC SQLPERF(LOGSPACE) WITH NO_INFOMSGS');
  if (!('rows' in answer)) return answer;
  const row = answer.rows.find(({ 'Database Name': name }) => sameName(String(name ?? '').trim(), database));
  const size = numberOf(row?.['Log Size (MB)']);
  const used = numberOf(row?.['Log Space Used (%)']);
  if (size === undefined || used === undefined) return { why: 'DBCC SQLPERF(LOGSPACE) does not say it' };
  return size === 0 ? 'shared' : { used };
}

/** Pages of a database and its log, as `sp_spaceused` counts them. `prefix` is '' for the site database, in which the questions are asked. */
async function sharedSpace(host: Host, prefix: 'tempdb..' | '', id: number | undefined): Promise<Room> {
  if (id === undefined) return { why: 'sysdatabases does not say it' };
  const size = await onlyNumber(host, 'SELECT SUM(size) AS pages FROM master..sysusages WHERE dbid = ?', id);
  if (typeof size !== 'number') return size;
  const tables = `SELECT SUM(reserved) AS pages FROM ${prefix}sysindexes WHERE indid IN (0, 1, 255)`;
  const reserved = await onlyNumber(host, tables);
  if (typeof reserved !== 'number') return reserved;
  return size > 0 ? { used: (reserved / size) * 100 } : { why: 'sysusages does not say it' };
}

async function onlyNumber(
  host: Host,
  sql: string,
  ...parameters: number[]
): Promise<number | { readonly why: string }> {
  const answer = await ask(host, sql, ...parameters);
  if (!('rows' in answer)) return answer;
  return numberOf(answer.rows[0]?.pages) ?? { why: 'the answer is no number' };
}

type Rows = Awaited<ReturnType<Host['database']['query']>>;

/** A database of another kind, or a login without the right, refuses these questions. */
async function ask(host: Host, sql: string, ...parameters: number[]): Promise<{ rows: Rows } | { why: string }> {
  try {
    return { rows: await host.database.query(sql, ...parameters) };
  } catch (error) {
    if (!isResiteError(error, 'DATABASE_UNREACHABLE', 'COMMAND_FAILED')) throw error;
    return { why: error.message };
  }
}

function numberOf(value: string | number | null | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
