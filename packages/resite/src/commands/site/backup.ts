import type { Command } from 'commander';
import { addReportOption } from '../../report/report-option.ts';
import { addExamples, parsePositive, parseSeconds, type RunCommand, setHandler } from '../define.ts';
import { acceptClocksOption } from './accept-clocks.ts';

export function addBackup(parent: Command, runCommand: RunCommand): void {
  const backup = parent
    .command('backup')
    .description(
      'Back up secondary sites: with their services and those of their parent stopped, and returned afterwards.',
    )
    .argument('[sites...]', 'site codes; those below one parent are backed up side by side')
    .option('--all', 'every secondary site of resite.yaml')
    .option('--parallel <count>', 'how many sites of one parent may be stopped at once', parsePositive, 4)
    .option(
      '--downtime-budget <duration>',
      'end the run, with services returned and no snapshot, rather than have a server down for longer, such as 90s',
      parseSeconds,
    )
    .addOption(acceptClocksOption())
    .option('-n, --dry-run', 'only print the steps, and what would be refused');
  addReportOption(backup);
  addExamples(
    backup,
    ['resite backup S01', 'make a snapshot of the site'],
    ['resite backup S01 S02 S03', 'of several; their parent is stopped once for all'],
    ['resite backup --all --parallel 8', 'of every secondary site, up to eight at a time'],
    ['resite backup S01 --downtime-budget 90s', 'only if no server is down for longer than that'],
    ['resite backup S01 --dry-run', 'what would be done?'],
    ['resite backup S01 --report backup.html', 'with a page about it, to keep'],
  );
  setHandler(backup, runCommand, async () => (await import('./backup-sites.ts')).backupSites);
}
