import type { Command } from 'commander';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { collect } from './filter-options.ts';

export function addTag(repo: Command, perform: Perform): void {
  const tag = repo
    .command('tag')
    .description('Change the tags of snapshots. They get new IDs with that.')
    .argument('<snapshot...>', 'IDs of the snapshots, the beginnings of them, or latest')
    .option('--add <list>', 'add these, such as a,b (may be repeated)', collect)
    .option('--remove <list>', 'remove these (may be repeated)', collect)
    .option('--set <list>', "in place of all; '' for none (may be repeated)", collect);
  addExamples(
    tag,
    ['resite repo tag latest --add before-upgrade', 'one tag more'],
    ["resite repo tag 4f3a2b1c --set ''", 'no tags any more'],
  );
  setHandler(tag, perform, async () => (await import('./tag-snapshots.ts')).tagSnapshots);
}
