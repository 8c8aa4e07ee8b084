import { codes, type ErrorCode } from './codes.ts';

/**
 * The error that users may meet. `message` says what and where, `hint` what to do.
 * Faults of the program itself stay plain `Error`s.
 */
export class ResiteError extends Error {
  override readonly name = 'ResiteError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  /** The exit code that a command ends in when this error is its outcome. */
  get exitCode(): number {
    return codes[this.code].exit;
  }
}

/** True for a {@link ResiteError}, with one of `wanted` as its code when any is given. */
export function isResiteError(error: unknown, ...wanted: ErrorCode[]): error is ResiteError {
  return error instanceof ResiteError && (wanted.length === 0 || wanted.includes(error.code));
}

/** True for a Node system error with one of the given codes, such as `ENOENT`. */
export function isSystemError(error: unknown, ...wanted: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && wanted.includes(String(error.code));
}
