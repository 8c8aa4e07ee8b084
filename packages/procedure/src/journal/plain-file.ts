import { lstatSync } from 'node:fs';
import { ResiteError } from '@resite/errors';

/** `FILE_ACCESS` for what stands beside the journal and is no plain file: to open a pipe waits for ever, and a device has no end. */
export function refuseOdd(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new ResiteError('FILE_ACCESS', `cannot use ${path}: it is no file`, {
    hint: 'It belongs to the journal beside it. Look what it is, and move it aside.',
  });
}
