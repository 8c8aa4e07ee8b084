import { diffKeys } from '@resite/registry/differences';
import { differenceToJson } from '@resite/registry/json';
import type { Context } from '../../context.ts';
import { keyPath } from './paths.ts';
import { keyAt, readHive } from './read-hive.ts';

export async function compareHives(
  context: Context,
  before: string,
  after: string,
  options: { key?: string },
): Promise<void> {
  const [was, is] = [(await readHive(context, before)).root, (await readHive(context, after)).root];
  const path = keyPath(options.key ?? '').slice(1);
  const prefix = path === '' ? '' : `\\${path}`;
  const differences = diffKeys(keyAt(before, was, path), keyAt(after, is, path), prefix);
  for (const difference of differences) {
    context.emit({ message_type: 'registry_difference', ...differenceToJson(difference) });
  }
  context.emit({ message_type: 'registry_compared', before, after, differences: differences.length });
}
