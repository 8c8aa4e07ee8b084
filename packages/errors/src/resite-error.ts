import { codes, type ErrorCode } from './codes.ts';
import { defined } from './defined.ts';

/** What can be done, as data: whoever shows the error to a person words it. The package that throws it names the kinds. */
export interface AnyRemedy {
  readonly kind: string;
  readonly [detail: string]: unknown;
}

export interface Advice {
  hint?: string;
  remedy?: AnyRemedy;
}

/**
 * The error that users may meet. `message` says what and where, `hint` what to do, `remedy` the same as data where only the
 * program knows how a person does it. Faults of the program itself stay plain `Error`s.
 */
export class ResiteError extends Error {
  override readonly name = 'ResiteError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly remedy: AnyRemedy | undefined;

  constructor(code: ErrorCode, message: string, options: Advice & { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.remedy = options.remedy;
  }

  /** The exit code that a command ends in when this error is its outcome. */
  get exitCode(): number {
    return codes[this.code].exit;
  }
}

/** What an error says can be done, for another error that stands for it. */
export function adviceOf(error: unknown): Advice {
  return error instanceof ResiteError ? defined({ hint: error.hint, remedy: error.remedy }) : {};
}

/** True for a {@link ResiteError}, with one of `wanted` as its code when any is given. */
export function isResiteError(error: unknown, ...wanted: ErrorCode[]): error is ResiteError {
  return error instanceof ResiteError && (wanted.length === 0 || wanted.includes(error.code));
}

/** True for a Node system error with one of the given codes, such as `ENOENT`. */
export function isSystemError(error: unknown, ...wanted: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && wanted.includes(String(error.code));
}
