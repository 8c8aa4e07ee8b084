import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addStatus(parent: Command, runCommand: RunCommand): void {
  const status = parent
    .command('status')
    .description('Show what was done and what is left: the runs in the journal, or one of them step by step.')
    .argument('[run]', 'a run, as the list names it');
  addExamples(
    status,
    ['resite status', 'all runs, the latest one last'],
    ['resite status 20261122-020000-S01-backup', 'one of them'],
  );
  setHandler(status, runCommand, async () => (await import('./show-status.ts')).showStatus);
}
