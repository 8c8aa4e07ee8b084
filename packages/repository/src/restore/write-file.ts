import { isResiteError } from '@resite/errors';
import type { TargetFile } from '../contract/target.ts';
import type { Placed } from './placed.ts';
import type { Restoring } from './restoring.ts';

/** Writes a file, or what is missing of it, with the content that `writeContent` brings. */
export async function restoreFile<F>(
  restoring: Restoring<F>,
  placed: Placed<F>,
  writeContent: (file: TargetFile, placed: Placed<F>) => Promise<void>,
): Promise<void> {
  const { target, options, tally } = restoring;
  const { parent, planned, task } = placed;
  const { path, node } = planned;
  tally.begin(path);
  const file = await target.file(parent!, node, { reuse: task.reuse });
  try {
    if (task.reuse || options.sparse) file.resize?.(Number(node.size ?? 0n));
    await writeContent(file, placed);
  } catch (error) {
    throw await discarded(restoring, path, file, error);
  }
  await file.close();
  const written = task.missing?.reduce((sum, { size }) => sum + size, 0);
  const kept = written === undefined ? 0 : Number(node.size ?? 0n) - written;
  tally.result.bytesUnchanged += kept;
  tally.count(1, kept);
}

/** Removes what is left of a file that failed, so that nobody takes it for the file. */
async function discarded<F>(
  { options: { signal }, tally }: Restoring<F>,
  path: string,
  file: TargetFile,
  error: unknown,
): Promise<unknown> {
  try {
    const kept = await (file.discard === undefined ? file.close() : file.discard());
    if (typeof kept !== 'string' || !(error instanceof Error)) return error;
    signal?.throwIfAborted();
    if (isResiteError(error, 'DISK_FULL', 'FENCED')) return error;
    return new Error(`${error.message}; ${kept}`, { cause: error });
  } catch (failure) {
    signal?.throwIfAborted();
    tally.fail(path, failure);
    return error;
  }
}
