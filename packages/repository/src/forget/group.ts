import type { Snapshot } from '../contract/snapshot.ts';

export type GroupKey = 'host' | 'paths' | 'tags';

/** What the snapshots of a group have in common; absent = they were not grouped by it. */
export interface SnapshotGroup {
  readonly host?: string;
  readonly paths?: string[];
  readonly tags?: string[];
}

/** The order of paths and tags does not matter. Groups come in the order of their first snapshots. */
export function groupSnapshots(
  snapshots: readonly Snapshot[],
  by: readonly GroupKey[],
): { group: SnapshotGroup; snapshots: Snapshot[] }[] {
  const groups = new Map<string, { group: SnapshotGroup; snapshots: Snapshot[] }>();
  for (const snapshot of snapshots) {
    const group = {
      ...(by.includes('host') && { host: snapshot.hostname }),
      ...(by.includes('paths') && { paths: snapshot.paths.toSorted() }),
      ...(by.includes('tags') && { tags: (snapshot.tags ?? []).toSorted() }),
    };
    const key = JSON.stringify(group);
    const known = groups.get(key) ?? { group, snapshots: [] };
    known.snapshots.push(snapshot);
    groups.set(key, known);
  }
  return [...groups.values()];
}
