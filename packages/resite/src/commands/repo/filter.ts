import type { Repository, Snapshot } from '@resite/repository';
import { filterSnapshots, type SnapshotFilter } from '@resite/repository/snapshots';
import { type FilterOptions, splitTags } from './filter-options.ts';

/** A site is known by its tag. */
export function filterOf({ site = [], tag = [], host, path }: FilterOptions): SnapshotFilter {
  const tags = [...site.map(code => [`site:${code}`]), ...tag.map(splitTags)];
  return { tags, hosts: host, paths: path };
}

/** The named snapshots, or all that pass the filter. */
export async function chooseSnapshots(
  repository: Repository,
  ids: readonly string[],
  options: FilterOptions,
): Promise<Snapshot[]> {
  if (ids.length === 0) return filterSnapshots(await repository.snapshots(), filterOf(options));
  return Promise.all(ids.map(id => repository.findSnapshot(id)));
}
