import { ResiteError } from '@resite/errors';
import { changeTags } from '@resite/repository/maintenance';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { filterFor, isFiltering } from './filter.ts';
import { type FilterOptions, splitTags } from './filter-options.ts';
import { snapshotInfo } from './list-snapshots.ts';

interface Options extends FilterOptions {
  readonly set?: string[];
  readonly add?: string[];
  readonly remove?: string[];
}

export async function tagSnapshots(context: Context, names: string[], options: Options): Promise<void> {
  const { set, add, remove } = options;
  if (names.length === 0 && !isFiltering(options)) {
    throw new ResiteError('USAGE', 'no snapshot is named', {
      hint: 'Nothing was changed. Name some, or give --site, --tag, --host or --path.',
    });
  }
  const filter = filterFor(names, options);
  const flat = (lists: string[] | undefined) => lists?.flatMap(splitTags);
  const change = { set: flat(set), add: flat(add), remove: flat(remove) };
  const snapshots = await withRepository(context, repository => changeTags(repository, names, change, filter));
  context.emit({ message_type: 'tagged', snapshots: snapshots.map(snapshotInfo) });
}
