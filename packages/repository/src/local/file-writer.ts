import {
  chmodSync,
  closeSync,
  constants,
  ftruncateSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs';
import { isSystemError, ResiteError } from '@resite/errors';
import type { TargetFile } from '../contract/target.ts';
import { diskFull, withRoom } from './full-disk.ts';
import type { LocalPath } from './path.ts';

/** Below this many bytes the way to another thread costs more than it saves. */
const worthThread = 128 * 1024;
const noFollow = constants.O_NOFOLLOW ?? 0;
/** Whatever has that name has to go first: nothing is ever written through it. */
export const creationFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;

/**
 * A file that is written under the name `part` and gets its own with `close`, in one step. With `reuse`, the file of that
 * name becomes the part first: whoever looks meanwhile sees no file rather than a mixture.
 */
export function writeFileAside(path: LocalPath, part: LocalPath, { reuse = false } = {}): TargetFile {
  const file = reuse ? takeOver(path, part) : withRoom(path, () => createAnew(part));
  return {
    descriptor: file,
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
    resize(size) {
      ftruncateSync(file, size);
    },
    async close() {
      closeSync(file);
      try {
        renameSync(part, path);
      } catch (error) {
        unlinkSync(part);
        refuseFolder(path);
        throw error;
      }
    },
    async discard() {
      closeSync(file);
      if (reuse) return `what is left of it is in ${part}`;
      unlinkSync(part);
      return undefined;
    },
  };
}

export function refuseFolder(path: LocalPath): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ResiteError('FILE_ACCESS', `${path} is there already and is a folder`, {
    hint: 'Remove it, or restore into another folder.',
  });
}

/** Removes whatever has that name: nothing is ever written through it. */
function createAnew(part: LocalPath): number {
  try {
    return openSync(part, creationFlags, 0o600);
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
    unlinkSync(part);
    return openSync(part, creationFlags, 0o600);
  }
}

function takeOver(path: LocalPath, part: LocalPath): number {
  if (lstatSync(part, { throwIfNoEntry: false }) === undefined) renameSync(path, part);
  chmodSync(part, 0o600);
  return openSync(part, constants.O_WRONLY | noFollow);
}

function writeLarge(file: number, data: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(file, data, 0, data.length, position, (error, written) =>
      error === null ? resolve(written) : reject(error),
    );
  });
}
