import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addRules } from '../repo/forget.ts';

export function addForget(parent: Command, runCommand: RunCommand): void {
  const forget = addRules(
    parent
      .command('forget')
      .description('Remove the snapshots of a site that no rule keeps. Their data stays until prune.')
      .argument('<site>', 'site code'),
  );
  addExamples(
    forget,
    ['resite forget S01 --keep-last 7 --keep-monthly 12 --dry-run', 'what would go?'],
    ['resite forget S01 --keep-last 7 --keep-monthly 12 --prune', 'let it go, and free the space'],
  );
  setHandler(forget, runCommand, async () => (await import('./forget-of-site.ts')).forgetOfSite);
}
