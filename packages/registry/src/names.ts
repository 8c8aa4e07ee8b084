/**
 * Registry names compare case-insensitively and by no locale: each UTF-16 code unit is replaced by its
 * simple uppercase counterpart, and the results compare as numbers. Surrogates have no counterpart.
 */
export function sameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && upcase(a) === upcase(b));
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
  if (/^[ -`{-\x7f]*$/.test(name)) return name;
  let result = '';
  for (let index = 0; index < name.length; index++) result += String.fromCharCode(upcaseUnit(name.charCodeAt(index)));
  return result;
}

/** One UTF-16 code unit in uppercase. */
export function upcaseUnit(unit: number): number {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit;
  table ??= makeTable();
  return table[unit]!;
}

let table: Uint16Array | undefined;

/** Letters whose Unicode uppercase lies elsewhere than Windows has it: micro sign, dotless i, long s. */
const unchanged = new Set([0xb5, 0x131, 0x17f]);

function makeTable(): Uint16Array {
  const result = new Uint16Array(0x10000);
  for (let unit = 0; unit < result.length; unit++) {
    const upper = unchanged.has(unit) ? '' : String.fromCharCode(unit).toUpperCase();
    result[unit] = upper.length === 1 ? upper.charCodeAt(0) : unit;
  }
  return result;
}
