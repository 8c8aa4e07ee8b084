import { upcase } from '@resite/registry/names';
import { base36, parseUid } from './uid.ts';

/**
 * The registry value `Next SMS Unique ID`: the range that the next logon server gets (Q127052). Its exact form is not
 * documented, so each plausible one is read, and written back in the form it was found in:
 * the range (`02`), site code and range (`S0102`), range and counter (`02000`), or all three (`S0102000`).
 */
export interface NextId {
  readonly form: 'range' | 'site-range' | 'range-counter' | 'uid';
  readonly siteCode: string;
  readonly range: number;
  readonly counter: number;
}

/** Where the value lies below the SMS key. */
export const nextIdKey = 'Components\\SMS_MAINTENANCE_MANAGER';
export const nextIdValue = 'Next SMS Unique ID';

/** Undefined for a text that is in none of the forms. `siteCode` is that of the site whose registry holds the value. */
export function parseNextId(text: string, siteCode: string): NextId | undefined {
  const value = upcase(text.trim());
  const site = upcase(siteCode);
  if (!/^[0-9A-Z]+$/.test(value)) return undefined;
  if (value.length === 2) return { form: 'range', siteCode: site, range: Number.parseInt(value, 36), counter: 0 };
  if (value.length === 8) return { form: 'uid', ...parseUid(value)! };
  if (value.length !== 5) return undefined;
  const range = Number.parseInt(value.slice(3), 36);
  // Range 00 with a site code that ends in 0 could be either form; no range is ever still to be given out below 01.
  if (value.startsWith(site) && range > 0) return { form: 'site-range', siteCode: site, range, counter: 0 };
  return {
    form: 'range-counter',
    siteCode: site,
    range: Number.parseInt(value.slice(0, 2), 36),
    counter: Number.parseInt(value.slice(2), 36),
  };
}

/** The text of the value, in its form. */
export function formatNextId({ form, siteCode, range, counter }: NextId): string {
  if (form === 'range') return base36(range, 2);
  if (form === 'site-range') return siteCode + base36(range, 2);
  if (form === 'range-counter') return base36(range, 2) + base36(counter, 3);
  return siteCode + base36(range, 2) + base36(counter, 3);
}
