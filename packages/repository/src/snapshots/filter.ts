import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';

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

/** The tag '' stands for none at all. */
export function hasTags({ tags = [] }: Pick<Snapshot, 'tags'>, wanted: readonly string[]): boolean {
  return wanted.every(tag => (tag === '' && tags.length === 0) || tags.includes(tag));
}
