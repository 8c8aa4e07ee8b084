import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addDiff(repo: Command, runCommand: RunCommand): void {
  const diff = repo
    .command('diff')
    .description('Show what changed from one snapshot to another: + new, - removed, M other content, T another type.')
    .argument('<from>', 'ID of a snapshot, the beginning of one, or latest')
    .argument('<to>', 'the other one')
    .option('--metadata', 'show also what differs in metadata alone, as U');
  addExamples(diff, ['resite repo diff 4f3a2b1c latest', 'since that snapshot']);
  setHandler(diff, runCommand, async () => (await import('./show-diff.ts')).showDiff);
}
