import { randomInt } from 'node:crypto';
import { test } from 'node:test';

/** The whole of an attack under `npm run test:long`, a sample of it otherwise. */
export const isLong = process.env.RESITE_TEST_LONG === '1';

export function sampled(sample: number, whole: number): number {
  return isLong ? whole : sample;
}

/** A test of `npm run test:long` alone: a dear one, for which a cheaper one stands otherwise. */
export const longTest: typeof test = isLong ? test : (((..._: unknown[]) => Promise.resolve()) as typeof test);

/** How often a property is tried: ten times as often under `npm run test:long`. */
export function runs(sample: number): number {
  return sampled(sample, sample * 10);
}

/** A few of them, evenly apart, where {@link sampled} would take so many of the whole. */
export function sampleOf<T>(all: readonly T[], count = 3): readonly T[] {
  if (isLong || all.length <= count) return all;
  return Array.from({ length: count }, (_, number) => all[Math.floor(((number + 0.5) * all.length) / count)]!);
}

/** What all randomness of a run comes from; a failure names it, and RESITE_TEST_SEED runs the same again. */
export const seed = Number(process.env.RESITE_TEST_SEED ?? randomInt(2 ** 31));

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
