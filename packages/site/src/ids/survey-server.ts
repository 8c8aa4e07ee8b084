import { defined } from '@resite/errors';
import type { Host } from '@resite/host';
import { sameName, upcase } from '@resite/registry/names';
import { readString } from '@resite/registry/values';
import type { SiteDescription } from '../description.ts';
import { getIni, type Ini, parseIni } from '../ini.ts';
import { listIfAny } from '../list-if-any.ts';
import { nextIdKey, nextIdValue } from '../next-id.ts';
import { tidyPath } from '../paths.ts';
import { type IdSighting, sightingOfFile, sightingOfText } from './sighting.ts';

/** A value that names the next range, and where it stands. */
export interface RangePointer {
  readonly text: string;
  readonly where: string;
}

export interface ServerSurvey {
  readonly sightings: readonly IdSighting[];
  /** `Next SMS Unique ID` of the registry; only a site server has one. */
  readonly pointer?: RangePointer;
  /** `NextAvailableSiteSMSUniqueID` of SMS.INI, written when a site is removed (Q127052). */
  readonly iniPointer?: RangePointer;
}

/** What the site server knows of IDs: as a logon server, and its inventory histories, its registry, its SMS.INI. */
export async function surveySiteServer(host: Host, site: SiteDescription): Promise<ServerSurvey> {
  const server = site.identity.computerName;
  const sightings = await namesBelow(host, server, [
    ...logonFolders(`${site.smsRoot}\\LOGON.SRV`),
    `${site.smsRoot}\\SITE.SRV\\INVENTRY.BOX\\HISTORY`,
  ]);
  const key = `${site.registryKey}\\${nextIdKey}`;
  const value = await host.registry.value(key, nextIdValue);
  const ini = site.smsIni === undefined ? undefined : parseIni(await host.files.read(site.smsIni));
  const place = `${server}, ${site.smsIni ?? ''}`;
  const found = ini && readSmsIni(ini, place, server);
  return defined({
    sightings: [...sightings, ...(found?.sightings ?? [])],
    pointer: value && { text: readString(value), where: `${server}, ${key}, ${nextIdValue}` },
    iniPointer: found?.iniPointer,
  });
}

/** What another logon server knows of IDs; undefined when the computer is none, as it has no share SMS_SHR. */
export async function surveyLogonServer(host: Host): Promise<ServerSurvey | undefined> {
  const shares = await host.shares.list();
  const share = shares.find(({ name }) => sameName(name, 'SMS_SHR'));
  if (share === undefined) return undefined;
  const { computerName, drives } = await host.identity();
  const sightings = [...(await namesBelow(host, computerName, logonFolders(tidyPath(share.path))))];
  for (const drive of drives) {
    const path = `${drive}:\\SMS.INI`;
    if ((await host.files.stat(path))?.type !== 'file') continue;
    sightings.push(
      ...readSmsIni(parseIni(await host.files.read(path)), `${computerName}, ${path}`, computerName).sightings,
    );
    break;
  }
  return { sightings };
}

/** The ID that a computer itself has, and the number that an earlier site of this code left. */
export function readSmsIni(ini: Ini, where: string, computer: string): ServerSurvey {
  const holder = upcase(getIni(ini, 'Local', 'MachineName') || computer);
  const own = sightingOfText(getIni(ini, 'SMS', 'SMS Unique ID'), { role: 'used', holder, where });
  const left = getIni(ini, ...leftNumber);
  return defined({
    sightings: own === undefined ? [] : [own],
    iniPointer: left ? { text: left, where: `${where}, ${leftNumber[1]}` } : undefined,
  });
}

/** Section and key of the number that Setup leaves in SMS.INI when it removes a site (Q127052). */
export const leftNumber = ['Local', 'NextAvailableSiteSMSUniqueID'] as const;

const logonFolders = (root: string) =>
  ['SMSID', 'PCMINS.BOX', 'CCR.BOX', 'CCR.BOX\\RETRY'].map(folder => `${root}\\${folder}`);

async function namesBelow(host: Host, server: string, folders: readonly string[]): Promise<IdSighting[]> {
  const found: IdSighting[] = [];
  for (const folder of folders) {
    for (const { name, type } of await listIfAny(host, folder)) {
      const sighting = type === 'file' ? sightingOfFile(`${folder}\\${name}`, { place: server, server }) : undefined;
      if (sighting !== undefined) found.push(sighting);
    }
  }
  return found;
}
