import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addCheck(repo: Command, runCommand: RunCommand): void {
  const check = repo
    .command('check')
    .description('Check that the repository is sound.')
    .option('--read-data', 'also read all data and compare it with its checksums')
    .option(
      '--read-data-subset <part>',
      'read some of the data: 2/5 for the second of five parts, 10% or 500M for so much by chance',
    );
  addExamples(
    check,
    ['resite repo check', 'index, trees, and that no data is missing'],
    ['resite repo check --read-data', 'every byte'],
    ['resite repo check --read-data-subset 1/7', 'on each day of a week another seventh: 1/7, 2/7 …'],
  );
  setHandler(check, runCommand, async () => (await import('./check-repository.ts')).checkRepository);
}
