import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import type { LocalEntry } from './entry.ts';
import type { LocalPath } from './path.ts';

const pieceSize = 1024 * 1024;

/** Links are not followed, a fifo put in the file's place does not block, and the access time stays. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const keepAccessTime = constants.O_NOATIME ?? 0;

/** The content of a file in pieces, each valid until the next is asked for. Small files are read without leaving the thread. */
export async function* readContent(file: LocalEntry): AsyncGenerator<Uint8Array> {
  if (file.size <= pieceSize / 4) yield* readSmall(file.path, Number(file.size));
  else yield* readLarge(file.path);
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

/** The next piece is on its way while the last one is worked on. */
async function* readLarge(path: LocalPath): AsyncGenerator<Uint8Array> {
  const file = await openQuietly(mode => open(path, mode));
  let ahead: Promise<unknown> | undefined;
  try {
    if (!(await file.stat()).isFile()) throw replaced(path);
    let [current, spare] = [Buffer.allocUnsafeSlow(pieceSize), Buffer.allocUnsafeSlow(pieceSize)];
    let reading = read(file, current);
    for (;;) {
      const filled = await reading;
      if (filled === 0) return;
      reading = read(file, spare);
      ahead = reading.catch(() => {});
      yield current.subarray(0, filled);
      [current, spare] = [spare, current];
    }
  } finally {
    await ahead;
    await file.close();
  }
}

async function read(file: FileHandle, into: Buffer): Promise<number> {
  return (await file.read(into, 0, into.length)).bytesRead;
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
  return new ResiteError('FILE_ACCESS', `${path} is no ordinary file any more`, {
    hint: 'It was replaced while it was read.',
  });
}
