import { ResiteError } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import { chooseSnapshots as choose, type SnapshotFilter, stepsBeforeLatest } from '@resite/repository/snapshots';
import { type FilterOptions, splitTags } from './filter-options.ts';

/** A site is known by its tag. */
export function filterOf({ site = [], tag = [], host, path }: FilterOptions): SnapshotFilter {
  const tags = [...site.map(code => [`site:${code}`]), ...tag.map(splitTags)];
  return { tags, hosts: host, paths: path };
}

/**
 * What the options say of the snapshots that are named. `USAGE` when they would say nothing: an ID is that of one snapshot, whatever else is
 * given, and whoever gives both may mean less than would be taken.
 */
export function filterFor(names: readonly string[], options: FilterOptions): SnapshotFilter {
  const id = names.find(name => stepsBeforeLatest(name) === undefined);
  if (id !== undefined && isFiltering(options)) {
    throw new ResiteError('USAGE', `${id} is one snapshot, and other options choose among many`, {
      hint: 'Nothing was done. Give the ID, or give --site, --tag, --host and --path with latest.',
    });
  }
  return filterOf(options);
}

export const isFiltering = ({ site, tag, host, path }: FilterOptions) =>
  [site, tag, host, path].some(given => given !== undefined);

/** The named snapshots, or all that pass the filter. */
export function chooseSnapshots(
  repository: Repository,
  names: readonly string[],
  options: FilterOptions,
): Promise<Snapshot[]> {
  return choose(repository, names, filterFor(names, options));
}
