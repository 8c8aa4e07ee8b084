import { type Command, InvalidArgumentError } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions } from './filter-options.ts';

export function addSnapshots(repo: Command, runCommand: RunCommand): void {
  const snapshots = repo
    .command('snapshots')
    .description('List the snapshots, oldest first.')
    .argument('[snapshot...]', 'only these: IDs, the beginnings of them, latest or latest~1')
    .option('--latest <n>', 'only the last n of each host and paths', parseCount)
    .option('-g, --group-by <what>', 'a list for each group of host, paths and tags');
  addFilterOptions(snapshots);
  addExamples(
    snapshots,
    ['resite repo snapshots', 'of the repository in resite.yaml'],
    ['resite repo snapshots -r ./backups --json', 'of another one, for programs'],
    ['resite repo snapshots --latest 1 --group-by host', 'the newest of each computer'],
  );
  setHandler(snapshots, runCommand, async () => (await import('./list-snapshots.ts')).listSnapshots);
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return Number(text);
}
