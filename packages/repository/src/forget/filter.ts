import type { Snapshot } from '../contract/snapshot.ts';
import { hasTags } from './policy.ts';

/** Snapshots that meet every condition that is given. */
export interface SnapshotFilter {
  /** Made on one of these computers. */
  readonly hosts?: readonly string[] | undefined;
  /** With all tags of one of the lists, as `[['site:S01']]`. */
  readonly tags?: readonly (readonly string[])[] | undefined;
  /** With all of these paths. */
  readonly paths?: readonly string[] | undefined;
}

export function filterSnapshots(
  snapshots: readonly Snapshot[],
  { hosts = [], tags = [], paths = [] }: SnapshotFilter,
): Snapshot[] {
  return snapshots.filter(
    snapshot =>
      (hosts.length === 0 || hosts.includes(snapshot.hostname)) &&
      (tags.length === 0 || tags.some(list => hasTags(snapshot, list))) &&
      paths.every(path => snapshot.paths.includes(path)),
  );
}
