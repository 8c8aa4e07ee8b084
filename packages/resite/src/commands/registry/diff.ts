import { differenceToJson, diffKeys } from '@resite/registry';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { keyPath } from './paths.ts';
import { keyAt, readHive } from './read-hive.ts';

export function addDiff(registry: Command, perform: Perform): void {
  const diff = registry
    .command('diff')
    .description('Print what must happen to a hive to become another one, key by key and value by value.')
    .argument('<before>', 'hive file')
    .argument('<after>', 'hive file')
    .option('--key <path>', 'compare only this key and what is below it, counted from the root of each hive');
  addExamples(
    diff,
    ['resite registry diff ./before.hiv ./after.hiv', 'two saved keys'],
    [
      'resite registry diff ./old/SOFTWARE ./new/SOFTWARE --key Microsoft\\SMS --json',
      'one key of two hives, for programs',
    ],
  );
  setHandler(diff, perform, compareHives);
}

async function compareHives(context: Context, before: string, after: string, options: { key?: string }): Promise<void> {
  const [was, is] = [(await readHive(context, before)).root, (await readHive(context, after)).root];
  const path = keyPath(options.key ?? '').slice(1);
  const prefix = path === '' ? '' : `\\${path}`;
  const differences = diffKeys(keyAt(before, was, path), keyAt(after, is, path), prefix);
  for (const difference of differences) {
    context.emit({ message_type: 'registry_difference', ...differenceToJson(difference) });
  }
  context.emit({ message_type: 'registry_compared', before, after, differences: differences.length });
}
