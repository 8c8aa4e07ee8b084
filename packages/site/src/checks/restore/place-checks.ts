import type { Host, Identity } from '@resite/host';
import { readIdentification } from '../../discovery/identification.ts';
import { sameText, tidyPath } from '../../discovery/paths.ts';
import { type Check, conclude } from '../check.ts';
import type { RestoreSituation } from './situation.ts';

/** Is the target the computer that the site knows, with room for it where it was? */
export async function placeChecks(situation: RestoreSituation, identity: Identity): Promise<Check[]> {
  const { description, target } = situation;
  const before = description.identity;
  const missing = description.drives.filter(drive => !identity.drives.includes(drive));
  return [
    conclude({
      id: 'target-live',
      title: 'The target is switched on',
      good: target.live,
      code: 'HOST_NOT_LIVE',
      found: target.live ? 'a running computer' : 'the disk of a computer that is switched off',
      wanted: 'a running computer',
      remedy:
        'Start the computer from that disk and name a driver in resite.yaml that reaches it. The service that brings the ' +
        'site to life has its password in an LSA secret, which only a running Windows can store.',
      source: 'Q138347 Restore 4; Q184017',
    }),
    conclude({
      id: 'target-computer-name',
      title: 'The target has the computer name of the site server',
      good: sameText(identity.computerName, before.computerName),
      code: 'TARGET_COMPUTER_NAME',
      found: identity.computerName,
      wanted: before.computerName,
      remedy:
        'Give Windows NT Server on the target this name. The name of a site server cannot change: it stands in the ' +
        'database and in the registry.',
      source: 'Q138347 Restore 1; Q147469',
    }),
    conclude({
      id: 'target-domain',
      title: 'The target is in the domain of the site server',
      good: sameText(identity.domain, before.domain),
      code: 'TARGET_DOMAIN',
      found: identity.domain,
      wanted: before.domain,
      remedy: 'Join the target to this domain.',
      source: 'Q138347 Restore 1',
    }),
    conclude({
      id: 'target-drives',
      title: 'The target has every drive that the site uses',
      good: missing.length === 0,
      code: 'TARGET_DRIVE_MISSING',
      found: `hard drives ${identity.drives.join(', ') || 'none'}`,
      wanted: `hard drives ${description.drives.join(', ')}`,
      remedy: `Set up a hard drive with the letter ${missing.join(', ') || '…'} in Disk Administrator. A site cannot move to another drive.`,
      source: 'Q138347 Restore 1; Q121683 (714)',
    }),
    await smsRoot(target, description.smsRoot, identity),
    ...(await freeSpace(situation, identity)),
    conclude({
      id: 'target-windows',
      title: 'The target has the same Windows NT',
      severity: 'warning',
      good: windowsOf(identity) === windowsOf(before),
      found: windowsOf(identity),
      wanted: windowsOf(before),
      remedy: 'Install Windows NT Server as it was before.',
      source: 'Q138347 Restore 1',
    }),
    await administrativeShare(target, description.smsRoot),
  ];
}

async function smsRoot(target: Host, root: string, identity: Identity): Promise<Check> {
  const key = await target.registry.read('HKLM\\SOFTWARE\\Microsoft\\SMS');
  const other = key && readIdentification(key).installDirectory;
  const registered = other === undefined || sameText(tidyPath(other), root) ? undefined : tidyPath(other);
  const obstacle = identity.drives.includes(root[0]!) ? await fileInTheWay(target, root) : undefined;
  const found =
    registered !== undefined
      ? `SMS installed in ${registered}`
      : obstacle !== undefined
        ? `a file ${obstacle}`
        : identity.drives.includes(root[0]!)
          ? 'nothing in the way'
          : `no hard drive ${root[0]}:`;
  return conclude({
    id: 'target-sms-root',
    title: `The SMS root directory can be ${root} on the target`,
    good: found === 'nothing in the way',
    code: identity.drives.includes(root[0]!) ? 'TARGET_SMS_ROOT' : 'TARGET_DRIVE_MISSING',
    found,
    wanted: root,
    remedy:
      registered !== undefined
        ? 'Remove that installation first (Q139627). The site must come back in the directory that it had.'
        : `Make place for it: the site must come back in the directory that it had.`,
    source: 'Q121683 (714)',
  });
}

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

async function freeSpace({ target, bytes = {} }: RestoreSituation, identity: Identity): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [drive, needed] of Object.entries(bytes)) {
    if (!identity.drives.includes(drive)) continue;
    const free = await target.files.freeBytes(drive);
    checks.push(
      conclude({
        id: `target-space-${drive}`,
        title: `Drive ${drive}: has room for the snapshot`,
        good: free >= needed,
        code: 'DISK_FULL',
        found: `${free} bytes free`,
        wanted: `${needed} bytes`,
        remedy: 'Make room on the drive, or give the target a larger one.',
        source: 'Q137610',
      }),
    );
  }
  return checks;
}

/** Without `C$` and its like SMS_SITE_CONFIG_MANAGER leaves most of the site out, in silence. */
async function administrativeShare(target: Host, root: string): Promise<Check> {
  const name = `${root[0]}$`;
  const shares = await target.shares.list();
  return conclude({
    id: 'target-administrative-share',
    title: `The administrative share ${name} is there`,
    severity: 'warning',
    good: shares.some(share => sameText(share.name, name)),
    found: shares.map(share => share.name).join(', ') || 'no shares',
    wanted: name,
    remedy: 'Start the Server service, or remove AutoShareServer from LanmanServer\\Parameters, and restart.',
    source: 'Q122988; Q158292',
  });
}

function windowsOf({ windowsVersion, servicePack }: Identity): string {
  return `${windowsVersion} ${servicePack}`.trim();
}
