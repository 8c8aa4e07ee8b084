import { ResiteError } from '@resite/errors';
import { type SnapshotFilter, stepsBeforeLatest } from '@resite/repository/snapshots';
import { type FilterOptions, splitTags } from './filter-options.ts';

/**
 * What the options say of the snapshots that are named, or of all. A site is known by its tag. `USAGE` when they would say nothing: an ID
 * is that of one snapshot, whatever else is given, and whoever gives both may mean less than would be taken.
 */
export function filterFor(names: readonly string[], options: FilterOptions): SnapshotFilter {
  const id = names.find(name => stepsBeforeLatest(name) === undefined);
  if (id !== undefined && isFiltering(options)) {
    throw new ResiteError('USAGE', `${id} is one snapshot, and other options choose among many`, {
      hint: 'Nothing was done. Give the ID, or give --site, --tag, --host and --path with latest.',
    });
  }
  const { site = [], tag = [], host, path } = options;
  return { tags: [...site.map(code => [`site:${code}`]), ...tag.map(splitTags)], hosts: host, paths: path };
}

export const isFiltering = ({ site, tag, host, path }: FilterOptions) =>
  [site, tag, host, path].some(given => given !== undefined);
