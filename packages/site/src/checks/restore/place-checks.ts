import { defined, formatBytes } from '@resite/errors';
import type { Host, Identity } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { captureRoots } from '../../discovery/capture-roots.ts';
import { valueAt } from '../../discovery/discover-plain.ts';
import { readIdentification } from '../../discovery/identification.ts';
import { tidyPath } from '../../paths.ts';
import { faultOfPlace } from '../../places.ts';
import type { Facts, Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';
import { hasDrive } from './has-drive.ts';
import { fileSystemChecks, hotfixChecks, platformChecks, roleChecks } from './likeness-checks.ts';
import type { RestoreSituation } from './situation.ts';

/** Is the target the computer that the site knows, with room for it where it was? */
export async function placeChecks(situation: RestoreSituation, profile: Profile, identity: Identity): Promise<Check[]> {
  const { description, target } = situation;
  const before = description.identity;
  const missing = description.drives.filter(drive => !hasDrive(identity, drive));
  return [
    conclude({
      id: 'target-live',
      good: target.live,
      found: target.live ? 'a running computer' : 'the disk of a computer that is switched off',
    }),
    conclude({
      id: 'target-computer-name',
      good: sameName(identity.computerName, before.computerName),
      found: identity.computerName,
      wanted: before.computerName,
    }),
    conclude({
      id: 'target-domain',
      good: sameName(identity.domain, before.domain),
      found: identity.domain,
      wanted: before.domain,
    }),
    ...roleChecks(identity, before),
    ...platformChecks(identity, before, profile),
    conclude({
      id: 'target-drives',
      good: missing.length === 0,
      found: `hard drives ${identity.drives.join(', ') || 'none'}`,
      wanted: `hard drives ${description.drives.join(', ')}`,
      remedy: `Set up a hard drive with the letter ${missing.join(', ') || '…'} in Disk Administrator. A site cannot move to another drive.`,
    }),
    ...(await fileSystemChecks(situation, identity)),
    places(situation, identity),
    await siteRoot(target, description.smsRoot, profile, identity),
    ...(await freeSpace(situation, identity)),
    conclude({
      id: 'target-windows',
      good: windowsOf(identity) === windowsOf(before),
      found: windowsOf(identity),
      wanted: windowsOf(before),
    }),
    ...hotfixChecks(identity, before),
    await administrativeShares(target, description.drives, identity),
  ];
}

/** The description knows the old system root; this one may be another. */
function places({ description, snapshot }: RestoreSituation, { systemRoot }: Identity): Check {
  const roots = snapshot?.roots ?? captureRoots(description);
  const wrong = roots.filter(root => faultOfPlace(root, systemRoot) !== undefined);
  return conclude({
    id: 'target-places',
    good: wrong.length === 0,
    found: wrong.length === 0 ? 'none' : wrong.join(', '),
    wanted: `nothing in ${systemRoot} or above it`,
  });
}

async function siteRoot(target: Host, root: string, profile: Profile, identity: Identity): Promise<Check> {
  const { system, root: title } = profile.words;
  const key = await target.registry.read(profile.registryKey);
  const other = key && rootIn[profile.facts](key, profile);
  const registered = other === undefined || sameName(tidyPath(other), root) ? undefined : tidyPath(other);
  const isThere = hasDrive(identity, root);
  const obstacle = isThere ? await fileInTheWay(target, root) : undefined;
  const found =
    registered !== undefined
      ? `${system} installed in ${registered}`
      : obstacle !== undefined
        ? `a file ${obstacle}`
        : isThere
          ? 'nothing in the way'
          : `no hard drive ${root[0]}:`;
  return conclude({
    id: 'target-sms-root',
    title: `The ${title} can be ${root} on the target`,
    good: found === 'nothing in the way',
    ...defined({ code: isThere ? undefined : 'TARGET_DRIVE_MISSING' }),
    found,
    wanted: root,
    ...(registered === undefined
      ? {}
      : { remedy: 'Remove that installation first (Q139627). The site must come back in the directory that it had.' }),
  });
}

/** Where a registry names the root directory of a site. */
const rootIn: Readonly<Record<Facts, (key: RegistryKey, profile: Profile) => string | undefined>> = {
  plain: (key, { root }) => (root.value === undefined ? undefined : valueAt(key, root.value)),
  'sms-1x': key => readIdentification(key).installDirectory,
};

/** The folder itself or one above it that is a file. */
async function fileInTheWay(target: Host, folder: string): Promise<string | undefined> {
  const names = folder.split('\\');
  for (let depth = 2; depth <= names.length; depth++) {
    const path = names.slice(0, depth).join('\\');
    const info = await target.files.stat(path);
    if (info?.type === 'file') return path;
    if (info === undefined) return undefined;
  }
  return undefined;
}

async function freeSpace({ target, bytes }: RestoreSituation, identity: Identity): Promise<Check[]> {
  if (bytes === undefined) return [];
  const drives: { drive: string; free: number; needed: number }[] = [];
  for (const [drive, needed] of Object.entries(bytes)) {
    if (hasDrive(identity, drive)) drives.push({ drive, free: await target.files.freeBytes(drive), needed });
  }
  return [
    conclude({
      id: 'target-space',
      good: drives.every(({ free, needed }) => free >= needed),
      found: drives.map(({ drive, free }) => `${drive}: ${formatBytes(free)} free`).join(', ') || 'no drive to fill',
      wanted: drives.map(({ drive, needed }) => `${drive}: ${formatBytes(needed)}`).join(', ') || 'nothing',
    }),
  ];
}

/** Without `C$` and its like SMS_SITE_CONFIG_MANAGER leaves most of the site out, in silence. */
async function administrativeShares(target: Host, drives: readonly string[], identity: Identity): Promise<Check> {
  // A drive that is missing has a check of its own.
  const wanted = ['ADMIN', ...drives.filter(drive => hasDrive(identity, drive))].map(name => `${name}$`);
  const shares = await target.shares.list();
  const missing = wanted.filter(name => !shares.some(share => sameName(share.name, name)));
  return conclude({
    id: 'target-administrative-shares',
    good: missing.length === 0,
    found: missing.length === 0 ? wanted.join(', ') : `no ${missing.join(', no ')}`,
    wanted: wanted.join(', '),
  });
}

function windowsOf({ windowsVersion, servicePack }: Identity): string {
  return `${windowsVersion} ${servicePack}`.trim();
}
