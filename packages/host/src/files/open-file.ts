import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '@resite/filesystem';
import type { FileWriter } from '../host.ts';
import { fileFailure, withFileFailure } from './failure.ts';

const chunkSize = 1 << 20;

/** Should a link or a fifo take the place of the file after it was looked at, opening it fails or ends instead of leading elsewhere or waiting. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The content of a file, in pieces of up to 1 MiB. */
export async function* readChunks(path: string, expectedSize: number, described: string): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | careful);
    for (;;) {
      // One byte more than expected, so that a small file needs no second buffer to find its end.
      const buffer = Buffer.allocUnsafe(Math.min(chunkSize, Math.max(expectedSize + 1, 4096)));
      const length = await fill(file, buffer);
      if (length > 0) yield buffer.subarray(0, length);
      if (length < buffer.length) return;
    }
  } catch (error) {
    throw fileFailure('read', described, error);
  } finally {
    await file?.close();
  }
}

/** Reads until the buffer is full or the file ends. */
async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

interface WriterOptions {
  /** The file, as messages name it. */
  readonly described: string;
  /** Asked before each write. */
  readonly change: () => Promise<void>;
}

/** Creates or empties the file and makes it `size` bytes long; what is not written reads as zeros. */
export async function openDiskWriter(
  path: string,
  size: number,
  { described, change }: WriterOptions,
): Promise<FileWriter> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | careful;
  const file = await open(path, flags, 0o600);
  try {
    await file.truncate(size);
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    async write(position, data) {
      await change();
      await withFileFailure('write', described, async () => {
        for (let done = 0; done < data.length; ) {
          done += (await file.write(data, done, data.length - done, position + done)).bytesWritten;
        }
      });
    },
    async close() {
      await withFileFailure('write', described, async () => {
        try {
          await file.sync();
        } finally {
          await file.close();
        }
        await syncFolder(dirname(path));
      });
    },
  };
}
