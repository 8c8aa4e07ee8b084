import type { Repository, Snapshot } from '@resite/repository';
import { newest } from '@resite/repository/snapshots';
import { parseRfc3339 } from '@resite/repository/time';
import { hostOf, type SnapshotOptions } from './snapshot-options.ts';

export interface ParentOptions {
  readonly parent?: string;
  readonly force?: boolean;
}

/** The named one, or as restic chooses it: the latest of the same paths on this computer that is no newer than the new one. */
export async function findParent(
  repository: Repository,
  paths: readonly string[],
  options: ParentOptions & SnapshotOptions,
): Promise<Snapshot | undefined> {
  const { parent, force, time: limit } = options;
  if (force) return undefined;
  const host = hostOf(options);
  if (parent !== undefined) return repository.findSnapshot(parent, { hosts: [host], paths });
  const wanted = paths.toSorted().join('\0');
  const snapshots = await repository.snapshots();
  return newest(
    snapshots.filter(
      ({ hostname, paths: saved, time }) =>
        hostname === host &&
        saved.toSorted().join('\0') === wanted &&
        (limit === undefined || parseRfc3339(time) <= limit),
    ),
  );
}
