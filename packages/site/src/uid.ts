import { upcase } from '@resite/registry/names';

/**
 * An SMS ID and the name of a UID file: three characters of the site that created it, two of the range that one logon
 * server owns, three that count. Range and counter are base 36, digits before letters (Q127052).
 */
export interface Uid {
  readonly siteCode: string;
  /** 0 to 1295. */
  readonly range: number;
  /** 0 to 46655. */
  readonly counter: number;
}

/** 36², 36³: what two and three characters can count. */
export const rangeCount = 1296;
export const counterCount = 46_656;

/** `Y00`: the last counter before Maintenance Manager gives the logon server a new range (Q127052). */
export const lastCounter = 44_064;

/** Reads `SKZ01000`, `skz01000.uid` or a path that ends so; undefined for anything else. */
export function parseUid(text: string): Uid | undefined {
  const match = /(?:^|[\\/])([0-9A-Z]{3})([0-9A-Z]{2})([0-9A-Z]{3})(?:\.UID)?$/i.exec(text);
  if (match === null) return undefined;
  return {
    siteCode: upcase(match[1]!),
    range: Number.parseInt(match[2]!, 36),
    counter: Number.parseInt(match[3]!, 36),
  };
}

/** Of a name with its extension. */
export function isUidFile(name: string): boolean {
  return /\.uid$/i.test(name) && parseUid(name) !== undefined;
}

/** The eight characters, without the extension. */
export function formatUid({ siteCode, range, counter }: Uid): string {
  return upcase(siteCode) + base36(range, 2) + base36(counter, 3);
}

/**
 * The ID after this one in the same range; undefined once the range is spent (after `Y00`), when the logon server
 * must be given a new one. The next range by number may belong to another logon server, so it is no answer.
 */
export function nextUid(uid: Uid): Uid | undefined {
  return uid.counter >= lastCounter ? undefined : { ...uid, counter: uid.counter + 1 };
}

/** The first ID of a range. */
export function firstUid(siteCode: string, range: number): Uid {
  return { siteCode: upcase(siteCode), range, counter: 0 };
}

/** Order by site code, then range, then counter. */
export function compareUids(a: Uid, b: Uid): number {
  const [left, right] = [formatUid(a), formatUid(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Digits before letters, upper case, padded with zeros to `width`. Throws `RangeError` for what does not fit. */
export function base36(number: number, width: number): string {
  if (!Number.isInteger(number) || number < 0 || number >= 36 ** width) {
    throw new RangeError(`${number} does not fit in ${width} characters of base 36`);
  }
  return upcase(number.toString(36)).padStart(width, '0');
}
