import { readFile } from 'node:fs/promises';
import { adviceOf, isResiteError, isSystemError, ResiteError } from '@resite/errors';
import type { HiveLog, RegistryKey } from '@resite/registry';
import { type Hive, parseHive } from '@resite/registry/hive';
import { isDirtyHive, type Recovery, recoverHive } from '@resite/registry/hive-rescue';
import { findKey } from '@resite/registry/keys';
import type { Context } from '../../context.ts';

/** The hive in the file; a dirty one together with its log files, which lie beside it. Nothing is written. */
export async function readHive(context: Context, file: string): Promise<Hive> {
  const bytes = await readHiveFile(context, file);
  return inFile(file, () => parseHive(bytes));
}

/** The same as bytes of a clean hive. */
export async function readHiveFile({ emit }: Context, file: string): Promise<Buffer> {
  const bytes = await readBytes(file);
  if (!isDirtyHive(bytes)) return bytes;
  const logs = await readLogs(file);
  const { bytes: clean, applied } = inFile(file, () => recoverHive(bytes, logs));
  emit({ message_type: 'note', text: completedFrom(file, applied) });
  return clean;
}

export function completedFrom(file: string, applied: Recovery['applied']): string {
  const names = [...new Set(applied.map(({ log }) => log))].join(' and ');
  return `The last write of ${file} was cut off; it is completed from ${names}.`;
}

/** The key at `path`, counted from the root; the root without a path. */
export function keyAt(file: string, root: RegistryKey, path = ''): RegistryKey {
  const key = findKey(root, path);
  if (key) return key;
  throw new ResiteError('REGISTRY_KEY_MISSING', `${file} has no key ${path}`, {
    hint: `See what there is: resite registry show ${file}`,
  });
}

export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) {
      throw new ResiteError('FILE_MISSING', `there is no ${file}`, { hint: 'Check the path.', cause: error });
    }
    if (!isSystemError(error, 'EACCES', 'EPERM', 'EISDIR')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot read ${file}: ${error.code}`, { cause: error });
  }
}

/** Names the file in an error about its content. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isResiteError(error)) throw error;
    throw new ResiteError(error.code, `${file}: ${error.message}`, { ...adviceOf(error), cause: error });
  }
}

/** Those that lie beside the hive. */
export async function readLogs(file: string): Promise<HiveLog[]> {
  const logs: HiveLog[] = [];
  for (const extension of ['.LOG1', '.LOG2', '.LOG']) {
    // biome-ignore lint/plugin: two spellings of a file of this computer
    for (const name of new Set([`${file}${extension}`, `${file}${extension.toLowerCase()}`])) {
      const bytes = await readFile(name).catch((error: unknown) => {
        if (isSystemError(error, 'ENOENT')) return undefined;
        throw error;
      });
      if (bytes) logs.push({ name, bytes });
    }
  }
  return logs;
}
