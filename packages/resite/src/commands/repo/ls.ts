import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addLs(repo: Command, runCommand: RunCommand): void {
  const ls = repo
    .command('ls')
    .description('List what a snapshot holds.')
    .argument('<snapshot>', 'ID of the snapshot, the beginning of one, or latest')
    .argument('[path]', 'only this file, or what is below this folder');
  addExamples(
    ls,
    ['resite repo ls latest', 'everything in the latest snapshot'],
    ['resite repo ls 4f3a2b1c /C/SMS/SITE.SRV', 'one folder of another one'],
  );
  setHandler(ls, runCommand, async () => (await import('./list-snapshot.ts')).listSnapshot);
}
