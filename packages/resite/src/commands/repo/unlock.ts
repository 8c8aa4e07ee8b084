import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addUnlock(repo: Command, runCommand: RunCommand): void {
  const command = repo
    .command('unlock')
    .description('Remove the locks of programs that died. Locks that are in use stay.')
    .option('--remove-all', 'every lock: only when nobody works on the repository');
  addExamples(
    command,
    ['resite repo unlock', 'locks whose holder is gone, or silent for half an hour'],
    ['resite repo unlock --remove-all', 'after the computer that held one is gone for good'],
  );
  setHandler(command, runCommand, async () => (await import('./unlock-repository.ts')).unlockRepository);
}
