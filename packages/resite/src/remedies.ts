import { type AnyRemedy, shortId } from '@resite/errors';
import type { HostRemedy } from '@resite/host';
import type { LabRemedy } from '@resite/lab';
import type { ProcedureRemedy } from '@resite/procedure';
import type { RehearsalRemedy } from '@resite/rehearsal';
import type { Remedy as RepositoryRemedy, Waste } from '@resite/repository';
import type { Check } from '@resite/site';

/** What the packages below leave to be worded. */
export type Remedy = RepositoryRemedy | LabRemedy | HostRemedy | ProcedureRemedy | RehearsalRemedy;

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
  'set-clock': ({ past }) =>
    `If the clock of this computer is behind, set it. If it is right, ${past.map(wordWrongTime).join('; ')}`,
  'resume-run': ({ run, first, how }) => {
    const said = hintOf({ remedy: how, hint: first || undefined }) ?? '';
    return `${said}${said.endsWith('.') ? ' Then' : ', then'} run "resite resume ${run}".`;
  },
  'resume-first': ({ run }) => `Run "resite resume ${run}" first: it returns every service to its recorded state.`,
  'resume-to-return': ({ run }) => `Put the cause right, then run "resite resume ${run}": it returns the services.`,
  'resume-again': ({ run }) => `Put the cause right, then run "resite resume ${run}" again.`,
  'carry-on-run': ({ run }) => `Carry it on with "resite resume ${run}".`,
  'resume-after-hosts': ({ run }) => `Type: resite resume --from-hosts\nThen: resite resume ${run}`,
  'return-from-host': ({ host }) => `Put the cause right, then run "resite resume --from-hosts ${host}" again.`,
  'ask-other-computer': ({ computer, host, areBack }) =>
    `Look there first: "resite status" on ${computer}; that run may still be at work. If it is not, type here: resite resume --from-hosts\n` +
    (areBack ? `It removes what ${host} remembers.` : `It returns the services to what ${host} remembers.`),
  'resume-if-both-die': 'Should this program die as well, "resite resume" returns the services.',
  'take-over': ({ run, process }) =>
    `Wake it with "kill -CONT ${process}", or take its place: "resite resume ${run} --force" returns the services, and what the process does after that is refused.`,
  'wait-for-process': ({ process }) =>
    `Wait for the end of process ${process}. "resite status" shows how far the run is. When it was cut off, its guardian is just returning the services.`,
  'see-outcome': '"resite status" shows what became of it.',
  'see-progress': ({ run }) =>
    `Was it stopped, or its disk out of reach? "resite status ${run}" shows what was done; then begin again.`,
  'list-runs': 'resite status lists the runs.',
  'back-up-rest': ({ sites, before }) =>
    [hintOf(before), `The others need no new backup: resite backup ${sites.join(' ')}`].filter(Boolean).join('\n'),
  'raise-budget':
    'Give it a longer --downtime-budget, choose a quieter hour, or back up fewer sites at once. "resite history" shows how long it took before.',
  'park-queues': 'They go out again; --park-queues would have put them aside.',
  'replace-journal':
    'Put the right one back, if you have it. If not: "resite resume --from-hosts" returns what servers remember of a run that was cut off, and after that this journal counts.',
  'begin-journal':
    'Services may be down. "resite resume --from-hosts" returns them as the servers themselves remember them. Then keep the file ' +
    'for inspection: move journal.db, journal.db-wal and journal.db-shm aside, and Resite begins a new one.',
  'free-journal-disk': 'Free space on its disk, then run "resite status".',
  'list-site-snapshots': ({ site }) =>
    site === undefined ? 'resite snapshots lists what is there.' : `resite snapshots ${site} lists those of ${site}.`,
  'name-future-snapshot': ({ snapshot }) =>
    `Such a snapshot is never the latest. Is the clock of this computer right? If so, name one by its ID: --snapshot ${shortId(snapshot)}`,
  'same-id': 'Give the same ID with --snapshot.',
  'full-id': 'resite snapshots --json has the full IDs. Look closely whether it is the one that you mean.',
  'trust-snapshot': ({ state, snapshot, instead }) =>
    [
      whyUntrusted[state],
      ...(instead === undefined
        ? []
        : [
            `The newest one that is signed by a trusted key: --snapshot ${shortId(instead.snapshot)} (${instead.time})`,
          ]),
      `If you know that this one is good: --trust-snapshot ${snapshot}`,
    ].join('\n'),
  'refuse-forged':
    'Somebody who has the password of the repository has made it. Restore nothing of it; choose another snapshot, and find out who that was (docs/trust.md).',
  'find-writer': ({ why }) =>
    [why, 'Find out who can write to the repository, and choose another snapshot: "resite snapshots" lists them.']
      .filter(Boolean)
      .join(' '),
  'read-repository': 'Run "resite repo check --read-data", and choose another snapshot.',
  'replace-signing-key':
    'Move it aside, and type: resite keys create. What was signed before needs the public key of then.',
  'make-signing-key': 'Type: resite keys create',
  'compare-key':
    'The key came with the evidence, and proves nothing by itself. Compare the fingerprint with the one that its owner wrote ' +
    'down; then name the key with --public-key FILE, or type: resite keys add FILE --name NAME',
  'correct-host': 'Correct the host of the site in resite.yaml.',
  'name-account': ({ site, recorded }) =>
    `Add it to resite.yaml: sites, ${site}, serviceAccount: { user: DOMAIN\\user }, or type --account DOMAIN\\user.` +
    (recorded === '' ? '' : ` The snapshot says that it was ${recorded}; believe that only if you know it.`),
  'name-password-file':
    'Name a file that holds it: --password-file or repository.passwordFile in resite.yaml for the repository, ' +
    'serviceAccount.passwordFile for the account of the services.',
  'list-faults': ({ folder }) => `See those that it knows: resite lab fault ${folder}`,
};

const whyUntrusted: Readonly<Record<Extract<Remedy, { kind: 'trust-snapshot' }>['state'], string>> = {
  unknown: 'If the key is yours, compare its fingerprint with what you wrote down, and type: resite keys add FILE',
  retired: 'Whoever has a retired key can sign anything, with any date.',
  unsigned:
    'Resite signs every snapshot once the installation has a key: a later one without a signature is not from here, or was stripped of it.',
};

const wordWrongTime = (past: Extract<Remedy, { kind: 'set-clock' }>['past'][number]) =>
  past === 'run'
    ? 'the run bears a wrong time: give --accept-clocks once, and the next run is past it'
    : `the snapshot bears a wrong time: resite repo forget ${shortId(past.snapshot)}, or --accept-clocks`;

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
export function hintOf({
  remedy,
  hint,
}: {
  readonly remedy?: AnyRemedy | undefined;
  readonly hint?: string | undefined;
}): string | undefined {
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
  const words = wordRemedy(how as Remedy).replaceAll('\n', ' ');
  return remedy === '' ? words : `${words.replace(/(?<!\.)$/, '.')} ${remedy}`;
}
