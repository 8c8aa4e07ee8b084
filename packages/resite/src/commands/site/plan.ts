import { type Command, Option } from 'commander';
import type { PlanFormat } from '../../reporters/site-events.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { accountOption } from './account-option.ts';
import { knownIdsOption } from './known-ids-option.ts';
import { parkQueuesOption } from './park-queues.ts';
import { trustSnapshotOption } from './trust-snapshot-option.ts';

export function addPlan(parent: Command, runCommand: RunCommand): void {
  const plan = parent
    .command('plan')
    .description('Print the runbook of a backup or a restore: the steps that would be performed.');
  addExamples(
    plan,
    ['resite plan backup S01', 'one line a step'],
    ['resite plan restore S01 --format md > RUNBOOK.md', 'with how to do each step by hand'],
  );
  const format = () =>
    new Option(
      '--format <form>',
      'text: one line a step; how to do each step by hand: md in Markdown, html for a browser and its printer, txt for Notepad of Windows NT',
    )
      .choices(['text', 'md', 'html', 'txt'] satisfies PlanFormat[])
      .default('text');

  const backup = plan
    .command('backup')
    .description('Print the steps of a backup of the site as it is now.')
    .argument('<site>', 'site code')
    .addOption(format());
  addExamples(
    backup,
    ['resite plan backup S01', 'one line a step'],
    ['resite plan backup S01 --json', 'the procedure itself'],
  );
  setHandler(backup, runCommand, async () => (await import('./plan-handlers.ts')).showBackupPlan);

  const restore = plan
    .command('restore')
    .description('Print the steps of a restore of a snapshot.')
    .argument('<site>', 'site code')
    .option('--to <host>', 'host of resite.yaml that takes the site (default: the host of the site)')
    .option('--snapshot <id>', 'which snapshot', 'latest')
    .addOption(accountOption())
    .addOption(trustSnapshotOption())
    .addOption(parkQueuesOption())
    .addOption(knownIdsOption())
    .addOption(format());
  addExamples(
    restore,
    ['resite plan restore S01', 'one line a step'],
    ['resite plan restore S01 --format md > RUNBOOK.md', 'a page to print and follow'],
    ['resite plan restore S01 --format html > RUNBOOK.html', 'the same, for a browser and its printer'],
    ['resite plan restore S01 --format txt > RUNBOOK.TXT', 'the same, for Notepad of Windows NT'],
  );
  setHandler(restore, runCommand, async () => (await import('./plan-handlers.ts')).showRestorePlan);
}
