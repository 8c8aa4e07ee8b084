import type { Command } from 'commander';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addSnapshots(parent: Command, perform: Perform): void {
  const snapshots = parent
    .command('snapshots')
    .description('List the snapshots of sites, oldest first.')
    .argument('[site]', 'site code: only those of this site');
  addExamples(snapshots, ['resite snapshots', 'of all sites'], ['resite snapshots S01', 'of one']);
  setHandler(snapshots, perform, async () => (await import('./list-site-snapshots.ts')).listSiteSnapshots);
}
