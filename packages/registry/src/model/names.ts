import { upcaseTable } from './upcase-table.ts';

/**
 * Whether Windows takes two names for the same, whatever they name: registry keys and values, files, services, shares,
 * computers, accounts. Case makes no difference, and no locale has a say: each UTF-16 code unit is replaced by its uppercase
 * counterpart, and the results compare as numbers. `toUpperCase` of JavaScript takes more for the same: it makes `SS` of `ß`
 * and `I` of `ı`, which are two names on a Windows disk.
 *
 * @example
 * ```ts
 * import { sameName } from '@resite/registry';
 *
 * sameName('C:\\Größe', 'c:\\GRÖßE'); // true
 * sameName('C:\\straße', 'C:\\STRASSE'); // false
 * ```
 */
export function sameName(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  // from the end: neighbours in a registry often differ in their last characters only
  for (let index = a.length - 1; index >= 0; index--) {
    if (upcaseUnit(a.charCodeAt(index)) !== upcaseUnit(b.charCodeAt(index))) return false;
  }
  return true;
}

/** Negative, zero or positive; the order in which Windows keeps names, such as a hive its subkeys. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = upcaseUnit(a.charCodeAt(index)) - upcaseUnit(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/**
 * The name in upper case, as Windows makes it: equal for equal names, so it is what maps and sets are keyed by, and what
 * computer names, site codes and SMS IDs are written in. As long as the name itself, so a part of a path stays one.
 */
export function upcase(name: string): string {
  // biome-ignore lint/plugin: of ASCII both make the same, and the table takes its time
  if (isAscii.test(name)) return name.toUpperCase();
  let result = '';
  for (let index = 0; index < name.length; index++) result += String.fromCharCode(upcaseUnit(name.charCodeAt(index)));
  return result;
}

/** Each name once, as it was first met. */
export function uniqueNames(names: Iterable<string>): string[] {
  const unique = new Map<string, string>();
  for (const name of names) if (!unique.has(upcase(name))) unique.set(upcase(name), name);
  return [...unique.values()];
}

const isAscii = /^[\x00-\x7f]*$/;

/** One UTF-16 code unit in uppercase. */
export function upcaseUnit(unit: number): number {
  return upcaseTable[unit]!;
}
