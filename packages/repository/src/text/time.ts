const second = 1_000_000_000n;
const earliest = -62_167_219_200; // 0000-01-01T00:00:00Z
const latest = 253_402_300_799; // 9999-12-31T23:59:59Z

/** The times of many files are of a few seconds. */
const recent: { second: number; date: string; zone: string }[] = [];
const mostRecent = 64;

/**
 * RFC 3339 with nanoseconds, trailing zeros trimmed, in the zone of this computer: what Go writes and restic hashes.
 * The year stays within 0 to 9999, the range that the format can hold.
 */
export function formatRfc3339(nanoseconds: bigint): string {
  let part = nanoseconds % second;
  if (part < 0n) part += second;
  const seconds = Number((nanoseconds - part) / second);
  const place = Math.abs(seconds) % mostRecent;
  if (recent[place]?.second !== seconds) {
    const [date, zone] = formatSeconds(Math.min(Math.max(seconds, earliest), latest));
    recent[place] = { second: seconds, date, zone };
  }
  const { date, zone } = recent[place]!;
  if (part === 0n) return date + zone;
  return `${date}.${part.toString().padStart(9, '0').replace(/0+$/, '')}${zone}`;
}

function formatSeconds(seconds: number): [date: string, zone: string] {
  const offset = -new Date(seconds * 1000).getTimezoneOffset();
  const local = new Date((seconds + offset * 60) * 1000);
  const date = local.toISOString().slice(0, 19);
  if (offset === 0 || !/^\d/.test(date)) return [new Date(seconds * 1000).toISOString().slice(0, 19), 'Z'];
  const sign = offset < 0 ? '-' : '+';
  const minutes = Math.abs(offset);
  return [date, `${sign}${twoDigits(Math.trunc(minutes / 60))}:${twoDigits(minutes % 60)}`];
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

let last: [text: string, value: bigint] = ['', 0n];
/** Nanoseconds since 1970 of the seconds that were parsed last: the times of many files are of a few. */
const parsed = new Map<string, bigint>();

/** Nanoseconds since 1970 of an RFC 3339 time; throws `RangeError` when it is none. */
export function parseRfc3339(text: string): bigint {
  if (text === last[0]) return last[1];
  const match = /^(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) throw new RangeError(`not an RFC 3339 time: ${text}`);
  const [, seconds = '', fraction = '', zone = ''] = match;
  last = [text, parseSeconds(seconds, zone) + BigInt(fraction.padEnd(9, '0'))];
  return last[1];
}

function parseSeconds(seconds: string, zone: string): bigint {
  const text = seconds + zone;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds) || !isDay(seconds)) throw new RangeError(`not an RFC 3339 time: ${text}`);
  if (parsed.size >= mostRecent) parsed.clear();
  const value = BigInt(milliseconds) * 1_000_000n;
  parsed.set(text, value);
  return value;
}

/** `Date` takes the 30th of February for a day in March. */
function isDay(text: string): boolean {
  const day = text.slice(8, 10);
  return day <= '28' || new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().slice(8, 10) === day;
}
