import { isSystemError, ResiteError } from '@resite/errors';
import { adviceOnFiles, holdsNoMoreFiles } from '@resite/errors/full-disk';

/**
 * An error of the operating system in the words of this project: `cannot <doing> <path>: <reason>`. Errors that are in those words
 * already, and faults of the program, stay as they are.
 */
export function fileFailure(doing: string, path: string, error: unknown): unknown {
  if (isSystemError(error, 'ENOENT')) {
    return new ResiteError('FILE_MISSING', `cannot ${doing} ${path}: it does not exist`, { cause: error });
  }
  if (isSystemError(error, 'ENOSPC', 'EDQUOT')) {
    return error.path !== undefined && holdsNoMoreFiles(error.path)
      ? noMoreFiles(doing, path, error)
      : diskFull(doing, path, error);
  }
  if (isSystemError(error, 'EBUSY', 'ETXTBSY')) return inUse(doing, path, error);
  if (error instanceof Error && 'errno' in error && 'code' in error) {
    return refused(doing, path, String(error.code), error);
  }
  return error;
}

export function diskFull(doing: string, path: string, cause?: unknown): ResiteError {
  return new ResiteError('DISK_FULL', `cannot ${doing} ${path}: the disk is full`, {
    hint: 'Free space on the disk that holds the drive and start again.',
    cause,
  });
}

function noMoreFiles(doing: string, path: string, cause: unknown): ResiteError {
  return new ResiteError('DISK_FULL', `cannot ${doing} ${path}: the disk holds as many files as it can`, {
    hint: adviceOnFiles,
    cause,
  });
}

export function inUse(doing: string, path: string, cause?: unknown): ResiteError {
  return new ResiteError(
    'FILE_IN_USE',
    `cannot ${doing} ${path}: another program has it open and shares it with nobody`,
    {
      hint: 'See on that computer with NET FILE who has it open. Have it closed, or close it with NET FILE number /CLOSE.',
      cause,
    },
  );
}

export function refused(doing: string, path: string, reason: string, cause?: unknown): ResiteError {
  return new ResiteError('FILE_ACCESS', `cannot ${doing} ${path}: ${reason}`, { cause });
}

/** Runs `action`, with what it throws turned by {@link fileFailure}. */
export async function withFileFailure<Result>(doing: string, path: string, action: () => Promise<Result>) {
  try {
    return await action();
  } catch (error) {
    throw fileFailure(doing, path, error);
  }
}
