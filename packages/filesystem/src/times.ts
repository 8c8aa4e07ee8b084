import { ResiteError } from '@resite/errors';
import { bytesOf, cLibrary, lastError } from './c-library.ts';

const atCurrentFolder = -100;
const doNotFollowLinks = 0x100;

/**
 * Sets access and modification time exactly, in nanoseconds since 1970, of a file, folder or link itself.
 * Node's own `utimes` takes doubles and loses the last digits.
 */
export function setTimes(path: string | Buffer, accessed: bigint, modified: bigint): void {
  const times = new BigInt64Array([...timespec(accessed), ...timespec(modified)]);
  if (cLibrary().utimensat(atCurrentFolder, bytesOf(path), Buffer.from(times.buffer), doNotFollowLinks) === 0) return;
  const reason = lastError();
  throw new ResiteError(
    reason === 'ENOENT' ? 'FILE_MISSING' : 'FILE_ACCESS',
    `cannot set the times of ${path}: ${reason}`,
  );
}

function timespec(nanoseconds: bigint): [bigint, bigint] {
  const part = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return [(nanoseconds - part) / 1_000_000_000n, part];
}
