import { defined } from '@resite/errors';
import type { Snapshot } from '../contract/snapshot.ts';
import { withoutFuture } from './future.ts';

export type GroupKey = 'host' | 'paths' | 'tags';

/** What the snapshots of a group have in common; absent = they were not grouped by it. */
export interface SnapshotGroup {
  readonly host?: string;
  readonly paths?: string[];
  readonly tags?: string[];
}

/** The last so many of each computer and its paths, without those from the future. */
export function latestSnapshots(snapshots: readonly Snapshot[], count: number): Snapshot[] {
  const past = withoutFuture(snapshots);
  const latest = new Set(groupSnapshots(past, ['host', 'paths']).flatMap(group => group.snapshots.slice(-count)));
  return past.filter(snapshot => latest.has(snapshot));
}

/** The order of paths and tags does not matter. Groups come in the order of their first snapshots. */
export function groupSnapshots(
  snapshots: readonly Snapshot[],
  by: readonly GroupKey[],
): { group: SnapshotGroup; snapshots: Snapshot[] }[] {
  const groups = new Map<string, { group: SnapshotGroup; snapshots: Snapshot[] }>();
  for (const snapshot of snapshots) {
    const group = defined({
      host: by.includes('host') ? snapshot.hostname : undefined,
      paths: by.includes('paths') ? snapshot.paths.toSorted() : undefined,
      tags: by.includes('tags') ? (snapshot.tags ?? []).toSorted() : undefined,
    });
    const key = JSON.stringify(group);
    const known = groups.get(key) ?? { group, snapshots: [] };
    known.snapshots.push(snapshot);
    groups.set(key, known);
  }
  return [...groups.values()];
}
