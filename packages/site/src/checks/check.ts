import { type ErrorCode, ResiteError } from '@resite/errors';

/** One thing that was looked at, and what was found. */
export interface Check {
  /** Stable name, such as `target-domain`. */
  readonly id: string;
  readonly title: string;
  /** What it means when it is not as wanted: an `error` stops the procedure. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly ok: boolean;
  /** `not-yet`: may still become good without anybody's help, as signs of life of a restored site do. */
  readonly state: 'ok' | 'not-yet' | 'failed';
  /** Of the error that a failed check ends in; none when it is good. */
  readonly code?: ErrorCode;
  readonly found: string;
  readonly wanted: string;
  /** What to do when it is not as wanted. */
  readonly remedy: string;
  readonly source: string;
}

/** A check as the parts of this package state it; see {@link conclude}. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly good: boolean;
  readonly found: string;
  readonly wanted: string;
  readonly remedy: string;
  readonly source: string;
  /** Of the error when it is not good. */
  readonly code?: ErrorCode;
  /** Default `error`. */
  readonly severity?: Check['severity'];
  /** The state when it is not good; default `failed`. */
  readonly otherwise?: 'not-yet' | 'failed';
}

export function conclude(finding: Finding): Check {
  const { good, code = 'CHECK_FAILED', severity = 'error', otherwise = 'failed', ...rest } = finding;
  return { ...rest, severity, ok: good, state: good ? 'ok' : otherwise, ...(!good && { code }) };
}

/**
 * The error that the first failed check of severity `error` ends in; undefined when there is none. Its message names the
 * check as such, as the title alone would say the opposite of what was found, and how many more have failed.
 */
export function firstFailure(checks: readonly Check[]): ResiteError | undefined {
  const [failed, ...more] = checks.filter(({ ok, severity }) => !ok && severity === 'error');
  if (failed === undefined) return undefined;
  const { title, found, wanted, remedy, code = 'CHECK_FAILED' } = failed;
  const others = more.length === 0 ? '' : `; ${more.length} more failed`;
  return new ResiteError(code, `the check "${title}" failed: found ${found}, wanted ${wanted}${others}`, {
    hint: remedy,
  });
}
