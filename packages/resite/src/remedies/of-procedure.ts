import { shortId } from '@resite/errors';
import type { ProcedureRemedy } from '@resite/procedure';
import type { RehearsalRemedy } from '@resite/rehearsal';
import type { SiteRemedy } from '@resite/site';
import type { Words } from './words.ts';

type OwnRemedy = Exclude<ProcedureRemedy, SiteRemedy> | RehearsalRemedy;

export const ofProcedure: Words<OwnRemedy> = {
  'resume-run': ({ run, first, how }, hintOf) => {
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
    `Wake it with "kill -CONT ${process}", or take its place: "resite resume ${run} --force" returns the services, and Resite refuses whatever the process does after that.`,
  'wait-for-process': ({ process }) =>
    `Wait until process ${process} has ended. "resite status" shows how far the run is. If the run was cut off, its guardian is returning the services right now.`,
  'see-outcome': '"resite status" shows what became of it.',
  'see-progress': ({ run }) =>
    `Was it stopped, or its disk out of reach? "resite status ${run}" shows what was done; then begin again.`,
  'list-runs': 'Type `resite status` to see the runs.',
  'back-up-rest': ({ sites, before }, hintOf) =>
    [hintOf(before), `The others need no new backup: resite backup ${sites.join(' ')}`].filter(Boolean).join('\n'),
  'complete-backup': ({ sites }) =>
    `All else is saved, and the services are back. To see what to do: ${sites.map(site => `resite check ${site}`).join(', ')}. Then back up again.`,
  'raise-budget':
    'Give it a longer --downtime-budget, choose a quieter hour, or back up fewer sites at once. "resite history" shows how long it took before.',
  'park-queues': 'They go out again; --park-queues would have put them aside.',
  'replace-journal':
    'Put the right one back, if you have it. If not: "resite resume --from-hosts" returns the services as the servers remember them. After that, Resite trusts this journal.',
  'begin-journal':
    'Services may be down. "resite resume --from-hosts" returns them as the servers themselves remember them. Then keep the file ' +
    'for inspection: move journal.db, journal.db-wal and journal.db-shm aside, and Resite begins a new one.',
  'free-journal-disk': 'Free space on its disk, then run "resite status".',
  'list-site-snapshots': ({ site }) =>
    site === undefined ? 'resite snapshots lists what is there.' : `resite snapshots ${site} lists those of ${site}.`,
  'name-future-snapshot': ({ snapshot }) =>
    `Resite never takes a snapshot from the future for the latest one. Is the clock of this computer right? Then name one by its ID: --snapshot ${shortId(snapshot)}`,
  'same-id': 'Give the same ID with --snapshot.',
  'full-id': 'resite snapshots --json has the full IDs. Make sure that it is the one that you mean.',
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
  'find-writer': ({ why }) =>
    [why, 'Find out who can write to the repository, and choose another snapshot: "resite snapshots" lists them.']
      .filter(Boolean)
      .join(' '),
  'read-repository': 'Run "resite repo check --read-data", and choose another snapshot.',
  'replace-signing-key':
    'Move it aside, and type: resite keys create. Keep its public key: what was signed before needs it.',
  'make-signing-key': 'Type: resite keys create',
  'correct-host': 'Correct the host of the site in resite.yaml.',
  'name-account': ({ site, recorded }) =>
    `Add it to resite.yaml: sites, ${site}, serviceAccount: { user: DOMAIN\\user }, or type --account DOMAIN\\user.` +
    (recorded === '' ? '' : ` The snapshot says that it was ${recorded}; use it only if you know that this is right.`),
  'name-password-file':
    'Name a file that holds it: --password-file or repository.passwordFile in resite.yaml for the repository, ' +
    'serviceAccount.passwordFile for the account of the services.',
  'compare-key':
    'The key came with the evidence, and proves nothing by itself. Compare the fingerprint with the one that its owner wrote ' +
    'down; then name the key with --public-key FILE, or type: resite keys add FILE --name NAME',
};

const whyUntrusted: Readonly<Record<Extract<ProcedureRemedy, { kind: 'trust-snapshot' }>['state'], string>> = {
  unknown: 'If the key is yours, compare its fingerprint with what you wrote down, and type: resite keys add FILE',
  retired: 'Whoever has a retired key can sign anything, with any date.',
  unsigned:
    'Once an installation has a key, Resite signs every snapshot. One without a signature was made elsewhere, or somebody removed the signature.',
};
