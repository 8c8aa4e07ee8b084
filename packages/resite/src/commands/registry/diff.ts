import type { Command } from 'commander';
import { setValueKinds } from '../../completion/value-kind.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addDiff(registry: Command, runCommand: RunCommand): void {
  const diff = registry
    .command('diff')
    .description('Print what must happen to a hive to become another one, key by key and value by value.')
    .argument('<before>', 'hive file')
    .argument('<after>', 'hive file')
    .option('--key <path>', 'compare only this key and what is below it, counted from the root of each hive');
  setValueKinds(diff, { before: 'file', after: 'file' });
  addExamples(
    diff,
    ['resite registry diff ./before.hiv ./after.hiv', 'two saved keys'],
    [
      'resite registry diff ./old/SOFTWARE ./new/SOFTWARE --key Microsoft\\SMS --json',
      'one key of two hives, for programs',
    ],
  );
  setHandler(diff, runCommand, async () => (await import('./compare-hives.ts')).compareHives);
}
