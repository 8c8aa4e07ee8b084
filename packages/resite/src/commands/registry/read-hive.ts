import { readFile } from 'node:fs/promises';
import { adviceOf, defined, isResiteError, isSystemError, ResiteError } from '@resite/errors';
import type { HiveLog, RegistryKey } from '@resite/registry';
import { type Hive, parseHive } from '@resite/registry/hive';
import { isDirtyHive, recoverHive, salvageHive } from '@resite/registry/hive-rescue';
import { findKey } from '@resite/registry/keys';
import type { Context } from '../../context.ts';

/** The hive in the file; a dirty one together with its log files, which lie beside it. Nothing is written. */
export async function readHive(context: Context, file: string): Promise<Hive> {
  const bytes = await readHiveFile(context, file);
  return inFile(file, () => parseHive(bytes));
}

/** The same as bytes of a clean hive. */
export async function readHiveFile(context: Context, file: string): Promise<Buffer> {
  const bytes = await readBytes(file);
  if (!isDirtyHive(bytes)) return bytes;
  const logs = await readLogs(file);
  return inFile(file, () => complete(context, file, { bytes, logs }));
}

function complete({ emit }: Context, file: string, { bytes, logs }: { bytes: Buffer; logs: HiveLog[] }): Buffer {
  const { bytes: clean, applied } = recoverHive(bytes, logs);
  const names = [...new Set(applied.map(({ log }) => log))].join(' and ');
  emit({ message_type: 'note', text: `The last write of ${file} was cut off; it is completed from ${names}.` });
  return clean;
}

/** What can be read of a damaged hive, a dirty one together with its log files; what is lost is reported. */
export async function salvage(context: Context, file: string): Promise<RegistryKey> {
  const { emit } = context;
  const { root, lost, strays, renamed } = salvageHive(await readBest(context, file));
  for (const { offset, path, reason } of lost) {
    emit({ message_type: 'registry_lost', file, offset, ...defined({ path }), reason });
  }
  for (const { name } of strays) {
    const reason = 'where this key belongs is not known; it is below FOUND.000 or one of the next';
    emit({ message_type: 'registry_lost', file, offset: 0, path: name, reason });
  }
  for (const { path, kind, was, name } of renamed) {
    const text = `The ${kind} ${JSON.stringify(was)} in ${path} is now named ${JSON.stringify(name)}: no hive can hold its own name there.`;
    emit({ message_type: 'warning', text });
  }
  if (root) return root;
  throw new ResiteError('HIVE_INVALID', `${file}: nothing of the hive can be read`, {
    hint: 'Look for a backup of it.',
  });
}

/** The hive as its log files complete it; as it is, where none does. */
async function readBest(context: Context, file: string): Promise<Buffer> {
  const bytes = await readBytes(file);
  if (!isDirtyHive(bytes)) return bytes;
  const logs = await readLogs(file);
  if (logs.length === 0) return bytes;
  try {
    return complete(context, file, { bytes, logs });
  } catch (error) {
    if (!isResiteError(error, 'HIVE_INVALID')) throw error;
    context.emit({ message_type: 'warning', text: `The log files beside ${file} are not used: ${error.message}` });
    return bytes;
  }
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

async function readLogs(file: string): Promise<HiveLog[]> {
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
