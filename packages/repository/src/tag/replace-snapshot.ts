import type { Snapshot, SnapshotFields } from '../contract/snapshot.ts';
import { encodeSnapshot } from '../format/snapshot-file.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';

export interface ReplaceOptions {
  /** Leave the old one where it is. */
  readonly keepOld?: boolean;
}

/** Stores a changed snapshot and then removes the old one. `original` names the first snapshot in that line, unless the changes say another. */
export async function replaceSnapshot(
  repository: OpenedRepository,
  snapshot: Snapshot,
  changes: Partial<SnapshotFields>,
  { keepOld = false }: ReplaceOptions = {},
): Promise<Snapshot> {
  const { store, snapshots } = repository[internals];
  const { id: old, original = old, ...fields } = snapshot;
  const changed = { ...fields, original, ...changes };
  if (changed.tags?.length === 0) delete changed.tags;
  const id = await store.saveUnpacked('snapshots', encodeSnapshot(changed));
  if (!keepOld) await store.backend.remove('snapshots', old);
  return snapshots.load(id);
}
