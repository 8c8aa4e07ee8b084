import { isResiteError } from '@resite/errors';
import { parseWindowsPath } from '@resite/host/windows-path';
import { sameName } from '@resite/registry/names';
import type { SiteDescription } from './description.ts';
import { captureRoots } from './discovery/capture-roots.ts';
import { type DescribedRoots, describedPlaces } from './discovery/described-places.ts';
import { fileName, isWithin } from './paths.ts';
import type { Place, Profile } from './profiles/profile.ts';
import { isAdministrativeShare, isShareOf, matchesName } from './profiles/profiles.ts';

/** A path that a description names and that the profile does not allow there. */
export interface PlaceFault {
  /** Where in the description, such as `shares[2].path`. */
  readonly at: string;
  readonly fault: string;
}

export type DescribedPlaces = DescribedRoots &
  Pick<SiteDescription, 'shares' | 'services' | 'registryKey' | 'identity'>;

/**
 * What a site may consist of is the profile's to say: a description only fills in on which drive and in which folder. Every
 * path that a restore would write to is recognised by the profile's own rule, and none belongs to Windows itself.
 */
export function placeFaults(site: DescribedPlaces, profile: Profile): PlaceFault[] {
  const { systemRoot } = site.identity;
  const faults: PlaceFault[] = [];
  const judge = (at: string, path: string, fault: string | undefined) => {
    const found = faultOfPlace(path, systemRoot) ?? fault;
    if (found !== undefined) faults.push({ at, fault: found });
  };
  if (!sameName(site.registryKey, profile.registryKey))
    faults.push({ at: 'registryKey', fault: `the key of this kind of site is ${profile.registryKey}` });
  for (const { id, type, at, path } of describedPlaces(site)) {
    const place = [profile.root, ...profile.places].find(known => known.id === id && known.type === type);
    judge(
      at,
      path,
      place === undefined ? 'a site of this kind has no such place' : misplaced(path, place, site, profile),
    );
  }
  const roots = captureRoots(site);
  const packages = profile.places.filter(({ several, type }) => several === true && type === 'directory');
  site.shares.forEach(({ name, path }, index) => {
    const isInside = roots.some(root => isWithin(path, root));
    if (isAdministrativeShare(name) || !(isShareOf(profile, name) || isInside))
      faults.push({ at: `shares[${index}].name`, fault: `must be the name of a share of ${profile.words.system}` });
    const good = isInside || packages.some(place => inRoot(path, place.name ?? ''));
    judge(`shares[${index}].path`, path, good ? undefined : 'it lies outside of what belongs to the site');
  });
  // With a bootstrap service, no other one is installed by what the snapshot says.
  if (profile.bootstrap !== undefined) return faults;
  site.services.forEach(({ imagePath }, index) => {
    const program = programOf(imagePath);
    const good = roots.some(root => isWithin(program, root));
    judge(`services[${index}].imagePath`, program, good ? undefined : 'it lies outside of what belongs to the site');
  });
  return faults;
}

/** The path of the program that a service runs, without quotes and arguments. */
export function programOf(imagePath: string): string {
  const [, quoted] = /^"([^"]*)"/.exec(imagePath) ?? [];
  return quoted ?? imagePath.replace(/ [/-].*$/, '');
}

/** The rule of the profile that the path breaks, in words. */
function misplaced(path: string, place: Place, site: DescribedPlaces, { words }: Profile): string | undefined {
  if (place.inRoot === true && isWithin(path, site.smsRoot)) return undefined;
  if (place.shared === true) {
    if (isWithin(site.smsRoot, path)) return `the ${words.root} lies in it`;
    return site.shares.some(share => sameName(share.path, path)) ? undefined : 'no share of the site leads there';
  }
  if (place.path !== undefined) return sameName(path, place.path) ? undefined : `it is not ${place.path}`;
  if (place.name === undefined) return undefined;
  const sameDrive = place.sameDrive !== true || sameName(path.slice(0, 2), site.smsRoot.slice(0, 2));
  if (inRoot(path, place.name) && sameDrive) return undefined;
  return [
    `it is not ${place.name} in the root of a drive`,
    ...(place.sameDrive === true ? [`on the drive of the ${words.system} root`] : []),
    ...(place.inRoot === true ? [`or lies in the ${words.system} root`] : []),
  ].join(', ');
}

/**
 * Why no site may be restored to this path, or keep anything there: it is no plain folder or file of a local drive, or it is
 * a place of Windows itself, above one or below one. `systemRoot` is that of the computer. Undefined when it may.
 */
export function faultOfPlace(path: string, systemRoot: string): string | undefined {
  let names: readonly string[];
  try {
    ({ names } = parseWindowsPath(path));
  } catch (error) {
    if (isResiteError(error, 'PATH_INVALID')) return 'it is no path of a file or folder on a local drive';
    throw error;
  }
  const [first] = names;
  if (first === undefined) return 'it is the root of a drive';
  if (names.some(name => /~\d+(\.|$)/.test(name))) return 'a short name in it may stand for another folder';
  if (isWithin(path, systemRoot) || isWithin(systemRoot, path)) return `Windows itself lies in ${systemRoot}`;
  if (ofWindows.some(pattern => matchesName(pattern, first))) return `${first} belongs to Windows itself`;
  return undefined;
}

/** In the root of a drive, whatever the version (general knowledge of Windows; `\Program Files` since NT 4.0). */
const ofWindows = [
  'WINNT*',
  'WINDOWS*',
  'WTSRV*',
  'PROGRAM FILES*',
  'PROGRAMDATA',
  'DOCUMENTS AND SETTINGS',
  'USERS',
  'I386',
  'DOS',
  'RECYCLE*',
  '$*',
  'SYSTEM VOLUME INFORMATION',
  'BOOT*',
  'EFI',
  'RECOVERY',
  'PERFLOGS',
  'MSOCACHE',
  'CONFIG.*',
  'AUTOEXEC.*',
  'COMMAND.COM',
  'NTLDR',
  'NTDETECT.COM',
  'NTBOOTDD.SYS',
  'OSLOADER.EXE',
  '*.SYS',
];

/** Right below a drive, with a name of this pattern. */
const inRoot = (path: string, pattern: string) => path.lastIndexOf('\\') === 2 && matchesName(pattern, fileName(path));
