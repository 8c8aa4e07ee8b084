import { shortId } from '@resite/errors';
import type { SiteRemedy } from '@resite/site';
import type { Words } from './words.ts';

export const ofSite: Words<SiteRemedy> = {
  'settle-run': 'Type `resite resume`: it settles what an earlier run left.',
  'return-as-remembered': 'Type `resite resume --from-hosts`: it returns the services to what the host remembers.',
  'carry-on-restore': 'If a restore was cut off here, carry it on first with `resite resume`.',
  'show-ids': 'See with `resite ids` which ranges are in use.',
  'make-room': 'Make room on the disk of the repository, or forget old snapshots with `resite repo forget --prune`.',
  'find-forger':
    'Restore nothing of it: somebody who has the password of the repository has changed it. Choose another snapshot, and find out who that was (docs/trust.md).',
  'other-snapshot': 'Choose another snapshot; `resite snapshots` lists them.',
  'find-future': 'See with `resite snapshots` whether the snapshot is from the future.',
  'read-snapshot': 'Type `resite repo check --read-data` to have it read now.',
  'set-clock': ({ past }) =>
    `If the clock of this computer is behind, set it. If it is right, ${past.map(wordWrongTime).join('; ')}`,
};

const wordWrongTime = (past: Extract<SiteRemedy, { kind: 'set-clock' }>['past'][number]) =>
  past === 'run'
    ? 'the time of the run is wrong: give --accept-clocks once; after that, the next run is the newest'
    : `the time of the snapshot is wrong: resite repo forget ${shortId(past.snapshot)}, or --accept-clocks`;
