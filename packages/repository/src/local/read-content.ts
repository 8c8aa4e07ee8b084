import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import type { LocalEntry } from './entry.ts';
import type { LocalPath } from './path.ts';

const smallSize = 256 * 1024;
const pieceSize = 1024 * 1024;

/** Links are not followed, a fifo put in the file's place does not block, and the access time stays. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const keepAccessTime = constants.O_NOATIME ?? 0;

/** The content of a file in pieces; see `Source.read`. Small files are read without leaving the thread. */
export async function* readContent(file: LocalEntry, memory?: () => Uint8Array): AsyncGenerator<Uint8Array> {
  if (file.size <= smallSize) yield* readSmall(file.path, Number(file.size));
  else yield* readLarge(file.path, memory);
}

async function* readSmall(path: LocalPath, size: number): AsyncGenerator<Uint8Array> {
  const file = await openQuietly(mode => openSync(path, mode));
  const piece = Buffer.allocUnsafe(size + 1); // one more byte than there should be shows the end
  try {
    if (!fstatSync(file).isFile()) throw replaced(path);
    for (;;) {
      const read = readSync(file, piece);
      if (read > 0) yield piece.subarray(0, read);
      if (read < piece.length) return;
    }
  } finally {
    closeSync(file);
  }
}

async function* readLarge(path: LocalPath, memory: (() => Uint8Array) | undefined): AsyncGenerator<Uint8Array> {
  const file = await openQuietly(mode => open(path, mode));
  const own = memory === undefined ? Buffer.allocUnsafeSlow(pieceSize) : undefined;
  try {
    if (!(await file.stat()).isFile()) throw replaced(path);
    for (;;) {
      const piece = own ?? memory!();
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Only the owner may ask to keep the access time. */
async function openQuietly<T>(attempt: (flags: number) => T | Promise<T>): Promise<T> {
  try {
    return await attempt(flags | keepAccessTime);
  } catch (error) {
    if (!isSystemError(error, 'EPERM')) throw error;
    return attempt(flags);
  }
}

function replaced(path: LocalPath): ResiteError {
  return new ResiteError('FILE_ACCESS', `${path} is no longer an ordinary file`, {
    hint: 'It was replaced while it was read.',
  });
}
