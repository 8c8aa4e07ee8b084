import { isSystemError, ResiteError } from '@resite/errors';
import { adviceOnFiles, holdsNoMoreFiles } from '@resite/errors/full-disk';
import type { LocalPath } from './path.ts';

/** Makes or writes something; a disk that takes no more is named as such. */
export function withRoom<T>(path: LocalPath, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw isSystemError(error, 'ENOSPC', 'EDQUOT') ? diskFull(path, error) : error;
  }
}

export function diskFull(path: LocalPath, cause: unknown): ResiteError {
  const [reason, hint] = holdsNoMoreFiles(path)
    ? ['the disk has room, but holds as many files as it can (df -i)', adviceOnFiles]
    : ['the disk is full', 'Make room and restore again.'];
  return new ResiteError('DISK_FULL', `${reason}: cannot write ${path}`, { hint, cause });
}
