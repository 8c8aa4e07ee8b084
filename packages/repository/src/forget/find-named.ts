import { ResiteError, shortId } from '@resite/errors';
import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { stepsBeforeLatest } from '../snapshots/latest.ts';
import { isOfOneFile } from '../store/unusable-files.ts';

export interface NamedSnapshots {
  snapshots: Snapshot[];
  /** Names of snapshot files that cannot be used. */
  unusable: string[];
}

/**
 * What is to be removed, each once. A file that cannot be used may be the very one that `latest` means, so by such a name
 * nothing is found beside one.
 */
export async function findNamed(
  repository: OpenedRepository,
  names: readonly string[],
  filter: SnapshotFilter,
): Promise<NamedSnapshots> {
  const { snapshots } = repository[internals];
  const counting = names.find(name => stepsBeforeLatest(name) !== undefined);
  if (counting !== undefined) await refuseDoubt(repository, counting);
  const files = new Set<string>();
  for (const name of names) files.add(await snapshots.nameOf(name, filter));
  const found: NamedSnapshots = { snapshots: [], unusable: [] };
  for (const file of files) {
    try {
      found.snapshots.push(await snapshots.find(file));
    } catch (error) {
      if (!isOfOneFile(error)) throw error;
      found.unusable.push(file);
    }
  }
  return found;
}

async function refuseDoubt(repository: OpenedRepository, name: string): Promise<void> {
  const [first] = (await repository[internals].snapshots.survey()).unusable;
  if (first === undefined) return;
  const message = `nothing was removed: which snapshot is ${name} is not known, because ${shortId(first.id)} cannot be used`;
  throw new ResiteError('SNAPSHOT_MISSING', `${message}: ${first.error.message}`, {
    remedy: { kind: 'list-snapshots' },
    hint: 'Name the snapshot by its ID.',
    cause: first.error,
  });
}
