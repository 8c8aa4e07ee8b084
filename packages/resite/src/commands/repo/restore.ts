import type { Overwrite } from '@resite/repository';
import { type Command, Option } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addLatestOptions, snapshotArgument } from './filter-options.ts';
import { addExcludeOptions, addIncludeOptions } from './pattern-options.ts';

const overwriteModes: Overwrite[] = ['always', 'if-changed', 'if-newer', 'never'];

export function addRestore(repo: Command, runCommand: RunCommand): void {
  const restore = repo
    .command('restore')
    .description(
      'Write what a snapshot holds into a folder. Of files that are there already, only what differs is written.',
    )
    .argument('<snapshot>', snapshotArgument)
    .requiredOption('-t, --target <folder>', 'folder to write to; it is created')
    .addOption(
      new Option('--overwrite <when>', 'write over files that are there already')
        .choices(overwriteModes)
        .default('always'),
    )
    .option('--sparse', 'leave holes in files for runs of zeros')
    .option(
      '--delete',
      'REMOVE from the folders that are restored what the snapshot does not hold; try --dry-run first',
    )
    .option('--verify', 'read everything back afterwards and compare it with the snapshot')
    .option('-n, --dry-run', 'only say what would be done to each file');
  addLatestOptions(addExcludeOptions(addIncludeOptions(restore)));
  takesBytes(restore, 'snapshot', 'target');
  addExamples(
    restore,
    ['resite repo restore latest --target ./restored', 'everything of the latest snapshot'],
    ['resite repo restore 4f3a2b1c -t ./restored -i /C/SMS.INI', 'one file of another one'],
    ['resite repo restore latest:/C/SMS -t ./restored --site S01', 'what is in one folder'],
    ['resite repo restore latest -t ./restored --overwrite never', 'only what is not there yet'],
  );
  setHandler(restore, runCommand, async () => (await import('./restore-snapshot.ts')).restoreSnapshot);
}
