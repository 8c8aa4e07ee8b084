import type { FileInfo, Host } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { upcase } from '@resite/registry/names';
import type { PlaceDescription, SiteDescription } from '../description.ts';
import { isFolderPath, isWithin, tidyPath } from '../paths.ts';
import type { Place, Profile } from '../profiles/profile.ts';
import { isServiceOf, isShareOf, matchesName } from '../profiles/profiles.ts';
import { captureRoots } from './capture-roots.ts';
import { describeShare } from './describe-share.ts';
import { readText } from './identification.ts';
import { noSite } from './no-site.ts';
import { servicesOfSite } from './services-of-site.ts';

/** A site whose profile says it all: where its registry has the site code, and where its files lie. */
export async function discoverPlain(host: Host, key: RegistryKey, profile: Profile): Promise<SiteDescription> {
  const { system } = profile.words;
  const value = (name: string | undefined) => (name === undefined ? undefined : valueAt(key, name));
  const named = profile.identification?.siteCode;
  const siteCode = value(named);
  if (siteCode === undefined) throw noSite(host, system, `its registry has no value ${profile.registryKey}\\${named}`);
  const identity = await host.identity();
  const look = { host, key, drives: identity.drives };
  const [root] = await findPlace(profile.root, look);
  if (root === undefined) throw noSite(host, system, `the folder ${whereOf(profile.root)} is not there`);
  const found = servicesOfSite(await host.services.list(), ({ name }) => isServiceOf(profile, name));
  const shares = (await host.shares.list()).filter(({ name }) => isShareOf(profile, name));
  const places = await Promise.all(profile.places.map(place => findPlace(place, look)));
  const site: SiteDescription = {
    schema: 1,
    profile: profile.name,
    siteType: profile.siteType,
    siteCode: upcase(siteCode),
    parentSiteCode: upcase(value(profile.identification?.parentSiteCode) ?? ''),
    siteServer: identity.computerName,
    version: value(profile.identification?.version) ?? '',
    identity,
    discovered: (await host.now()).toISOString(),
    registryKey: profile.registryKey,
    smsRoot: root.path,
    rootLogs: [],
    packageFolders: [],
    places: places.flat(),
    shares: shares.map(describeShare),
    ...found,
    expectedServices: found.services
      .filter(({ startType }) => startType === 'auto')
      .map(({ name }) => ({ name, file: '', autostart: true })),
    siteControlFolder: [],
    uids: [],
    logonServers: [],
    drives: [],
  };
  const roots = captureRoots(site);
  return {
    ...site,
    shares: site.shares.filter(share => roots.some(folder => isWithin(share.path, folder))),
    drives: [...new Set(roots.map(path => path[0]!))].sort(),
  };
}

/** The text of `Key\\Value` below a key. */
export function valueAt(key: RegistryKey, path: string): string | undefined {
  const at = path.lastIndexOf('\\');
  return readText(key, path.slice(0, Math.max(at, 0)), path.slice(at + 1));
}

interface Look {
  readonly host: Host;
  readonly key: RegistryKey;
  readonly drives: readonly string[];
}

/** Where a place is on this host: nowhere, once, or of a name in several roots of drives more often. */
async function findPlace(place: Place, { host, key, drives }: Look): Promise<PlaceDescription[]> {
  const { id, type } = place;
  const isThere = async (path: string) => isFolderPath(path) && (await host.files.stat(path))?.type === type;
  const single = place.path ?? (place.value === undefined ? undefined : tidyPath(valueAt(key, place.value) ?? ''));
  if (single !== undefined) return (await isThere(single)) ? [{ id, type, path: single }] : [];
  const found: PlaceDescription[] = [];
  for (const drive of drives) {
    const fits = ({ name, type: kind }: FileInfo) => kind === type && matchesName(place.name ?? '', name);
    const names = (await host.files.list(`${drive}:\\`)).filter(fits).map(({ name }) => name);
    found.push(...names.map(name => ({ id, type, path: `${drive}:\\${name}` })));
  }
  return place.several === true ? found : found.slice(0, 1);
}

/** In the words of the profile. */
export const whereOf = ({ path, name, value }: Place): string =>
  path ?? (name === undefined ? `that the registry value ${value} names` : `${name} in the root of a drive`);
