import { inspect } from 'node:util';
import { defined, type ErrorCode, isResiteError, isSystemError, ResiteError } from '@resite/errors';
import { adviceOnFiles, holdsNoMoreFiles } from '@resite/errors/full-disk';
import { folderRemoved, withBytesShown } from '@resite/filesystem/path-text';
import { hintOf } from './remedies.ts';

/** An error in the words for the user. */
export interface ErrorDescription {
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly message: string;
  readonly hint?: string;
  /** Only under RESITE_DEBUG=1: the error with its stack and causes. */
  readonly details?: string;
}

export function describeError(thrown: unknown): ErrorDescription {
  const error = asResiteError(thrown);
  const { code, exitCode, message } = error;
  const hint = hintOf(error);
  const isDebugging = process.env.RESITE_DEBUG === '1';
  return defined({
    code,
    exitCode,
    message: withBytesShown(message),
    hint: hint && withBytesShown(hint),
    details: isDebugging ? inspect(thrown) : undefined,
  });
}

function asResiteError(thrown: unknown): ResiteError {
  if (isResiteError(thrown)) return thrown;
  if (isSystemError(thrown, 'ENOENT') && thrown.syscall === 'uv_cwd') return folderRemoved(thrown);
  if (isSystemError(thrown, 'ENOSPC', 'EDQUOT')) {
    const hint = holdsNoMoreFiles(thrown.path ?? '.') ? adviceOnFiles : 'Free some space and run this again.';
    return new ResiteError('DISK_FULL', thrown.message, { hint });
  }
  if (isSystemError(thrown, 'EACCES', 'EPERM', 'EROFS')) {
    return new ResiteError('FILE_ACCESS', thrown.message, { hint: 'Check who may read and write there.' });
  }
  if (thrown instanceof Error && 'errno' in thrown && 'syscall' in thrown && 'path' in thrown) {
    return new ResiteError('FILE_ACCESS', thrown.message, {
      hint: 'Check the disk, and who may read and write there.',
    });
  }
  if (isSystemError(thrown, 'EIO', 'EMFILE', 'ENFILE')) {
    return new ResiteError('FILE_ACCESS', thrown.message, {
      hint: 'Check the disk, and how many files may be open (ulimit -n).',
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ResiteError('INTERNAL', `a fault in Resite itself: ${message}`, {
    hint: 'Please report it, with what the same command prints when the environment variable RESITE_DEBUG is 1.',
  });
}
