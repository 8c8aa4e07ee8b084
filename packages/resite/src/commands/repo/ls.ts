import { type Command, Option } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addLatestOptions, snapshotArgument } from './filter-options.ts';
import { sortKeys } from './sort-nodes.ts';

export function addLs(repo: Command, runCommand: RunCommand): void {
  const ls = repo
    .command('ls')
    .description('List what a snapshot holds.')
    .argument('<snapshot>', snapshotArgument)
    .argument('[path]', 'only this file, or what is below this folder')
    .addOption(
      new Option('-s, --sort <key>', 'the smallest first (default: in the order of the folders)').choices(sortKeys),
    )
    .option('--reverse', 'the other way round')
    .option('--ncdu', 'for ncdu, which shows it by size: … | ncdu -f -')
    .option('-l, --long', 'with mode, size and time, as always; for those who are used to type it')
    .option('--recursive', 'with what is in folders, as always; for those who are used to type it');
  addLatestOptions(ls);
  takesBytes(ls, 'snapshot', 'path');
  addExamples(
    ls,
    ['resite repo ls latest', 'everything in the latest snapshot'],
    ['resite repo ls 4f3a2b1c /C/SMS/SITE.SRV', 'one folder of another one'],
    ['resite repo ls latest~1 --site S01', 'the one before the latest of a site'],
    ['resite repo ls latest --sort size --reverse', 'the largest files first'],
    ['resite repo ls latest --ncdu > sizes.json', 'what takes up the room? ncdu -f sizes.json shows it'],
  );
  setHandler(ls, runCommand, async () => (await import('./list-snapshot.ts')).listSnapshot);
}
