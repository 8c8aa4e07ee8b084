import { defined, isResiteError, ResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { isDirtyHive, recoverHive, type Salvage, salvageHive } from '@resite/registry/hive-rescue';
import type { Context } from '../../context.ts';
import { completedFrom, readBytes, readLogs } from './read-hive.ts';

/** What can be read of a damaged hive, a dirty one together with its log files; what is lost is reported. */
export async function salvage(context: Context, file: string): Promise<RegistryKey> {
  const { emit } = context;
  const { root, lost, strays, renamed } = await salvageBest(context, file);
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

/** Of a dirty hive, what its log files complete it to; where these are damaged themselves, that or the hive as it is, which has more keys. */
async function salvageBest({ emit }: Context, file: string): Promise<Salvage> {
  const bytes = await readBytes(file);
  const logs = isDirtyHive(bytes) ? await readLogs(file) : [];
  if (logs.length === 0) return salvageHive(bytes);
  const unused = (reason: string): Salvage => {
    emit({ message_type: 'warning', text: `The log files beside ${file} are not used: ${reason}` });
    return salvageHive(bytes);
  };
  try {
    const { bytes: clean, applied, emptied } = recoverHive(bytes, logs);
    const completed = salvageHive(clean);
    const isWorse = emptied.length > 0 && keyCount(completed.root) < keyCount(salvageHive(bytes).root);
    if (isWorse) return unused('they are damaged, and the hive has more keys without them.');
    emit({ message_type: 'note', text: completedFrom(file, applied) });
    return completed;
  } catch (error) {
    if (!isResiteError(error, 'HIVE_INVALID')) throw error;
    return unused(error.message);
  }
}

function keyCount(key: RegistryKey | undefined): number {
  return key === undefined ? 0 : key.subkeys.reduce((sum, subkey) => sum + keyCount(subkey), 1);
}
