import { type AnyRemedy, type ResiteError, shortId } from '@resite/errors';
import type { HostRemedy } from '@resite/host';
import type { LabRemedy } from '@resite/lab';
import type { Remedy as RepositoryRemedy, Waste } from '@resite/repository';
import type { Check, SiteRemedy } from '@resite/site';

/** What the packages below leave to be worded. */
export type Remedy = RepositoryRemedy | LabRemedy | HostRemedy | SiteRemedy;

type Words<K extends Remedy['kind']> = string | ((remedy: Extract<Remedy, { kind: K }>) => string);

/** How a person who types commands does what can be done about an error or a finding. */
export const remedyWords: { readonly [K in Remedy['kind']]: Words<K> } = {
  'find-damage': 'Run `resite repo check --read-data`, or restic check --read-data, to see all damage.',
  'repair-index': 'The packs may be sound: `resite repo repair index` rebuilds the index from them.',
  'index-pack': 'If the pack is there, `resite repo repair index` finds out what it holds.',
  'repair-lost':
    'Nothing was removed. Try `resite repo repair index` first; what stays lost then, `resite repo repair snapshots` leaves out of the snapshots.',
  'name-damaged-packs': 'Nothing was changed. `resite repo check --read-data` names the packs that are damaged.',
  'list-snapshots':
    'For the IDs of those that are there: `resite snapshots` for those of sites, `resite repo snapshots` for all.',
  'list-files': ({ snapshot }) => `See what there is: resite repo ls ${shortId(snapshot)}`,
  'restore-in-parts': 'Nothing was restored. Restore it in parts, or see what it holds: resite repo ls.',
  'wait-or-unlock': 'Wait until it has finished. If that process is dead, `resite repo unlock` removes its lock.',
  'remove-all-locks': 'When nobody works on the repository, `resite repo unlock --remove-all` removes it.',
  'give-password': 'Give the password that the repository was made with, or one added by `resite repo key add`.',
  'prune-where-kept':
    'From here the repository can only be added to. Forget and prune where it is kept; see docs/repository.md.',
  'make-bucket': 'Check its name in the location; `resite repo init` makes it if it may.',
  'name-authority':
    'If an authority of your own signed it, name its certificate: repository.server.caFile in resite.yaml, or RESTIC_CACERT.',
  'check-login':
    'Check user and password: repository.server in resite.yaml, or RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD.',
  'check-s3-keys':
    'Check access key and secret key: repository.server in resite.yaml, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  'name-s3-keys':
    'Set repository.server.user and passwordFile in resite.yaml, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  'name-region': ({ region }) => `Name it: repository.server.region in resite.yaml, or AWS_DEFAULT_REGION=${region}.`,
  'add-ssh-key':
    'Add the public key to the authorized keys of that user, and the private key to the agent (ssh-add) or as repository.server.keyFile in resite.yaml.',
  'hide-password':
    'Others on this computer can see it there. Put it in a file and name it: repository.server.passwordFile in resite.yaml, or use RESTIC_REST_PASSWORD or AWS_SECRET_ACCESS_KEY.',
  'replace-key': 'Put the key file back from a copy, or make another key for that password: resite repo key add',
  'make-index': 'Rebuild the index from the packs: resite repo repair index',
  'repair-packs': ({ packs }) =>
    `Rescue what is readable: resite repo repair packs ${packs.map(id => id.slice(0, 16)).join(' ')}`,
  'give-up-snapshots': ({ snapshots }) =>
    `Give up snapshots that cannot be read: resite repo repair snapshots --forget ${snapshots.map(shortId).join(' ')}`,
  'back-up-again': 'Back up again what still exists, then see what is lost: resite repo repair snapshots --dry-run',
  'create-lab': ({ folder }) => `Create one with: resite lab create ${folder}`,
  'destroy-lab': ({ folder }) => `Give a new folder, or remove a lab with: resite lab destroy ${folder}`,
  'create-machine': ({ folder, machine }) =>
    `Put a bare one in its place: resite lab create ${folder} --machine ${machine}`,
  'destroy-machine': ({ folder, machine }) => `Destroy it first: resite lab destroy ${folder} --machine ${machine}`,
  'start-machine': ({ folder, machine }) => `Start it: resite lab up ${folder} --machine ${machine}`,
  'stop-machine': ({ folder, machine }) =>
    `Use the driver lab for it, or stop it: resite lab down ${folder} --machine ${machine}`,
  'mount-disk': 'Mount the disk, or correct the folder in resite.yaml.',
  'settle-run': 'Type `resite resume`: it settles what an earlier run left.',
  'return-as-remembered': 'Type `resite resume --from-hosts`: it returns the services to what the host remembers.',
  'carry-on-restore': 'If a restore was cut off here, carry it on first with `resite resume`.',
  'show-ids': 'See with `resite ids` which ranges are in use.',
  'make-room': 'Make room on the disk of the repository, or forget old snapshots with `resite repo forget --prune`.',
  'other-snapshot': 'Choose another snapshot; `resite snapshots` lists them.',
  'find-forger':
    'Restore nothing of it: somebody who has the password of the repository has changed it. Choose another snapshot, and find out who that was (docs/trust.md).',
  'find-future': 'See with `resite snapshots` whether the snapshot is from the future.',
  'read-snapshot': 'Type `resite repo check --read-data` to have it read now.',
  'list-faults': ({ folder }) => `See those that it knows: resite lab fault ${folder}`,
};

export function wordRemedy(remedy: Remedy): string {
  const words = remedyWords[remedy.kind] as Words<Remedy['kind']>;
  return typeof words === 'string' ? words : words(remedy as never);
}

const wasteWords: Readonly<Record<Waste['kind'], (count: number) => string>> = {
  'unnamed-packs': count =>
    `packs that no index names: ${count}. A backup that was cut off leaves such; they do no harm, and this removes them: resite repo prune`,
  'repeated-blobs': count =>
    `blobs that lie in more than one pack: ${count}. Backups at the same time leave such; they do no harm, and this removes the copies: resite repo prune`,
  'packs-named-twice': count =>
    `packs that more than one index file names: ${count}. They do no harm, and this puts them in order: resite repo repair index`,
};

export const wordWaste = ({ kind, count }: Waste): string => wasteWords[kind](count);

/** What the user can do about an error. */
export function hintOf({ remedy, hint }: ResiteError): string | undefined {
  const lines = [remedy && wordRemedy(remedy as Remedy), hint].filter(line => line !== undefined);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** A check as a person reads it, and as `--json` has it: all that can be done about it stands in `remedy`. */
export function wordCheck({ how, ...check }: Check): Check {
  return { ...check, remedy: adviseOn({ how, remedy: check.remedy }) };
}

/** What can be done about a finding, in one line. */
export function adviseOn({ how, remedy }: { readonly how?: AnyRemedy | undefined; readonly remedy: string }): string {
  if (how === undefined) return remedy;
  const words = wordRemedy(how as Remedy);
  return remedy === '' ? words : `${words.replace(/(?<!\.)$/, '.')} ${remedy}`;
}
