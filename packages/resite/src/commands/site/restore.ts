import type { Command } from 'commander';
import { addReportOption } from '../../report/report-option.ts';
import { addExamples, parseCount, type RunCommand, setHandler } from '../define.ts';
import { acceptClocksOption } from './accept-clocks.ts';
import { accountOption } from './account-option.ts';
import { knownIdsOption } from './known-ids-option.ts';
import { parkQueuesOption } from './park-queues.ts';
import { trustSnapshotOption } from './trust-snapshot-option.ts';

export function addRestore(parent: Command, runCommand: RunCommand): void {
  const restore = parent
    .command('restore')
    .description('Restore a secondary site to a bare server of the same name, with its parent stopped all the while.')
    .argument('<site>', 'site code')
    .option('--to <host>', 'host of resite.yaml that takes the site (default: the host of the site)')
    .option('--snapshot <id>', 'which snapshot', 'latest')
    .option(
      '--wait <minutes>',
      'how long to wait for the services, and then for the signs of a working site',
      parseCount,
      45,
    )
    .option(
      '--resend-after <minutes>',
      'how long to wait for a word at the parent before the site control file is sent again',
      parseCount,
      30,
    )
    .addOption(accountOption())
    .addOption(trustSnapshotOption())
    .addOption(parkQueuesOption())
    .addOption(knownIdsOption())
    .addOption(acceptClocksOption())
    .option('-n, --dry-run', 'only print the steps, and what would be refused');
  addReportOption(restore);
  addExamples(
    restore,
    ['resite restore S01 --to BRANCH1', 'the latest snapshot of the site'],
    ['resite restore S01 --report restore.html', 'with a page about it, to keep'],
    ['resite restore S01 --snapshot 1a2b3c4d --dry-run', 'what would be done with an older one?'],
    ['resite restore S01 --park-queues', 'with an old snapshot: old messages are not sent again'],
    ['resite restore S01 --known-ids ids.txt', 'with a list of SMS IDs that are in use'],
  );
  setHandler(restore, runCommand, async () => (await import('./restore-site.ts')).restoreSite);
}
