import type { Repository } from '../contract/repository.ts';
import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';
import { filterSnapshots } from './filter.ts';

/** Those that are named, each once; without names all that pass the filter. The filter says as well of which a name such as `latest` is the latest. */
export async function chooseSnapshots(
  repository: Repository,
  names: readonly string[],
  filter: SnapshotFilter = {},
): Promise<Snapshot[]> {
  if (names.length === 0) return filterSnapshots(await repository.snapshots(), filter);
  const named = new Map<string, Snapshot>();
  for (const name of names) {
    const snapshot = await repository.findSnapshot(name, filter);
    named.set(snapshot.id, snapshot);
  }
  return [...named.values()];
}
