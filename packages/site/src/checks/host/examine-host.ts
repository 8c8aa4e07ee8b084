import { formatBytes, formatTime, isResiteError } from '@resite/errors';
import { now as present } from '@resite/filesystem/clock';
import type { Host, Identity } from '@resite/host';
import { sameName, upcase } from '@resite/registry/names';
import { siteDatabase } from '../../database/site-database.ts';
import type { SiteDescription } from '../../description.ts';
import { discoverSite } from '../../discovery/discover-site.ts';
import { roleNames } from '../../domain-role.ts';
import type { Profile } from '../../profiles/profile.ts';
import { allProfiles } from '../../profiles/profiles.ts';
import type { Check } from '../check.ts';
import { allowedClockDifference } from '../clocks.ts';
import { databaseRoom } from '../database-room.ts';
import { look } from './look.ts';

export interface HostExamination {
  readonly host: Host;
  /** The computer name that it should have, where that is known. */
  readonly meant?: string;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[];
}

/** What can be done with a host, whatever it is for: who it is, its drives, services, clock and site. Changes nothing. */
export async function examineHost({ host, meant, profiles }: HostExamination): Promise<Check[]> {
  let identity: Identity | undefined;
  const checks = [
    await look('host-identity', async () => {
      identity = await host.identity();
      return { found: describe(identity) };
    }),
  ];
  // of a computer that is off, or of a disk that is in use, nothing more can be learnt
  if (identity === undefined && host.driver !== 'windows') return checks;
  if (identity !== undefined && meant !== undefined) checks.push(await isMeant(identity, meant));
  const drives = identity?.drives ?? ['C'];
  checks.push(await look('host-drives', () => canRead(host, drives, identity?.systemRoot)));
  if (checks.at(-1)?.ok) checks.push(await look('host-space', () => hasSpace(host, drives)));
  checks.push(await look('host-services', () => canList(host)));
  if (checks.at(-1)?.ok && host.live) checks.push(...(await canSchedule(host)));
  if (host.live) checks.push(await look('host-clock', () => hasRightTime(host)));
  return [...checks, ...(await siteChecks(host, profiles))];
}

function describe({ computerName, domain, windowsVersion, servicePack, platform, role }: Identity): string {
  const of = domain === '' ? '' : ` of ${domain}`;
  const as = role === undefined ? '' : `, a ${roleNames[role]}`;
  return `${computerName}${of}${as}, Windows ${windowsVersion}${servicePack === '' ? '' : ` ${servicePack}`}, ${platform}`;
}

const isMeant = ({ computerName }: Identity, meant: string) =>
  look('host-meant', async () => ({ good: sameName(computerName, meant), found: computerName, wanted: meant }));

async function canRead(host: Host, drives: readonly string[], systemRoot: string | undefined) {
  for (const drive of drives) {
    if ((await host.files.stat(`${drive}:\\`)) === undefined) return { good: false, found: `there is no ${drive}:\\` };
  }
  const ofWindows = systemRoot && upcase(systemRoot.slice(0, 1));
  const lacks = ofWindows !== undefined && !drives.includes(ofWindows);
  const found = drives.length === 0 ? 'none' : drives.map(drive => `${drive}:`).join(', ');
  return { good: !lacks, found: lacks ? `${found}, and Windows is on ${ofWindows}:` : found };
}

const fewBytes = 32 << 20;

async function hasSpace(host: Host, drives: readonly string[]) {
  const free: [drive: string, bytes: number][] = [];
  for (const drive of drives) free.push([drive, await host.files.freeBytes(drive)]);
  return {
    good: free.every(([, bytes]) => bytes >= fewBytes),
    found: free.map(([drive, bytes]) => `${drive}: ${formatBytes(bytes)} free`).join(', '),
  };
}

async function canList(host: Host) {
  const services = await host.services.list();
  const running = services.filter(({ state }) => state === 'running').length;
  return { found: `${services.length} services, ${running} running` };
}

/** A computer of the lab may have no such service. */
async function canSchedule(host: Host): Promise<Check[]> {
  const check = await look('host-schedule', async () => {
    const schedule = await host.services.query('Schedule');
    if (schedule === undefined) return { good: false, found: 'there is no such service' };
    const { state, startType } = schedule;
    return {
      good: startType !== 'disabled',
      found: startType === 'disabled' ? 'it is disabled' : `Schedule, ${state}`,
    };
  });
  return !check.ok && host.driver === 'lab' ? [] : [check];
}

async function hasRightTime(host: Host) {
  const asked = present();
  const clock = await host.now();
  const seconds = Math.round((clock.getTime() - (asked + present()) / 2) / 1000);
  const apart = Math.abs(seconds) < 3 ? 'the same' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  return { good: Math.abs(seconds) * 1000 <= allowedClockDifference, found: `${formatTime(clock)}, ${apart}` };
}

async function siteChecks(host: Host, profiles: readonly Profile[] | undefined): Promise<Check[]> {
  let site: SiteDescription | undefined;
  const found = await look('host-site', async () => {
    try {
      site = await discoverSite(host, allProfiles(profiles));
      return { found: `${site.siteCode}, a ${site.siteType} site` };
    } catch (error) {
      if (!isResiteError(error, 'SITE_NOT_FOUND')) throw error;
      return { good: false, code: error.code, found: 'none' };
    }
  });
  if (site?.siteType !== 'primary' || !host.live) return [found];
  const { siteCode } = site;
  const answers = await look('host-database', async () => {
    const status = await siteDatabase(host).siteStatus(siteCode);
    return { good: status !== undefined, found: status === undefined ? `it does not know ${siteCode}` : 'an answer' };
  });
  return [found, answers, ...(answers.ok ? await databaseRoom(host) : [])];
}
