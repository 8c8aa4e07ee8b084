/** A few of them, far apart; all with RESITE_TEST_LONG, as `npm run test:long` has it: each costs some seconds. */
export function sampleOf<T>(all: readonly T[], count = 3): readonly T[] {
  if (process.env.RESITE_TEST_LONG === '1' || all.length <= count) return all;
  return Array.from({ length: count }, (_, number) => all[Math.floor((number * (all.length - 1)) / (count - 1))]!);
}
