import { formatBytes } from '@resite/errors';
import type { Host } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName, uniqueNames } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import { whereOf } from '../../discovery/discover-plain.ts';
import { packagesSource } from '../../discovery/find-packages.ts';
import { readIdentification } from '../../discovery/identification.ts';
import { sharesOfPackages } from '../../discovery/transfer-packages.ts';
import { unsavedText } from '../../left-out.ts';
import { tidyPath } from '../../paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';
import { senderCapacity } from '../sender-capacity.ts';
import { iniChecks } from './ini-checks.ts';

/** Are the places where the site lies found by each way that leads there, and is nothing beside them? */
export async function placeChecks(host: Host, site: SiteDescription, profile: Profile): Promise<Check[]> {
  const key = await host.registry.read(site.registryKey);
  return [
    await requiredFiles(host, site, profile),
    await noPrimaryFolder(host, site),
    rootsAgree(key, site),
    ...(await iniChecks(host, site)),
    packageFolders(site),
    packageShares(site),
    await transferPackages(host, key, site),
    senderCapacity(key),
    await siteSpace(host, site),
  ];
}

async function requiredFiles(host: Host, site: SiteDescription, profile: Profile): Promise<Check> {
  const missing: string[] = [];
  for (const { path } of profile.requiredFiles) {
    const full = `${site.smsRoot}\\${path}`;
    if ((await host.files.stat(full))?.type !== 'file' && path !== profile.siteControl?.masterFile) missing.push(full);
  }
  return conclude({
    id: 'required-files',
    good: missing.length === 0,
    found: missing.length === 0 ? 'all' : `no ${missing.join(', no ')}`,
    wanted: profile.requiredFiles.map(({ path }) => path).join(', '),
  });
}

/** Every place that the profile does not call optional, and every file that a restore needs. */
export async function partsThere(host: Host, site: SiteDescription, profile: Profile): Promise<Check> {
  const places = profile.places.filter(
    ({ optional, id }) => optional !== true && !site.places?.some(one => one.id === id),
  );
  const files = await requiredFiles(host, site, profile);
  const missing = [...places.map(whereOf), ...(files.ok ? [] : [files.found.replace(/^no /, '')])];
  return conclude({
    id: 'required-files',
    good: missing.length === 0,
    found: missing.length === 0 ? 'all' : `no ${missing.join(', no ')}`,
    wanted:
      [
        ...profile.places.filter(({ optional }) => optional !== true).map(whereOf),
        ...profile.requiredFiles.map(({ path }) => path),
      ].join(', ') || 'nothing',
  });
}

async function noPrimaryFolder(host: Host, { smsRoot }: SiteDescription): Promise<Check> {
  const path = `${smsRoot}\\PRIMSITE.SRV`;
  const there = (await host.files.stat(path)) !== undefined;
  return conclude({ id: 'no-primary-folder', good: !there, found: there ? path : 'none' });
}

function rootsAgree(key: RegistryKey | undefined, { smsRoot, shares }: SiteDescription): Check {
  const registered = key && readIdentification(key).installDirectory;
  const ways: [what: string, path: string][] = [
    ...(registered === undefined ? [] : [['the registry', tidyPath(registered)] as [string, string]]),
    ...shares
      .filter(({ name }) => /^SMS_SHR[A-Z]$/i.test(name))
      .map(({ name, path }): [string, string] => [name, path]),
  ];
  const astray = ways.filter(([, path]) => !sameName(path, smsRoot));
  return conclude({
    id: 'roots-agree',
    good: astray.length === 0,
    found: astray.length === 0 ? smsRoot : astray.map(([way, path]) => `${way} says ${path}`).join(', '),
    wanted: smsRoot,
  });
}

/** Clients get their packages through a share. */
function packageFolders({ packageFolders, shares }: SiteDescription): Check {
  const hidden = packageFolders.filter(folder => !shares.some(({ path }) => sameName(path, folder)));
  return conclude({
    id: 'package-folders',
    good: hidden.length === 0,
    found:
      hidden.length === 0
        ? packageFolders.join(', ') || 'no package'
        : hidden.map(folder => `${folder} is not shared`).join(', '),
  });
}

/** Of what packages lie in, everything that no backup can hold. */
function packageShares(site: SiteDescription): Check {
  const { sharedPackages = [] } = site;
  const left = unsavedText(site, packagesSource);
  return conclude({
    id: 'package-shares',
    good: left === '',
    found: left || sharedPackages.map(({ share, path }) => `${share} (${path})`).join(', ') || 'no share but SMS_PKGx',
  });
}

/** Entries that Remove Package From Server jobs leave, or a share that somebody removed. */
async function transferPackages(
  host: Host,
  key: RegistryKey | undefined,
  { identity, siteServer }: SiteDescription,
): Promise<Check> {
  const named = key === undefined ? [] : sharesOfPackages(key, [identity.computerName, siteServer]);
  const shares = await host.shares.list();
  const gone = named.filter(({ name }) => !shares.some(share => sameName(share.name, name)));
  return conclude({
    id: 'transfer-packages',
    good: gone.length === 0,
    found:
      gone.length === 0
        ? uniqueNames(named.map(({ name }) => name)).join(', ') || 'none named'
        : gone.map(({ name, package: of }) => `no ${name}, for ${of}`).join(', '),
  });
}

/** "At least 100 MB by default" (Resource Guide, Despooler). */
const despoolerNeeds = 100_000_000;

async function siteSpace(host: Host, { smsRoot }: SiteDescription): Promise<Check> {
  const free = await host.files.freeBytes(smsRoot[0]!);
  return conclude({
    id: 'site-space',
    title: `Drive ${smsRoot[0]}: is not full`,
    good: free >= despoolerNeeds,
    found: `${formatBytes(free)} free`,
    wanted: `${despoolerNeeds} bytes, which the Despooler needs`,
  });
}
