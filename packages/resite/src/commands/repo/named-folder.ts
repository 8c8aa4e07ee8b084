import { ResiteError, shortId } from '@resite/errors';
import type { Repository, Snapshot, SnapshotFilter } from '@resite/repository';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';

/** A snapshot, or a folder of it that stands for the whole: then `tree` is that of the folder. */
export interface NamedFolder extends Snapshot {
  /** What to type for it: `4f3a2b1c`, or `4f3a2b1c:/C/SMS`. */
  readonly name: string;
}

/** A snapshot as a person names it, and the folder in it. */
interface FolderName {
  readonly snapshot: string;
  readonly filter: SnapshotFilter;
  readonly path: readonly string[];
}

/** Reads `latest` or, with a folder, `latest~1:/C/SMS`, and what the options say of it. `USAGE` when it cannot be meant. */
export function parseFolder(named: string, options: FilterOptions): FolderName {
  const [, snapshot = '', path = ''] = /^([^:]*)(?::(.*))?$/s.exec(named) ?? [];
  if (snapshot === '') {
    throw new ResiteError('USAGE', `${named} names a folder, and no snapshot`, {
      hint: 'Put an ID or latest before it; in a script, see whether a variable is not set.',
    });
  }
  return { snapshot, filter: filterFor([snapshot], options), path: path.split('/').filter(Boolean) };
}

/** `SNAPSHOT_MISSING`, or `FILE_MISSING` when it has no such folder. */
export async function findFolder(
  repository: Repository,
  { snapshot: named, filter, path }: FolderName,
): Promise<NamedFolder> {
  const snapshot = await repository.findSnapshot(named, filter);
  if (path.length === 0) return { ...snapshot, name: shortId(snapshot.id) };
  const folder = `/${path.join('/')}`;
  const node = await repository.find(snapshot.tree, folder);
  if (node?.subtree !== undefined)
    return { ...snapshot, tree: node.subtree, name: `${shortId(snapshot.id)}:${folder}` };
  const what = node === undefined ? `there is no folder ${folder} in` : `${folder} is no folder in`;
  throw new ResiteError('FILE_MISSING', `${what} the snapshot ${shortId(snapshot.id)}`, {
    hint: `See what there is: resite repo ls ${shortId(snapshot.id)}`,
  });
}
