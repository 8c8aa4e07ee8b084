import { defined, isResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { valueToJson } from '@resite/registry/json';
import { securityDescriptorToSddl } from '@resite/registry/security';
import { fileTimeToDate } from '@resite/registry/values';
import type { Context } from '../../context.ts';
import { keyPath } from './paths.ts';
import { keyAt, readHive } from './read-hive.ts';
import { salvage } from './salvage.ts';

interface Options {
  readonly key?: string;
  readonly security?: boolean;
  readonly salvage?: boolean;
}

export async function showHive(context: Context, file: string, options: Options): Promise<void> {
  const root = options.salvage ? await salvage(context, file) : (await readHive(context, file)).root;
  showKey(context, keyAt(file, root, options.key), keyPath(options.key ?? ''), options);
}

function showKey(context: Context, key: RegistryKey, path: string, options: Options): void {
  context.signal.throwIfAborted();
  const time = fileTimeToDate(key.lastWrite);
  context.emit({
    message_type: 'registry_key',
    path,
    ...defined({
      last_write: !Number.isNaN(time.getTime()) ? time.toISOString() : undefined,
      class: key.className,
      security: options.security && key.securityDescriptor ? sddl(key.securityDescriptor) : undefined,
    }),
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
