import { isResiteError } from '@resite/errors';
import { fileTimeToDate, type RegistryKey, securityDescriptorToSddl, valueToJson } from '@resite/registry';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { keyPath } from './paths.ts';
import { keyAt, readHive, salvage } from './read-hive.ts';

interface Options {
  readonly key?: string;
  readonly security?: boolean;
  readonly salvage?: boolean;
}

export function addShow(registry: Command, perform: Perform): void {
  const show = registry
    .command('show')
    .description('Print the keys and values of a hive.')
    .argument('<hive>', 'hive file')
    .option('--key <path>', 'only this key and what is below it, counted from the root of the hive')
    .option('--security', 'also print security descriptors, as SDDL')
    .option('--salvage', 'of a damaged hive, print what can be read');
  addExamples(
    show,
    ['resite registry show ./SOFTWARE --key Microsoft\\SMS', 'one key with all below it'],
    ['resite registry show ./SMS.hiv --json', 'all of it, for programs'],
  );
  setHandler(show, perform, showHive);
}

async function showHive(context: Context, file: string, options: Options): Promise<void> {
  const root = options.salvage ? await salvage(context, file) : (await readHive(context, file)).root;
  showKey(context, keyAt(file, root, options.key), keyPath(options.key ?? ''), options);
}

function showKey(context: Context, key: RegistryKey, path: string, options: Options): void {
  context.signal.throwIfAborted();
  const time = fileTimeToDate(key.lastWrite);
  context.emit({
    message_type: 'registry_key',
    path,
    ...(!Number.isNaN(time.getTime()) && { last_write: time.toISOString() }),
    ...(key.className !== undefined && { class: key.className }),
    ...(options.security && key.securityDescriptor && { security: sddl(key.securityDescriptor) }),
    values: key.values.map(valueToJson),
  });
  for (const subkey of key.subkeys) showKey(context, subkey, `${path === '\\' ? '' : path}\\${subkey.name}`, options);
}

/** A descriptor that SDDL cannot express is shown as its bytes. */
function sddl(descriptor: Uint8Array): string {
  try {
    return securityDescriptorToSddl(descriptor);
  } catch (error) {
    if (!isResiteError(error, 'SDDL_INVALID')) throw error;
    return `hex:${Buffer.from(descriptor).toString('hex')}`;
  }
}
