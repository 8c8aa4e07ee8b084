import { ResiteError } from '@resite/errors';
import type { OpenedRepository } from '@resite/repository';
import { readConfig, readObject } from '@resite/repository/objects';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import type { CatKind } from './cat.ts';
import { isFiltering } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, parseFolder } from './named-folder.ts';
import { toOutput } from './raw-output.ts';

/** JSON that a person would not read in one line. */
const laidOut: readonly CatKind[] = ['config', 'snapshot', 'key', 'lock'];

export async function catObject(
  context: Context,
  what: CatKind,
  id: string | undefined,
  options: FilterOptions,
): Promise<void> {
  const read = reader(what, id, options);
  const bytes = await withRepository(context, read);
  const isLaidOut = laidOut.includes(what);
  await toOutput(context.signal)(
    isLaidOut ? Buffer.from(`${JSON.stringify(JSON.parse(bytes.toString()), null, 2)}\n`) : bytes,
  );
}

/** Refuses what cannot be meant before the repository is opened. */
function reader(
  what: CatKind,
  id: string | undefined,
  options: FilterOptions,
): (repository: OpenedRepository) => Promise<Uint8Array> {
  if (what === 'config' && id === undefined) return async repository => readConfig(repository);
  if (what === 'config' || id === undefined) {
    throw new ResiteError('USAGE', what === 'config' ? 'the config has no ID' : `which ${what} is meant is not said`, {
      hint: what === 'config' ? 'Leave it out: resite repo cat config' : 'Name it by its ID: resite repo list --help',
    });
  }
  if (what !== 'snapshot' && what !== 'tree' && isFiltering(options)) {
    throw new ResiteError('USAGE', `only a snapshot or a tree is chosen by --site, --tag, --host and --path`, {
      hint: `Leave them out: a ${what} has its ID.`,
    });
  }
  if (what !== 'snapshot' && what !== 'tree') return repository => readObject(repository, what, id);
  const folder = parseFolder(id, options);
  return async repository => {
    const found = await findFolder(repository, folder);
    return what === 'snapshot' ? readObject(repository, what, found.id) : readObject(repository, 'blob', found.tree);
  };
}
