import { ResiteError } from '@resite/errors';
import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { chooseSnapshots } from '../snapshots/choose.ts';
import { replaceSnapshot } from './replace-snapshot.ts';

export interface TagChange {
  /** Replaces all tags; not together with the others. */
  readonly set?: readonly string[] | undefined;
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

/**
 * Changes the tags of snapshots, which are named or else pass the filter, and returns the new ones. Changed tags give a snapshot a new ID; `original`
 * keeps its first one. A snapshot that has the wanted tags already stays as it is.
 *
 * @example
 * ```ts
 * import { changeTags, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { id } = await repository.findSnapshot('latest');
 * await changeTags(repository, [id], { add: ['before-upgrade'] });
 * await repository.close();
 * ```
 */
export async function changeTags(
  repository: OpenedRepository,
  names: readonly string[],
  change: TagChange,
  filter: SnapshotFilter = {},
): Promise<Snapshot[]> {
  refuseUnclear(change);
  return repository[internals].changing({ exclusive: true }, async lock => {
    const changed: Snapshot[] = [];
    for (const snapshot of await chooseSnapshots(repository, names, filter)) {
      const tags = tagsAfter(snapshot.tags ?? [], change);
      if (tags.join('\0') === (snapshot.tags ?? []).join('\0')) continue;
      lock.assertHeld();
      changed.push(await replaceSnapshot(repository, snapshot, { tags }));
    }
    return changed;
  });
}

function refuseUnclear({ set, add = [], remove = [] }: TagChange): void {
  const isChange = add.length + remove.length > 0;
  if ((set !== undefined) !== isChange) return;
  throw new ResiteError('USAGE', 'it is not clear which tags are meant', {
    hint: 'Either set all tags, or add and remove some. Nothing was changed.',
  });
}

function tagsAfter(tags: readonly string[], { set, add = [], remove = [] }: TagChange): string[] {
  const wanted = set ?? [...tags, ...add].filter(tag => !remove.includes(tag));
  return [...new Set(wanted)].filter(tag => tag !== '');
}
