import { type FileHandle, open } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { dump } from '@resite/repository/dump/dump';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';

export async function dumpFromSnapshot(
  context: Context,
  id: string,
  path: string,
  { target }: { target?: string },
): Promise<void> {
  await withRepository(context, async repository => {
    const snapshot = await repository.findSnapshot(id);
    if (target === undefined) return dump(repository, snapshot, path, toOutput(context.signal));
    const file = await createFile(target);
    let bytes = 0;
    try {
      await dump(repository, snapshot, path, async part => {
        context.signal.throwIfAborted();
        await file.writeFile(part);
        bytes += part.length;
      });
      await file.sync();
    } finally {
      await file.close();
    }
    context.emit({ message_type: 'dumped', path, target, bytes });
  });
}

/** The bytes are the result: the one thing that goes to the output without an event. */
function toOutput(signal: AbortSignal): (bytes: Uint8Array) => Promise<void> {
  return bytes =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      process.stdout.write(bytes, error => {
        if (error) reject(new ResiteError('INTERRUPTED', 'nobody takes the output any more', { cause: error }));
        else resolve();
      });
    });
}

async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (!isSystemError(error, 'EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot create ${path}: ${error.message}`, {
      hint: 'Nothing was written. Name a new file.',
      cause: error,
    });
  }
}
