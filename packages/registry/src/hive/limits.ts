import { ResiteError } from '@resite/errors';
import type { RegistryKey, RegistryValue } from '../model/model.ts';
import { compareNames, sameName } from '../model/names.ts';

/** Windows allows no deeper tree. */
export const deepest = 512;
export const longestKeyName = 255;
export const longestValueName = 16_383;
const longestClassName = 32_767;
/** Without segments, data lies in one cell, and Windows takes a cell above 1 MB for damage. */
const longestUnsegmented = 0x100000 - 8;
/** A list of segments counts them in 16 bits. */
const longestSegmented = 65_535 * 16_344;

/** All that `checkKey`, `checkValue` and `refuseTwins` refuse, in a key and everything below it. */
export function checkTree(key: RegistryKey, { path, depth, minorVersion }: TreePlace): void {
  checkKey(key, path, depth);
  for (const value of key.values) checkValue(value, path, minorVersion);
  const subkeys = key.subkeys.filter(({ volatile }) => !volatile);
  for (const items of [key.values, subkeys]) {
    refuseTwins(
      [...items].sort((a, b) => compareNames(a.name, b.name)),
      path,
    );
  }
  for (const subkey of subkeys) checkTree(subkey, { path: `${path}\\${subkey.name}`, depth: depth + 1, minorVersion });
}

interface TreePlace {
  path: string;
  depth: number;
  minorVersion: number;
}

export function checkKey(key: RegistryKey, path: string, depth: number): void {
  if (depth > deepest) throw exceeded(path, `is nested deeper than ${deepest} levels`);
  if (key.name.length > longestKeyName)
    throw exceeded(path, `has a name of ${key.name.length} characters; ${longestKeyName} are allowed`);
  if (key.name === '' && depth > 0) throw exceeded(path, 'has no name');
  if (key.name.includes('\\')) throw exceeded(path, 'has a backslash in its name');
  if ((key.className?.length ?? 0) > longestClassName) throw exceeded(path, 'has too long a class name');
}

export function checkValue(value: RegistryValue, path: string, minorVersion: number): void {
  const what = `has a value ${JSON.stringify(value.name.slice(0, 40))} with`;
  if (value.name.length > longestValueName) {
    throw exceeded(path, `${what} a name of ${value.name.length} characters; ${longestValueName} are allowed`);
  }
  const most = minorVersion < 4 ? longestUnsegmented : longestSegmented;
  if (value.data.length > most) {
    const problem = `${what} ${value.data.length} bytes of data; ${most} are allowed in format 1.${minorVersion}`;
    throw exceeded(path, problem, value.data.length <= longestSegmented ? 'Format 1.5 can hold it.' : undefined);
  }
}

/** `sorted` by name, so that equal names are neighbours. */
export function refuseTwins(sorted: readonly { name: string }[], path: string): void {
  const twin = sorted.find((item, index) => index > 0 && sameName(sorted[index - 1]!.name, item.name));
  if (twin) throw exceeded(path, `has ${JSON.stringify(twin.name)} twice`);
}

const impossible = 'Put it right where the data comes from; such a key cannot exist on Windows.';

function exceeded(path: string, problem: string, hint = impossible): ResiteError {
  return new ResiteError('REGISTRY_LIMIT', `registry key ${path.slice(0, 300)} ${problem}`, { hint });
}
