import type { Command } from 'commander';
import { addExamples, parseCount, type RunCommand, setHandler } from '../define.ts';
import { trustSnapshotOption } from '../site/trust-snapshot-option.ts';

export function addRehearse(parent: Command, runCommand: RunCommand): void {
  const rehearse = parent
    .command('rehearse')
    .description('Restore a snapshot to a scratch machine, see that the site comes to life, and write signed evidence.')
    .argument('<site>', 'site code')
    .option('--snapshot <id>', 'which snapshot', 'latest')
    .option(
      '--wait <minutes>',
      'how long to wait for the services, and then for the signs of a working site',
      parseCount,
      10,
    )
    .addOption(trustSnapshotOption())
    .option('--keep', 'leave the scratch machine on, so that you can look at it')
    .option('-n, --dry-run', 'only print the steps');
  addExamples(
    rehearse,
    ['resite rehearse S01', 'would the latest snapshot bring the site back?'],
    ['resite rehearse S01 --snapshot 1a2b3c4d', 'an older one'],
    ['resite rehearse S01 --keep', 'and then look at what came up'],
  );
  setHandler(rehearse, runCommand, async () => (await import('./rehearse-site.ts')).rehearseSite);
}
