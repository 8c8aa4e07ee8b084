import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addRecover(repo: Command, runCommand: RunCommand): void {
  const recover = repo
    .command('recover')
    .description('Make one snapshot, tagged recovered, of all folders that no snapshot holds any more.');
  addExamples(
    recover,
    ['resite repo recover', 'after a snapshot was forgotten by mistake, and before prune'],
    ['resite repo ls --tag recovered latest', 'what was found'],
  );
  setHandler(recover, runCommand, async () => (await import('./recover-trees.ts')).recoverInRepository);
}
