import { formatTime, ResiteError, shortId } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import { isFromFuture, stepsBeforeLatest } from '@resite/repository/snapshots';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { isPartial } from './left-out.ts';

export interface Wanted {
  readonly siteCode: string;
  /** An ID, its beginning, `latest` of the site, or `latest~2` for the second before that one. */
  readonly wanted: string;
  readonly location: string;
  /** What is known of snapshots that were read back, as `readBacks` has it. */
  readonly readBacks?: ReadonlyMap<string, Date | false> | undefined;
  /** Hears what a person should know about the choice. */
  readonly remark?: ((text: string) => void) | undefined;
}

/** The snapshot that a person means. `SNAPSHOT_MISSING` when there is none. */
export async function findSiteSnapshot(
  repository: Repository,
  { siteCode, wanted, location, readBacks, remark = () => {} }: Wanted,
): Promise<Snapshot> {
  const steps = stepsBeforeLatest(wanted);
  if (steps === undefined) {
    const named = await repository.findSnapshot(wanted);
    if (isFromFuture(named))
      remark(`snapshot ${shortId(named.id)} is from the future: it says ${named.time}, and it was named`);
    return named;
  }
  const candidates = (await repository.snapshots())
    .filter(({ tags }) => tags?.includes(`site:${siteCode}`))
    .map(snapshot => ({
      snapshot,
      isFromFuture: isFromFuture(snapshot),
      isPartial: isPartial(snapshot),
      readBack: readBacks === undefined ? undefined : factOf(readBacks.get(snapshot.id)),
    }));
  const { chosen, remarks } = chooseLatest(candidates, steps);
  if (chosen === undefined) throw missing({ siteCode, wanted, location }, candidates);
  for (const text of remarks) remark(text);
  return chosen;
}

/** A snapshot of the site, and what the choice of the latest depends on. */
export interface Candidate {
  readonly snapshot: Snapshot;
  readonly isFromFuture: boolean;
  /** It lacks a part of its site. */
  readonly isPartial: boolean;
  /** Whether every byte of it was read; undefined when nobody looked. */
  readonly readBack: 'yes' | 'no' | 'unknown' | undefined;
}

/**
 * The newest that is not from the future, or the one so many steps before it. When it is known that it was not read back, the newest that was, if there is one.
 * Nothing that is newer is passed over without a remark. Candidates come oldest first.
 */
export function chooseLatest(
  candidates: readonly Candidate[],
  steps = 0,
): { chosen: Snapshot | undefined; remarks: string[] } {
  const past = candidates.filter(candidate => !candidate.isFromFuture);
  const newest = past.at(-1);
  const better = newest?.readBack === 'no' ? past.findLast(({ readBack }) => readBack === 'yes') : undefined;
  const latest = better ?? newest;
  const chosen = latest && past[past.indexOf(latest) - steps];
  if (latest === undefined || chosen === undefined) return { chosen: undefined, remarks: [] };
  const future = candidates.filter(candidate => candidate.isFromFuture);
  const unread = past.slice(past.indexOf(latest) + 1);
  const remarks = [
    ...future.map(
      ({ snapshot }) => `snapshot ${shortId(snapshot.id)} is from the future (${snapshot.time}) and not the latest`,
    ),
    ...unread.map(
      ({ snapshot }) =>
        `snapshot ${shortId(snapshot.id)} of ${snapshot.time} is newer, but ${notRead(snapshot, past)}: ${shortId(latest.snapshot.id)} is taken as the latest; name the other by its ID to have it`,
    ),
  ];
  if (chosen.isPartial)
    remarks.push(
      partialText(
        chosen.snapshot,
        past.findLast(candidate => !candidate.isPartial),
      ),
    );
  if (chosen.readBack === 'no')
    remarks.push(`snapshot ${shortId(chosen.snapshot.id)} was not read back after it was made`);
  if (chosen.readBack === 'unknown') {
    remarks.push(
      `snapshot ${shortId(chosen.snapshot.id)} is not known to have been read back: the journal here has no run of it`,
    );
  }
  return { chosen: chosen.snapshot, remarks };
}

/** It is the latest all the same: what it does hold is newer than anything else. */
const partialText = ({ id }: Snapshot, whole: Candidate | undefined) =>
  `snapshot ${shortId(id)} is partial: it lacks a part of the site; ` +
  (whole === undefined
    ? 'there is none that is whole'
    : `the latest that is whole is ${shortId(whole.snapshot.id)} of ${formatTime(whole.snapshot.time)}: give its ID to have that one`);

const notRead = (snapshot: Snapshot, candidates: readonly Candidate[]) =>
  candidates.find(candidate => candidate.snapshot === snapshot)?.readBack === 'no'
    ? 'it was not read back'
    : 'it is not known to have been read back';

const factOf = (read: Date | false | undefined): Candidate['readBack'] =>
  read === undefined ? 'unknown' : read === false ? 'no' : 'yes';

function missing({ siteCode, wanted, location }: Wanted, candidates: readonly Candidate[]): ResiteError {
  const past = candidates.filter(candidate => !candidate.isFromFuture).length;
  if (candidates.length === 0 || past > 0) {
    const message =
      past === 0
        ? `there is no snapshot of ${siteCode} in ${location}`
        : `there is no snapshot ${wanted} of ${siteCode} in ${location}: there are ${past} to count`;
    const remedy: ProcedureRemedy = { kind: 'list-site-snapshots' };
    return new ResiteError('SNAPSHOT_MISSING', message, { remedy });
  }
  const ids = candidates.map(({ snapshot }) => shortId(snapshot.id)).join(', ');
  return new ResiteError(
    'SNAPSHOT_MISSING',
    `every snapshot of ${siteCode} in ${location} is from the future: ${ids}`,
    {
      remedy: { kind: 'name-future-snapshot', snapshot: candidates[0]!.snapshot.id } satisfies ProcedureRemedy,
    },
  );
}

export function notOfSite(snapshot: string, found: string, siteCode: string): ResiteError {
  return new ResiteError('SITE_CODE_MISMATCH', `snapshot ${shortId(snapshot)} is of site ${found}, not ${siteCode}`, {
    remedy: { kind: 'list-site-snapshots', site: siteCode } satisfies ProcedureRemedy,
  });
}
