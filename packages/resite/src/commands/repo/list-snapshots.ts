import { defined, shortId } from '@resite/errors';
import type { Snapshot } from '@resite/repository';
import { isFromFuture } from '@resite/repository/snapshots';
import type { Context } from '../../context.ts';
import type { SnapshotInfo } from '../../reporters/snapshot-events.ts';
import { withRepository } from '../../repository-access.ts';

export async function listSnapshots(context: Context): Promise<void> {
  const snapshots = await withRepository(context, repository => repository.snapshots());
  context.emit({ message_type: 'snapshots', snapshots: snapshots.map(snapshotInfo) });
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
