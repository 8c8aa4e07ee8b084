import { type Check, conclude } from '@resite/site/checks/check';
import type { Provenance } from './provenance.ts';
import { trustRemedy } from './trust.ts';
import { provenanceText, type SnapshotTrust } from './trust-text.ts';

/** Whether the snapshot may be restored, as one of the checks before a restore. */
export function provenanceCheck(found: Provenance, snapshot: string, trust: SnapshotTrust): Check {
  const byHand = found.state !== 'changed' && trust.snapshot === snapshot;
  if (found.state === 'changed') {
    return conclude({ id: 'snapshot-signed', good: false, found: provenanceText(found), code: 'SNAPSHOT_FORGED' });
  }
  return conclude({
    id: 'snapshot-signed',
    good: found.state === 'signed' || byHand,
    found: `${provenanceText(found)}${byHand && found.state !== 'signed' ? '; trusted by hand with --trust-snapshot' : ''}`,
    how: trustRemedy(found, snapshot),
  });
}
