import { ResiteError, shortId } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';

/** A snapshot, or a folder of it that stands for the whole: then `tree` is that of the folder. */
export interface NamedFolder extends Snapshot {
  /** What to type for it: `4f3a2b1c`, or `4f3a2b1c:/C/SMS`. */
  readonly name: string;
}

/** Finds what is named as `latest` or, with a folder, as `latest~1:/C/SMS`. `SNAPSHOT_MISSING`, or `FILE_MISSING` when it has no such folder. */
export async function findFolder(repository: Repository, named: string, options: FilterOptions): Promise<NamedFolder> {
  const [, id = '', path = ''] = /^([^:]*)(?::(.*))?$/s.exec(named) ?? [];
  if (id === '') {
    throw new ResiteError('USAGE', `${named} names a folder, and no snapshot`, {
      hint: 'Put an ID or latest before it; in a script, see whether a variable is not set.',
    });
  }
  const snapshot = await repository.findSnapshot(id, filterFor([id], options));
  const parts = path.split('/').filter(Boolean);
  if (parts.length === 0) return { ...snapshot, name: shortId(snapshot.id) };
  const folder = `/${parts.join('/')}`;
  const node = await repository.find(snapshot.tree, folder);
  if (node?.subtree !== undefined)
    return { ...snapshot, tree: node.subtree, name: `${shortId(snapshot.id)}:${folder}` };
  const what = node === undefined ? `there is no folder ${folder} in` : `${folder} is no folder in`;
  throw new ResiteError('FILE_MISSING', `${what} the snapshot ${shortId(snapshot.id)}`, {
    hint: `See what there is: resite repo ls ${shortId(snapshot.id)}`,
  });
}
