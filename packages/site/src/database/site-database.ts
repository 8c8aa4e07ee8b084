import type { Host } from '@resite/host';
import { fileType } from '../site-control-file/model.ts';
import { readSiteDetail, type SiteDetail, siteStatusNames } from './site-status.ts';

export interface SiteStatus {
  readonly siteCode: string;
  readonly siteName: string;
  readonly parentSiteCode: string;
  readonly siteServer: string;
  readonly domain: string;
  readonly installDirectory: string;
  readonly statusCode: number;
  /** `ACTIVE` and so on, or the number as text. */
  readonly status: string;
  readonly detail: SiteDetail;
}

export interface SiteEvent {
  readonly time: Date;
  readonly id: number;
  readonly siteCode: string;
  readonly text: string;
}

export interface SiteDatabase {
  /** Undefined when the database does not know the site. */
  siteStatus(siteCode: string): Promise<SiteStatus | undefined>;
  /** When the site says its ACTUAL control file was made; undefined when the database holds none. */
  actualStamp(siteCode: string): Promise<Date | undefined>;
  /** When the parent made what it wants of the site; undefined when the database holds no PROPOSED control file. */
  proposedStamp(siteCode: string): Promise<Date | undefined>;
  /** Text of the ACTUAL control file; undefined when the database holds none. */
  actualImage(siteCode: string): Promise<string | undefined>;
  /** Every ID that begins with this site code or is reported by a client of this site, sorted. */
  smsIds(siteCode: string): Promise<string[]>;
  /** Every record of such an ID, with the name of its computer; '' when it has none. */
  computers(siteCode: string): Promise<{ id: string; name: string }[]>;
  /** Events at or after `since`, oldest first. */
  eventsSince(since: Date): Promise<SiteEvent[]>;
}

/**
 * The database of a primary site, as far as a restore needs it. Sources name tables `Sites` and `SiteControl` (Q133113,
 * Q137376) and columns such as `SMSID0` (Q192920), but not every column; the schema here is
 * `Sites(SiteCode, SiteName, ParentSiteCode, SiteServer, Domain, InstallDir, SiteType, Status, DetailStatus)`,
 * `SiteControl(SiteCode, FileType, TimeStamp, Image)`, `Machines(Name0, SMSID0, NetCardID0, SiteCode0)` and
 * `Events(Time, EventID, SiteCode, Text)`, with times in seconds since 1970. Each function throws `DATABASE_UNREACHABLE`
 * when no database answers.
 */
export function siteDatabase(host: Host): SiteDatabase {
  const query = host.database.query.bind(host.database);
  const latest = async (column: 'TimeStamp' | 'Image', siteCode: string, type: number) =>
    (
      await query(
        `SELECT ${column} FROM SiteControl WHERE SiteCode = ? AND FileType = ? ORDER BY TimeStamp DESC`,
        siteCode,
        type,
      )
    )[0];
  const stampOf = async (siteCode: string, type: number) => {
    const row = await latest('TimeStamp', siteCode, type);
    return row === undefined ? undefined : fromSeconds(row.TimeStamp);
  };
  const computers = async (siteCode: string) => {
    const rows = await query(
      'SELECT SMSID0, Name0 FROM Machines WHERE SMSID0 LIKE ? OR SiteCode0 = ? ORDER BY SMSID0, Name0',
      `${siteCode}%`,
      siteCode,
    );
    return rows.map(row => ({ id: text(row.SMSID0), name: text(row.Name0) })).filter(({ id }) => id !== '');
  };
  return {
    async siteStatus(siteCode) {
      const [row] = await query('SELECT * FROM Sites WHERE SiteCode = ?', siteCode);
      if (row === undefined) return undefined;
      const statusCode = Number(row.Status);
      return {
        siteCode: text(row.SiteCode),
        siteName: text(row.SiteName),
        parentSiteCode: text(row.ParentSiteCode),
        siteServer: text(row.SiteServer),
        domain: text(row.Domain),
        installDirectory: text(row.InstallDir),
        statusCode,
        status: siteStatusNames[statusCode] ?? String(statusCode),
        detail: readSiteDetail(Number(row.DetailStatus ?? 0)),
      };
    },
    actualStamp: siteCode => stampOf(siteCode, fileType.actual),
    proposedStamp: siteCode => stampOf(siteCode, fileType.proposed),
    async actualImage(siteCode) {
      const row = await latest('Image', siteCode, fileType.actual);
      return row === undefined ? undefined : text(row.Image);
    },
    async smsIds(siteCode) {
      return [...new Set((await computers(siteCode)).map(({ id }) => id))];
    },
    computers,
    async eventsSince(since) {
      const seconds = Math.floor(since.getTime() / 1000);
      const rows = await query(
        'SELECT Time, EventID, SiteCode, Text FROM Events WHERE Time >= ? ORDER BY Time',
        seconds,
      );
      return rows.map(row => ({
        time: fromSeconds(row.Time),
        id: Number(row.EventID),
        siteCode: text(row.SiteCode),
        text: text(row.Text),
      }));
    },
  };
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim();
}

function fromSeconds(value: string | number | null | undefined): Date {
  return new Date(Number(value ?? 0) * 1000);
}
