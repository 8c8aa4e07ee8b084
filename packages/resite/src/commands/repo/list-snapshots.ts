import { defined, shortId } from '@resite/errors';
import type { Snapshot } from '@resite/repository';
import { chooseSnapshots, groupSnapshots, isFromFuture, latestSnapshots } from '@resite/repository/snapshots';
import type { Context } from '../../context.ts';
import type { SnapshotInfo } from '../../reporters/snapshot-events.ts';
import { withRepository } from '../../repository-access.ts';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';
import { parseGroups } from './group-by.ts';

interface Options extends FilterOptions {
  readonly latest?: number;
  readonly groupBy?: string;
}

export async function listSnapshots(context: Context, names: string[], options: Options): Promise<void> {
  const { latest, groupBy } = options;
  const keys = groupBy === undefined ? undefined : parseGroups(groupBy);
  const filter = filterFor(names, options);
  const chosen = await withRepository(context, repository => chooseSnapshots(repository, names, filter));
  const snapshots = latest === undefined ? chosen : latestSnapshots(chosen, latest);
  if (keys === undefined) return context.emit({ message_type: 'snapshots', snapshots: snapshots.map(snapshotInfo) });
  const groups = groupSnapshots(snapshots, keys).map(({ group, snapshots }) => ({
    ...group,
    snapshots: snapshots.map(snapshotInfo),
  }));
  context.emit({ message_type: 'snapshot_groups', groups });
}

export function snapshotInfo(snapshot: Snapshot): SnapshotInfo {
  const { id, time, tree, paths, hostname, username, tags = [], parent } = snapshot;
  return {
    id,
    short_id: shortId(id),
    time,
    tree,
    paths,
    hostname,
    username,
    tags,
    ...defined({ parent, from_future: isFromFuture(snapshot) ? (true as const) : undefined }),
  };
}
