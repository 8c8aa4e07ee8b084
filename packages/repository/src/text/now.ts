import { now as clockNow, monotonic } from '@resite/filesystem/clock';

let correction = 0;

/** Nanoseconds since 1970. */
export function now(): bigint {
  const day = clockNow();
  const precise = performance.timeOrigin + monotonic(); // which misses when the clock is set or the computer sleeps
  if (Math.abs(precise + correction - day) > 100) correction = day - precise;
  return BigInt(Math.round((precise + correction) * 1000)) * 1000n;
}
