import { filterSnapshots, type Repository, type Snapshot, type SnapshotFilter } from '@resite/repository';
import type { Command } from 'commander';

export interface FilterOptions {
  readonly site?: string[];
  readonly tag?: string[];
  readonly host?: string[];
  readonly path?: string[];
}

/** Options that choose snapshots. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--site <code>', 'only snapshots of this site (may be repeated)', collect)
    .option('--tag <list>', 'only snapshots with all tags of this list, as a,b (may be repeated)', collect)
    .option('--host <name>', 'only snapshots of this computer (may be repeated)', collect)
    .option('--path <path>', 'only snapshots of this path (may be repeated)', collect);
}

export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

/** A site is known by its tag. */
export function filterOf({ site = [], tag = [], host, path }: FilterOptions): SnapshotFilter {
  const tags = [...site.map(code => [`site:${code}`]), ...tag.map(list => list.split(','))];
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
