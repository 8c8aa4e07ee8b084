import { upcaseTable } from './upcase-table.ts';

/**
 * Registry names compare case-insensitively and by no locale: each UTF-16 code unit is replaced by its uppercase
 * counterpart, and the results compare as numbers.
 */
export function sameName(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  // from the end: neighbours in a registry often differ in their last characters only
  for (let index = a.length - 1; index >= 0; index--) {
    if (upcaseUnit(a.charCodeAt(index)) !== upcaseUnit(b.charCodeAt(index))) return false;
  }
  return true;
}

/** Negative, zero or positive; the order in which a hive keeps its subkeys. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = upcaseUnit(a.charCodeAt(index)) - upcaseUnit(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The name as it takes part in comparisons; equal for equal names, so usable as a map key. */
export function upcase(name: string): string {
  let result = '';
  for (let index = 0; index < name.length; index++) result += String.fromCharCode(upcaseUnit(name.charCodeAt(index)));
  return result;
}

/** One UTF-16 code unit in uppercase. */
export function upcaseUnit(unit: number): number {
  return upcaseTable[unit]!;
}
