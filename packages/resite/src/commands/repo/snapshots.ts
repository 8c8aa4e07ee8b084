import type { Snapshot } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import type { SnapshotInfo } from '../../reporters/snapshot-events.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addSnapshots(repo: Command, perform: Perform): void {
  const snapshots = repo.command('snapshots').description('List the snapshots, oldest first.');
  addExamples(
    snapshots,
    ['resite repo snapshots', 'of the repository in resite.yaml'],
    ['resite repo snapshots -r ./backups --json', 'of another one, for programs'],
  );
  setHandler(snapshots, perform, listSnapshots);
}

async function listSnapshots(context: Context): Promise<void> {
  const snapshots = await withRepository(context, repository => repository.snapshots());
  context.emit({ message_type: 'snapshots', snapshots: snapshots.map(snapshotInfo) });
}

export function snapshotInfo(snapshot: Snapshot): SnapshotInfo {
  const { id, time, tree, paths, hostname, username, tags = [], parent } = snapshot;
  return { id, short_id: id.slice(0, 8), time, tree, paths, hostname, username, tags, ...(parent && { parent }) };
}
