import type { Command } from 'commander';
import { addExamples, parsePositive, type RunCommand, setHandler } from '../define.ts';

export function addHistory(parent: Command, runCommand: RunCommand): void {
  const history = parent
    .command('history')
    .description(
      'Show what the runs of a site have cost: downtime as predicted and as it was, what was read, RPO, RTO.',
    )
    .argument('<site>', 'site code')
    .option('--last <count>', 'only the latest runs, at most this many', parsePositive);
  addExamples(
    history,
    ['resite history S01', 'all runs of the site, as a table and drawn'],
    ['resite history S01 --last 30 --json', 'the same for programs'],
  );
  setHandler(history, runCommand, async () => (await import('./show-history.ts')).showHistory);
}
