import { isResiteError } from '@resite/errors';
import { parseWindowsPath } from '@resite/host/windows-path';
import { sameName } from '@resite/registry/names';
import type { SiteDescription } from './description.ts';
import { captureRoots } from './discovery/capture-roots.ts';
import { fileName, isWithin } from './paths.ts';
import type { Profile } from './profiles/profile.ts';
import { matchesName } from './profiles/profiles.ts';

/** A path that a description names and that the profile does not allow there. */
export interface PlaceFault {
  /** Where in the description, such as `shares[2].path`. */
  readonly at: string;
  readonly fault: string;
}

export type DescribedPlaces = Pick<
  SiteDescription,
  'smsRoot' | 'clientTree' | 'smsIni' | 'rootLogs' | 'packageFolders' | 'shares' | 'registryKey' | 'identity'
>;

/**
 * What a site may consist of is the profile's to say: a description only fills in on which drive and in which folder. Every
 * path that a restore would write to is recognised by the profile's own rule, and none belongs to Windows itself.
 */
export function placeFaults(site: DescribedPlaces, profile: Profile): PlaceFault[] {
  const { systemRoot } = site.identity;
  const { places } = profile;
  const faults: PlaceFault[] = [];
  const judge = (at: string, path: string, fault: string | undefined) => {
    const found = faultOfPlace(path, systemRoot) ?? fault;
    if (found !== undefined) faults.push({ at, fault: found });
  };
  const unless = (good: boolean, fault: string) => (good ? undefined : fault);

  if (!sameName(site.registryKey, profile.registryKey))
    faults.push({ at: 'registryKey', fault: `the key of this kind of site is ${profile.registryKey}` });
  judge('smsRoot', site.smsRoot, undefined);
  if (site.clientTree !== undefined)
    judge('clientTree', site.clientTree, unless(inRoot(site.clientTree, places.clientTree), ruleOf(places.clientTree)));
  if (site.smsIni !== undefined)
    judge('smsIni', site.smsIni, unless(inRoot(site.smsIni, places.ini), ruleOf(places.ini)));
  site.rootLogs.forEach((path, index) => {
    const good = inRoot(path, places.rootLogs) && sameName(path.slice(0, 2), site.smsRoot.slice(0, 2));
    judge(`rootLogs[${index}]`, path, unless(good, `${ruleOf(places.rootLogs)}, on the drive of the SMS root`));
  });
  const isPackages = (path: string) => inRoot(path, places.packages);
  site.packageFolders.forEach((path, index) => {
    const good = isPackages(path) || isWithin(path, site.smsRoot);
    judge(`packageFolders[${index}]`, path, unless(good, `${ruleOf(places.packages)}, or lies in the SMS root`));
  });
  const roots = captureRoots(site);
  site.shares.forEach(({ path }, index) => {
    const good = isPackages(path) || roots.some(root => isWithin(path, root));
    judge(`shares[${index}].path`, path, unless(good, 'it lies outside of what belongs to the site'));
  });
  return faults;
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
  ...[
    'WINNT*',
    'WINDOWS*',
    'WTSRV*',
    'PROGRAM FILES*',
    'PROGRAMDATA',
    'DOCUMENTS AND SETTINGS',
    'USERS',
    'I386',
    'DOS',
  ],
  ...[
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
  ],
  ...['NTLDR', 'NTDETECT.COM', 'NTBOOTDD.SYS', 'OSLOADER.EXE', '*.SYS'],
];

/** Right below a drive, with a name of this pattern. */
const inRoot = (path: string, pattern: string) => path.lastIndexOf('\\') === 2 && matchesName(pattern, fileName(path));

const ruleOf = (pattern: string) => `it is not ${pattern} in the root of a drive`;
