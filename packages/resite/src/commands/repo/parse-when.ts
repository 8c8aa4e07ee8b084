import { InvalidArgumentError } from 'commander';

/**
 * A day and the time of it, in the time zone of this computer; nanoseconds since 1970. A day alone will do where `timeOfDay`
 * says what time is meant by it.
 */
export function parseWhen(text: string, timeOfDay?: string): bigint {
  const [, day = '', time = timeOfDay] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/.exec(text) ?? [];
  const date = new Date(`${day}T${time}`);
  // `Date` takes the 30th of February for a day in March
  if (date.getDate() === Number(day.slice(8))) return BigInt(date.getTime()) * 1_000_000n;
  throw new InvalidArgumentError(
    `Write it like ${timeOfDay === undefined ? '' : '1999-12-31 or '}1999-12-31 23:59:59.`,
  );
}
