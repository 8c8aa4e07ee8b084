import type { Command } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addLatestOptions, snapshotArgument } from './filter-options.ts';

export function addLs(repo: Command, runCommand: RunCommand): void {
  const ls = repo
    .command('ls')
    .description('List what a snapshot holds.')
    .argument('<snapshot>', snapshotArgument)
    .argument('[path]', 'only this file, or what is below this folder');
  addLatestOptions(ls);
  takesBytes(ls, 'snapshot', 'path');
  addExamples(
    ls,
    ['resite repo ls latest', 'everything in the latest snapshot'],
    ['resite repo ls 4f3a2b1c /C/SMS/SITE.SRV', 'one folder of another one'],
    ['resite repo ls latest~1 --site S01', 'the one before the latest of a site'],
  );
  setHandler(ls, runCommand, async () => (await import('./list-snapshot.ts')).listSnapshot);
}
