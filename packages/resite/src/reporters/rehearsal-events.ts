import type { RehearsalEvent as Rehearsal, VerifiedEvidence } from '@resite/rehearsal';

export type RehearsalEvent =
  | Extract<Rehearsal, { message_type: 'rehearsed' | 'scratch_kept' }>
  | ({ message_type: 'evidence_verified'; trusted: true } & VerifiedEvidence);
