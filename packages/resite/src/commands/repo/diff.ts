import type { Command } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addLatestOptions, snapshotArgument } from './filter-options.ts';

export function addDiff(repo: Command, runCommand: RunCommand): void {
  const diff = repo
    .command('diff')
    .description('Show what changed from one snapshot to another: + new, - removed, M other content, T another type.')
    .argument('<from>', snapshotArgument)
    .argument('<to>', 'the other one')
    .option('--metadata', 'show also what differs in metadata alone, as U');
  addLatestOptions(diff);
  takesBytes(diff, 'from', 'to');
  addExamples(
    diff,
    ['resite repo diff 4f3a2b1c latest', 'since that snapshot'],
    ['resite repo diff latest~1:/C/SMS latest:/C/SMS --site S01', 'of one folder, since the backup before'],
  );
  setHandler(diff, runCommand, async () => (await import('./show-diff.ts')).showDiff);
}
