import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addPrune(repo: Command, runCommand: RunCommand): void {
  const command = addPruneOptions(
    repo
      .command('prune')
      .description('Remove the data that no snapshot needs. Nobody else may work on the repository at the same time.'),
  ).option('-n, --dry-run', 'only say what would be removed');
  addExamples(
    command,
    ['resite repo prune', 'after snapshots were forgotten'],
    ['resite repo prune --max-unused 0 --dry-run', 'how much could be freed at most?'],
  );
  setHandler(command, runCommand, async () => (await import('./prune-repository.ts')).pruneRepository);
}

export function addPruneOptions(command: Command): Command {
  return command
    .option('--max-unused <limit>', 'unused data that may stay: 5%, 2G or unlimited', '5%')
    .option('--max-repack-size <size>', 'repack no more than this, such as 500M or 2G');
}
