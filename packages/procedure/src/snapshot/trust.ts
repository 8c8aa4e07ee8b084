import { defined, ResiteError, shortId } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { judgeProvenance, type Provenance } from './provenance.ts';
import { provenanceText, type SnapshotTrust } from './trust-text.ts';

/** `USAGE` unless the ID that was typed is a full one, and that of the snapshot that is meant. */
export function requireSameSnapshot(trusted: string | undefined, snapshot: string): void {
  if (trusted === undefined || trusted === snapshot) return;
  const isFull = /^[0-9a-f]{64}$/.test(trusted);
  throw new ResiteError(
    'USAGE',
    isFull
      ? `--trust-snapshot names another snapshot than ${shortId(snapshot)}, which would be restored`
      : '--trust-snapshot takes the full ID of a snapshot, 64 digits',
    {
      remedy: { kind: isFull ? 'same-id' : 'full-id' } satisfies ProcedureRemedy,
    },
  );
}

/** `SNAPSHOT_FORGED` for what was changed after it was signed: nobody's word makes that good. */
export function refuseChanged(found: Provenance, snapshot: string): void {
  if (found.state !== 'changed') return;
  throw new ResiteError(
    'SNAPSHOT_FORGED',
    `snapshot ${shortId(snapshot)} was changed after it was signed: ${found.fault}`,
    {
      remedy: { kind: 'find-forger' } satisfies ProcedureRemedy,
    },
  );
}

/** `SNAPSHOT_UNTRUSTED` unless a trusted key has signed it, or a person has named this very snapshot. */
export function refuseUntrusted(found: Provenance, snapshot: string, trust: SnapshotTrust, instead?: Snapshot): void {
  if (found.state === 'signed' || trust.snapshot === snapshot) return;
  throw new ResiteError('SNAPSHOT_UNTRUSTED', `snapshot ${shortId(snapshot)} is ${provenanceText(found)}`, {
    remedy: trustRemedy(found, snapshot, instead),
  });
}

export function trustRemedy({ state }: Provenance, snapshot: string, instead?: Snapshot): ProcedureRemedy {
  return defined({
    kind: 'trust-snapshot',
    state: state === 'unknown' || state === 'retired' ? state : 'unsigned',
    snapshot,
    instead: instead && { snapshot: instead.id, time: instead.time },
  });
}

/** What a full ID names never changes, so each opened repository is asked once. */
const judged = new WeakMap<Repository, Map<string, Promise<Provenance>>>();

/** Judges it, and refuses what must not be restored. Returns what was found. */
export async function requireTrusted(
  repository: Repository,
  snapshot: Snapshot,
  trust: SnapshotTrust,
): Promise<Provenance> {
  const known = judged.get(repository) ?? new Map<string, Promise<Provenance>>();
  judged.set(repository, known);
  const verdict = known.get(snapshot.id) ?? judgeProvenance(repository, snapshot, trust);
  known.set(snapshot.id, verdict);
  const found = await verdict;
  refuseChanged(found, snapshot.id);
  refuseUntrusted(found, snapshot.id, trust);
  return found;
}

/** When this one would be refused: the newest of the last hundred of the site that a trusted key has signed. */
export async function insteadOf(
  repository: Repository,
  { id: refused }: Snapshot,
  { found, siteCode, trust: { keys, snapshot } }: { found: Provenance; siteCode: string; trust: SnapshotTrust },
): Promise<Snapshot | undefined> {
  if (found.state === 'signed' || snapshot === refused || keys.length === 0) return undefined;
  const ofSite = (await repository.snapshots()).filter(
    ({ id, tags }) => id !== refused && tags?.includes(`site:${siteCode}`),
  );
  for (const snapshot of ofSite.slice(-100).reverse())
    if ((await judgeProvenance(repository, snapshot, { keys, quick: true })).state === 'signed') return snapshot;
  return undefined;
}
