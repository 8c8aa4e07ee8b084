import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions, collect } from './filter-options.ts';

export function addTag(repo: Command, runCommand: RunCommand): void {
  const tag = repo
    .command('tag')
    .description('Change the tags of snapshots. This gives them new IDs.')
    .argument('[snapshot...]', 'IDs of the snapshots, the beginnings of them, latest or latest~1')
    .option('--add <list>', 'add these, such as a,b (may be repeated)', collect)
    .option('--remove <list>', 'remove these (may be repeated)', collect)
    .option('--set <list>', "replace all tags by these; '' for none (may be repeated)", collect);
  addFilterOptions(tag);
  addExamples(
    tag,
    ['resite repo tag latest --add before-upgrade', 'one tag more'],
    ["resite repo tag 4f3a2b1c --set ''", 'no tags any more'],
    ['resite repo tag --host OLD1 --add retired', 'all of one computer'],
  );
  setHandler(tag, runCommand, async () => (await import('./tag-snapshots.ts')).tagSnapshots);
}
