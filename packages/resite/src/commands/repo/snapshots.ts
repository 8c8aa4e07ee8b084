import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addSnapshots(repo: Command, runCommand: RunCommand): void {
  const snapshots = repo.command('snapshots').description('List the snapshots, oldest first.');
  addExamples(
    snapshots,
    ['resite repo snapshots', 'of the repository in resite.yaml'],
    ['resite repo snapshots -r ./backups --json', 'of another one, for programs'],
  );
  setHandler(snapshots, runCommand, async () => (await import('./list-snapshots.ts')).listSnapshots);
}
