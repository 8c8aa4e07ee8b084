import { defined } from '@resite/errors';
import type { Facts, Profile } from '../profiles/profile.ts';
import type { Check } from './check.ts';
import type { CheckDefinition } from './definition.ts';
import type { CheckId } from './table/table.ts';

/** The checks in the words of the profile: the table of checks speaks of SMS. */
export function inWordsOf(profile: Profile, checks: readonly Check[]): Check[] {
  return checks.map(check => words[profile.facts](check, profile));
}

const words: Readonly<Record<Facts, (check: Check, profile: Profile) => Check>> = {
  'sms-1x': check => check,
  plain: ({ how, ...check }, { words: { system }, source }) => {
    const own = plainWords(system)[check.id];
    return {
      ...check,
      ...defined({ how: own?.remedy === undefined ? how : undefined }),
      ...own,
      source: check.source.startsWith('Resite') ? check.source : source,
    };
  },
};

type Words = Partial<Pick<CheckDefinition, 'title' | 'wanted' | 'remedy' | 'how'>>;

const other: Words = { how: { kind: 'other-snapshot' }, remedy: '' };

/** Only what differs from the table, and never what was found. */
const plainWords = (system: string): Partial<Record<CheckId, Words>> => ({
  'parent-answers': { remedy: 'Switch it on and check the way to it. The procedure stops its services meanwhile.' },
  clocks: {
    remedy:
      'Compare each clock with one that is not among these, and set the one that is wrong. If clocks differ on purpose: --accept-clocks.',
  },
  'clocks-bearable': {
    title: 'No clock is far off',
    remedy: 'Set that clock. Nothing overrides this.',
  },
  'required-files': {
    title: 'Every folder and file that a restore needs is there',
    remedy: 'Bring it back, or correct the profile in resite.yaml.',
  },
  'no-installation': { remedy: 'Wait until it has finished.' },
  'target-live': {
    remedy:
      'Start the computer from that disk and name a driver in resite.yaml that reaches it: services cannot be started on a disk.',
  },
  'target-computer-name': { remedy: 'Give Windows NT Server on the target this name.' },
  'target-domain': { remedy: 'Join the target to this domain.' },
  'target-file-system': {
    remedy:
      'Type "CONVERT D: /FS:NTFS" there, with the letter of the drive. On any other file system permissions are lost.',
  },
  'target-hotfixes': { remedy: 'Install what is missing, after the service pack.' },
  'target-sms-root': { remedy: 'Clear the place: the site must come back in the directory that it had.' },
  'target-registry-empty': { title: `The target has no registry key of ${system}`, ...emptied(system) },
  'target-services-empty': { title: `The target has no services of ${system}`, ...emptied(system) },
  'target-shares-empty': { title: `The target has no shares of ${system}`, ...emptied(system) },
  'target-files-empty': { title: `The target has no files of ${system}`, ...emptied(system) },
  'target-packages-empty': { title: `The target has no other folders of ${system}`, ...emptied(system) },
  'target-administrative-shares': {
    remedy: 'Start the Server service, or remove AutoShareServer from LanmanServer\\Parameters, and restart.',
  },
  'clock-after-snapshot': {
    title: 'The clock of the target is past the snapshot',
    how: { kind: 'find-future' },
    remedy:
      'Look at both times. If the snapshot is from the future, choose another one. If the target is behind, set its clock.',
  },
  'snapshot-age': {
    remedy: 'The older it is, the more was changed since. Restore it if there is no newer one.',
  },
  'snapshot-site-type': { title: `The snapshot is of such a site of ${system}` },
  'snapshot-required-files': other,
  'snapshot-bootstrap-program': {
    title: 'The snapshot has the program of the service that brings up the others',
    ...other,
  },
  'snapshot-client-setup': {
    title: 'The snapshot has the program that sets the site up',
    remedy: 'It cannot be run on the restored server.',
  },
  'service-account-same': { remedy: 'Use the account of the original installation; others may lack rights elsewhere.' },
  'site-services-running': { remedy: 'Start it, and look into the event log for what stops it.' },
  'site-shares': { remedy: 'Share the folder again, in File Manager, with its comment.' },
  'share-permissions': { remedy: 'Give the share its permissions again, in File Manager.' },
});

const emptied = (system: string): Words => ({
  remedy: `Restore to a fresh Windows NT Server, or remove what is left of ${system} by hand: services, shares, directories, files and the registry key.`,
});
