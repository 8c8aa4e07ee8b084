import { ResiteError } from '@resite/errors';
import { parseRfc3339 } from './time.ts';

/** A span in the calendar: `1y5m7d2h`. */
export interface Duration {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
}

const form = /^(?=.)(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?$/;

/** Years, months, days and hours in this order, as `1y5m7d2h`; `USAGE` for anything else and for nothing at all. */
export function parseDuration(text: string): Duration {
  const match = form.exec(text);
  const [years, months, days, hours] = (match?.slice(1) ?? []).map(part => Number(part ?? 0));
  if (match === null || !(years || months || days || hours)) {
    throw new ResiteError('USAGE', `${JSON.stringify(text)} is not a duration`, {
      hint: 'Write it like 1y5m7d2h or 14d.',
    });
  }
  return { years: years!, months: months!, days: days!, hours: hours! };
}

export function formatDuration({ years, months, days, hours }: Duration): string {
  const parts = [
    [years, 'y'],
    [months, 'm'],
    [days, 'd'],
    [hours, 'h'],
  ] as const;
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('');
}

/**
 * Nanoseconds since 1970 of the moment that lies a duration before an RFC 3339 time. The calendar is that of the time's
 * own zone, and days that a month lacks run over into the next one: a month before 31 March is 3 March (2 in leap years).
 */
export function before(time: string, { years, months, days, hours }: Duration): bigint {
  const [year, month, day, hour, minute, second] = time.split(/[-T:.Z+]/, 6).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const written = utc(year, month - 1, day, hour, minute, second);
  const moved = utc(year - years, month - 1 - months, day - days, hour - hours, minute, second);
  return parseRfc3339(time) - BigInt(written - moved) * 1_000_000n;
}

/** `Date.UTC` takes years below 100 for ones of the 20th century. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.setUTCHours(hour, minute, second);
}
