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
    ['resite repo prune --repack-uncompressed --max-repack-size 10G', 'compress an old repository, part by part'],
  );
  setHandler(command, runCommand, async () => (await import('./prune-repository.ts')).pruneRepository);
}

export function addPruneOptions(command: Command): Command {
  return command
    .option('--max-unused <limit>', 'unused data that may stay: 5%, 2G or unlimited', '5%')
    .option('--max-repack-size <size>', 'repack no more than this, such as 500M or 2G')
    .option('--repack-small', 'also repack packs below 80 % of the size of new ones')
    .option('--repack-smaller-than <size>', 'also repack packs below this size, such as 8M')
    .option('--repack-uncompressed', 'also repack, and compress, all that is not compressed')
    .option('--repack-cacheable-only', 'repack trees only, no content of files');
}
