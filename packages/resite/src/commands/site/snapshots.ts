import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addSnapshots(parent: Command, runCommand: RunCommand): void {
  const snapshots = parent
    .command('snapshots')
    .description('List the snapshots of sites, oldest first.')
    .argument('[site]', 'site code: only those of this site');
  addExamples(snapshots, ['resite snapshots', 'of all sites'], ['resite snapshots S01', 'of one']);
  setHandler(snapshots, runCommand, async () => (await import('./list-site-snapshots.ts')).listSiteSnapshots);
}
