import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { snapshotInfo } from '../repo/snapshots.ts';

export function addSnapshots(parent: Command, perform: Perform): void {
  const snapshots = parent
    .command('snapshots')
    .description('List the snapshots of sites, oldest first.')
    .argument('[site]', 'site code: only those of this site');
  addExamples(snapshots, ['resite snapshots', 'of all sites'], ['resite snapshots S01', 'of one']);
  setHandler(snapshots, perform, listSiteSnapshots);
}

async function listSiteSnapshots(context: Context, code: string | undefined): Promise<void> {
  const all = await withRepository(context, repository => repository.snapshots());
  const wanted = code === undefined ? 'resite' : `site:${code}`;
  context.emit({
    message_type: 'snapshots',
    snapshots: all.filter(({ tags }) => tags?.includes(wanted)).map(snapshotInfo),
  });
}
