import { defined } from '@resite/errors';
import type { Identity } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { fileSystemsOf } from '../../discovery/file-systems.ts';
import { isController, isSameRole, roleNames } from '../../domain-role.ts';
import type { Profile } from '../../profiles/profile.ts';
import { dependsOnPlatform } from '../../profiles/profiles.ts';
import { type Check, conclude } from '../check.ts';
import { hasDrive } from './has-drive.ts';
import type { RestoreSituation } from './situation.ts';

/** What the computer is in its domain. What nobody knows is not compared. */
export function roleChecks({ role: is }: Identity, { role: was }: Identity): Check[] {
  if (is === undefined || was === undefined) return [];
  return [
    conclude({
      id: 'target-role',
      good: isSameRole(is, was),
      found: `a ${roleNames[is]}`,
      wanted: `a ${roleNames[was]}${isController(was) ? ', or another domain controller' : ''}`,
    }),
  ];
}

/** Only where the programs are those of a platform; Windows runs what is not for its own, or does not. */
export function platformChecks(
  { platform: is }: Identity,
  { platform: was }: Identity,
  { bootstrap }: Profile,
): Check[] {
  if (bootstrap === undefined || !dependsOnPlatform(bootstrap)) return [];
  return [conclude({ id: 'target-platform', good: sameName(is, was), found: is, wanted: was })];
}

/** More of them do no harm. */
export function hotfixChecks({ hotfixes: are }: Identity, { hotfixes: were }: Identity): Check[] {
  if (are === undefined || were === undefined) return [];
  const missing = were.filter(one => !are.some(other => sameName(one, other)));
  return [
    conclude({
      id: 'target-hotfixes',
      good: missing.length === 0,
      found: missing.length === 0 ? 'all' : `no ${missing.join(', no ')}`,
      wanted: were.join(', ') || 'none',
    }),
  ];
}

/** FAT and HPFS keep no permissions, and packages may need NTFS. What nobody knows is not compared. */
export async function fileSystemChecks(
  { target, description }: RestoreSituation,
  identity: Identity,
): Promise<Check[]> {
  const { fileSystems: were = {}, drives } = description;
  const are = await fileSystemsOf(
    target,
    drives.filter(drive => were[drive] !== undefined && hasDrive(identity, drive)),
  );
  const compared = Object.entries(are);
  if (compared.length === 0) return [];
  const wrong = compared.filter(([drive, is]) => sameName(were[drive]!, 'NTFS') && !sameName(is, 'NTFS'));
  return [
    conclude({
      id: 'target-file-system',
      good: wrong.length === 0,
      found: compared.map(([drive, is]) => `${drive}: ${is}`).join(', '),
      wanted: compared.map(([drive]) => `${drive}: ${were[drive]}`).join(', '),
      ...defined({ remedy: wrong.length === 0 ? undefined : `Type ${wrong.map(convert).join(' and ')}${whyNtfs}` }),
    }),
  ];
}

const convert = ([drive]: readonly [string, string]) => `"CONVERT ${drive}: /FS:NTFS"`;
const whyNtfs =
  ' there, and restart it if Windows NT says so. On any other file system the permissions of the site are lost, and packages with long names that need NTFS.';
