import { isSystemError, ResiteError } from '@resite/errors';
import { adviceOnFiles, holdsNoMoreFiles } from '@resite/errors/full-disk';

/** The error for a failure of the system with a file of a repository; any other error comes back as it is. */
export function fileError(doing: string, path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ResiteError || !('code' in error)) return error;
  const message = `cannot ${doing} ${path}: ${error.message}`;
  if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return new ResiteError('FILE_MISSING', message, { cause: error });
  if (isSystemError(error, 'ENOSPC', 'EDQUOT')) {
    const hint = holdsNoMoreFiles(path) ? adviceOnFiles : 'Make room on the disk of the repository.';
    return new ResiteError('DISK_FULL', message, { hint, cause: error });
  }
  return new ResiteError('FILE_ACCESS', message, {
    hint: 'Check the owner and permissions of the repository.',
    cause: error,
  });
}
