import { lstatSync } from 'node:fs';
import { ResiteError } from '@resite/errors';

/** Something is there that is no plain file: to open a pipe waits for ever, and a device has no end. */
export function isOdd(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile();
}

/** `FILE_ACCESS` for what stands in place of the journal or beside it and {@link isOdd}. `what` is its name in the message. */
export function refuseOdd(
  path: string,
  what = path,
  hint = 'It belongs to the journal beside it. Look what it is, and move it aside.',
): void {
  if (isOdd(path)) throw new ResiteError('FILE_ACCESS', `cannot use ${what}: it is no file`, { hint });
}
