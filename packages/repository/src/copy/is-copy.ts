import type { Snapshot } from '../contract/snapshot.ts';
import { parseRfc3339 } from '../text/time.ts';

/** Whether two snapshots come from the same backup and are equal in everything that a copy does not change. */
export function isCopyOf(one: Snapshot, other: Snapshot): boolean {
  const origins = (snapshot: Snapshot) => [snapshot.id, snapshot.original];
  const origin = other.original ?? other.id;
  return origins(one).includes(origin) && meaning(one) === meaning(other);
}

function meaning({ time, tree, hostname, username, uid, gid, paths, excludes = [], tags = [] }: Snapshot): string {
  return JSON.stringify([
    String(parseRfc3339(time)),
    tree,
    hostname,
    username,
    uid ?? 0,
    gid ?? 0,
    paths.toSorted(),
    excludes,
    tags.toSorted(),
  ]);
}
