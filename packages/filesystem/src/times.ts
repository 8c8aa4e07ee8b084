import { ResiteError } from '@resite/errors';
import { bytesOf, cLibrary, lastError } from './c-library.ts';

const atCurrentFolder = -100;
const doNotFollowLinks = 0x100;

/**
 * Sets access and modification time exactly, in nanoseconds since 1970, of a file, folder or link itself.
 * Node's own `utimes` takes doubles and loses the last digits.
 */
export function setTimes(path: string | Buffer, accessed: bigint, modified: bigint): void {
  const times = timesOf(accessed, modified);
  if (cLibrary().utimensat(atCurrentFolder, bytesOf(path), times, doNotFollowLinks) !== 0) throw failure(String(path));
}

/** As {@link setTimes}, of an open file. */
export function setOpenTimes(descriptor: number, accessed: bigint, modified: bigint): void {
  if (cLibrary().futimens(descriptor, timesOf(accessed, modified)) !== 0) throw failure('an open file');
}

function failure(what: string): ResiteError {
  const reason = lastError();
  return new ResiteError(
    reason === 'ENOENT' ? 'FILE_MISSING' : 'FILE_ACCESS',
    `cannot set the times of ${what}: ${reason}`,
  );
}

function timesOf(accessed: bigint, modified: bigint): Buffer {
  return Buffer.from(new BigInt64Array([...timespec(accessed), ...timespec(modified)]).buffer);
}

function timespec(nanoseconds: bigint): [bigint, bigint] {
  const part = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return [(nanoseconds - part) / 1_000_000_000n, part];
}
