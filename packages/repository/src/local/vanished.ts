import { lstatSync } from 'node:fs';
import { isResiteError, isSystemError } from '@resite/errors';
import type { LocalEntry } from './entry.ts';

/**
 * Whether a failure to read what a folder had listed comes from its being gone, or another in its place. A file that is there and still
 * cannot be found, as on a broken network file system, has not vanished.
 */
export function hasVanished(entry: LocalEntry, error: Error): boolean {
  if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'ESTALE') && !isResiteError(error, 'FILE_MISSING')) return false;
  try {
    const there = lstatSync(entry.path, { bigint: true, throwIfNoEntry: false });
    return there === undefined || there.ino !== entry.inode;
  } catch (failure) {
    return isSystemError(failure, 'ENOENT', 'ENOTDIR', 'ESTALE');
  }
}
