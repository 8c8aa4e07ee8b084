import type { Command } from 'commander';
import { addReportOption } from '../../report/report-option.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { acceptClocksOption } from './accept-clocks.ts';
import { accountOption } from './account-option.ts';
import { trustSnapshotOption } from './trust-snapshot-option.ts';

export function addCheck(parent: Command, runCommand: RunCommand): void {
  const check = parent
    .command('check')
    .description('Check everything that must hold before a backup of the site, or before a restore. Changes nothing.')
    .argument('<site>', 'site code')
    .option('--restore', 'before a restore instead')
    .option('--to <host>', 'with --restore: host of resite.yaml that takes the site (default: the host of the site)')
    .option('--snapshot <id>', 'with --restore: which snapshot', 'latest')
    .addOption(trustSnapshotOption())
    .addOption(accountOption())
    .addOption(acceptClocksOption());
  addReportOption(check);
  addExamples(
    check,
    ['resite check S01', 'can the site be backed up now?'],
    ['resite check S01 --restore --to BRANCH1', 'can its latest snapshot be restored to this server?'],
    ['resite check S01 --report check.html', 'with a page to print'],
    ['resite check S01 --json', 'the same for programs'],
  );
  setHandler(check, runCommand, async () => (await import('./check-site.ts')).checkSite);
}
