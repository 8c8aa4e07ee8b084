import { type AnyRemedy, defined, type ErrorCode, ResiteError } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import type { CheckDefinition } from './definition.ts';
import { type CheckId, checkTable } from './table/table.ts';

/** One thing that was looked at, and what was found. */
export interface Check
  extends Pick<CheckDefinition, 'severity' | 'title' | 'wanted' | 'remedy' | 'source' | 'leavesOut'> {
  readonly id: CheckId;
  readonly ok: boolean;
  /** `not-yet`: may still become good without anybody's help, as signs of life of a restored site do. */
  readonly state: 'ok' | 'not-yet' | 'failed';
  /** Of the error that a failed check ends in; none when it is good. */
  readonly code?: ErrorCode;
  readonly found: string;
  /** What the program can do about it, or what an error says of that; `remedy` has the rest, if there is any. */
  readonly how?: AnyRemedy;
}

/** What was found of a check; what it leaves out is as the table of checks has it. */
export interface Finding {
  readonly id: CheckId;
  readonly good: boolean;
  readonly found: string;
  readonly title?: string;
  readonly wanted?: string;
  readonly remedy?: string;
  readonly how?: AnyRemedy;
  readonly code?: ErrorCode;
  /** The state when it is not good; default `failed`. */
  readonly otherwise?: 'not-yet' | 'failed';
}

export function conclude({ id, good, code, otherwise = 'failed', remedy, how, ...finding }: Finding): Check {
  const { title, severity, wanted, source, leavesOut, code: usual = 'CHECK_FAILED', ...usually } = checkTable[id];
  const advice = remedy === undefined && how === undefined ? usually : { remedy: remedy ?? '', how };
  const state = good ? 'ok' : otherwise;
  return {
    id,
    title,
    severity,
    wanted,
    remedy: advice.remedy,
    source,
    ...finding,
    ok: good,
    state,
    ...defined({ leavesOut: good ? undefined : leavesOut, how: advice.how, code: good ? undefined : (code ?? usual) }),
  };
}

/**
 * The error that the first failed check of severity `error` ends in; undefined when there is none. Its message names the
 * check as such, as the title alone would say the opposite of what was found, and how many more have failed.
 */
export function firstFailure(checks: readonly Check[]): ResiteError | undefined {
  const [failed, ...more] = checks.filter(({ ok, severity }) => !ok && severity === 'error');
  if (failed === undefined) return undefined;
  const { title, found, wanted, remedy, how, code = 'CHECK_FAILED' } = failed;
  const others = more.length === 0 ? '' : `; ${more.length} more failed`;
  return new ResiteError(code, `the check "${title}" failed: found ${found}, wanted ${plainProse(wanted)}${others}`, {
    ...defined({ remedy: how, hint: remedy || undefined }),
  });
}
