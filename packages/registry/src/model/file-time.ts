/** Milliseconds between 1601-01-01 and 1970-01-01, UTC. */
const epoch = 11_644_473_600_000n;

/** A FILETIME: 100 ns units since 1601-01-01 UTC. */
export function fileTime(date: Date): bigint {
  return (BigInt(date.getTime()) + epoch) * 10_000n;
}

/** Loses what is finer than a millisecond. A FILETIME beyond the range of `Date` gives an invalid date. */
export function fileTimeToDate(time: bigint): Date {
  return new Date(Number(time / 10_000n - epoch));
}
