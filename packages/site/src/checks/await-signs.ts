import { now, sleep } from '@resite/filesystem/clock';
import type { Check } from './check.ts';

/** Where time comes from; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface AwaitSignsOptions {
  /** Give up after so many minutes of the site, whatever is still `not-yet`. */
  readonly minutes: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Real milliseconds of one minute of the site: the time of a lab runs faster. Default 60 000. */
  readonly minuteMs?: number;
}

export interface Signs {
  /** As last seen. */
  readonly checks: readonly Check[];
  /** No sign of severity `error` is missing. */
  readonly functional: boolean;
  /** The time was over before every sign had come or failed. */
  readonly timedOut: boolean;
}

/**
 * Looks for the signs of a working site until all are there, or one of severity `error` has definitely failed, or the time is
 * over. Signs of lesser severity are not waited for. `look` is given the minutes since the call, for the deadlines of the
 * signs. When `signal` aborts, an `AbortError` is thrown.
 */
export async function awaitSigns(
  look: (elapsedMinutes: number) => Promise<readonly Check[]>,
  { minutes, minuteMs = 60_000, signal, clock = realClock }: AwaitSignsOptions,
): Promise<Signs> {
  const began = clock.now();
  const deadline = began + minutes * minuteMs;
  for (let pause = shortest; ; pause = Math.min(pause * 1.5, longest)) {
    const checks = await look((clock.now() - began) / minuteMs);
    const missing = checks.filter(({ ok, severity }) => !ok && severity === 'error');
    const left = deadline - clock.now();
    const hopeless = missing.some(({ state }) => state === 'failed');
    if (missing.length === 0 || hopeless || left <= 0) {
      return { checks, functional: missing.length === 0, timedOut: missing.length > 0 && !hopeless };
    }
    await clock.sleep(Math.min(pause, left), signal);
  }
}

/** Milliseconds between two looks: soon at first, then at ease, as half an hour is nothing unusual. */
const shortest = 250;
const longest = 10_000;

const realClock: Clock = {
  now,
  sleep: (milliseconds, signal) => sleep(milliseconds, { signal }),
};
