import type { Host, Share } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName, uniqueNames } from '@resite/registry/names';
import type { SharedPackages } from '../description.ts';
import type { LeftOut } from '../left-out.ts';
import { isWithin, tidyPath } from '../paths.ts';
import { faultOfPlace } from '../places.ts';
import { sharesOfPackages } from './transfer-packages.ts';

export const packagesSource = 'Q138347 Backup 4c';

export interface PackageEvidence {
  /** All of the server but the administrative ones. */
  readonly shares: readonly Share[];
  /** The SMS key. */
  readonly key: RegistryKey;
  /** Names of this server. */
  readonly servers: readonly string[];
  /** Full paths of the folders in the roots of all local drives. */
  readonly folders: readonly string[];
  readonly smsRoot: string;
  readonly systemRoot: string;
}

export interface FoundPackages {
  readonly packageFolders: readonly string[];
  readonly sharedPackages: readonly SharedPackages[];
  readonly unsaved: readonly LeftOut[];
}

/**
 * Every directory \SMS_PKGx, shared or not (Q138347 Backup 4c), and the folders behind other shares that hold packages: a Share
 * Package On Server job makes a share of any name (Q173995; Q107244 par. 7). What cannot be saved is named.
 */
export async function findPackages(host: Host, evidence: PackageEvidence): Promise<FoundPackages> {
  const { shares, key, servers, folders, smsRoot, systemRoot } = evidence;
  const named = sharesOfPackages(key, servers).map(({ name }) => name);
  const ofPackages = shares.filter(({ name }) => isPackageShare(name) || named.some(one => sameName(one, name)));
  const packageFolders = folders.filter(isPackageFolder);
  const sharedPackages: SharedPackages[] = [];
  const unsaved: LeftOut[] = [];
  for (const { name: share, path: written } of ofPackages) {
    const path = tidyPath(written);
    const isSaved = [smsRoot, ...packageFolders].some(folder => isWithin(path, folder));
    const fault =
      faultOfPlace(path, systemRoot) ??
      (isWithin(smsRoot, path) && !sameName(smsRoot, path)
        ? `the SMS root directory ${smsRoot} lies in it`
        : undefined) ??
      ((await host.files.stat(path))?.type === 'directory' ? undefined : 'it is not there');
    if (fault !== undefined)
      unsaved.push({
        what: path,
        why: `packages are shared from it as ${share}, but ${fault}`,
        source: packagesSource,
      });
    else if (isPackageShare(share) && isWithin(path, smsRoot)) packageFolders.push(path);
    else if (!isSaved) sharedPackages.push({ share, path });
  }
  return { packageFolders: uniqueNames(packageFolders), sharedPackages, unsaved };
}

const isPackageShare = (name: string) => /^SMS_PKG.$/i.test(name);
const isPackageFolder = (path: string) => /^[A-Z]:\\SMS_PKG.$/i.test(path);
