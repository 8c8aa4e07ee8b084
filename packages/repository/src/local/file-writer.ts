import { closeSync, constants, openSync, unlinkSync, write, writeSync } from 'node:fs';
import { isSystemError, ResiteError } from '@resite/errors';
import type { TargetFile } from '../target.ts';
import type { LocalPath } from './path.ts';

/** Below this many bytes the way to another thread costs more than it saves. */
const worthThread = 128 * 1024;

/** A new file; what happens to be at that name meanwhile, a link above all, makes it fail. */
export function createFile(path: LocalPath): TargetFile {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = openSync(path, flags, 0o600);
  return {
    async write(position, data) {
      try {
        for (let written = 0; written < data.length; ) {
          const rest = data.subarray(written);
          const at = position + written;
          written +=
            rest.length < worthThread ? writeSync(file, rest, 0, rest.length, at) : await writeLarge(file, rest, at);
        }
      } catch (error) {
        throw isSystemError(error, 'ENOSPC', 'EDQUOT') ? diskFull(path, error) : error;
      }
    },
    async close() {
      closeSync(file);
    },
    async discard() {
      closeSync(file);
      unlinkSync(path);
    },
  };
}

function writeLarge(file: number, data: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(file, data, 0, data.length, position, (error, written) =>
      error === null ? resolve(written) : reject(error),
    );
  });
}

function diskFull(path: LocalPath, cause: unknown): ResiteError {
  return new ResiteError('DISK_FULL', `the disk is full: cannot write ${path}`, {
    hint: 'Make room and restore again.',
    cause,
  });
}
