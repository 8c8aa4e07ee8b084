import type { Repository, Snapshot } from '@resite/repository';
import { type GroupKey, newest } from '@resite/repository/snapshots';
import { parseRfc3339 } from '@resite/repository/time';
import { parseGroups } from './group-by.ts';
import { hostOf, type SnapshotOptions, tagsOf } from './snapshot-options.ts';

export interface ParentOptions {
  readonly parent?: string;
  readonly groupBy?: string;
  readonly force?: boolean;
}

type FindParent = (repository: Pick<Repository, 'snapshots' | 'findSnapshot'>) => Promise<Snapshot | undefined>;

/**
 * Finds the named one, or as restic chooses it: the latest that is like the new one in what the options group by, and no
 * newer. `USAGE` when they do not say what.
 */
export function parentFinder(paths: readonly string[], options: ParentOptions & SnapshotOptions): FindParent {
  const { parent, groupBy = 'host,paths', force, time: limit } = options;
  const keys = parseGroups(groupBy);
  const made = { hostname: hostOf(options), paths, tags: tagsOf(options) ?? [] };
  return async repository => {
    if (force) return undefined;
    if (parent !== undefined) {
      return repository.findSnapshot(parent, {
        ...(keys.includes('host') && { hosts: [made.hostname] }),
        ...(keys.includes('paths') && { paths }),
        ...(keys.includes('tags') && { tags: [made.tags] }),
      });
    }
    const isLike = ({ time, ...snapshot }: Snapshot) =>
      keys.every(key => isAlike[key](snapshot, made)) && (limit === undefined || parseRfc3339(time) <= limit);
    return newest((await repository.snapshots()).filter(isLike));
  };
}

type Described = Pick<Snapshot, 'hostname'> & { readonly paths: readonly string[]; readonly tags?: readonly string[] };

const isAlike: Readonly<Record<GroupKey, (one: Described, other: Described) => boolean>> = {
  host: (one, other) => one.hostname === other.hostname,
  paths: (one, other) => isSameSet(one.paths, other.paths),
  tags: ({ tags: one = [] }, { tags: other = [] }) => isSameSet(one, other),
};

const isSameSet = (one: readonly string[], other: readonly string[]) =>
  one.toSorted().join('\0') === other.toSorted().join('\0');
