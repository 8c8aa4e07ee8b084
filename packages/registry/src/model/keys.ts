import { defined } from '@resite/errors';
import { fileTime } from './file-time.ts';
import type { RegistryKey, RegistryValue } from './model.ts';
import { compareNames, sameName } from './names.ts';

/** An empty key. `lastWrite` is a FILETIME; without one the current time is taken. */
export function createKey(name: string, options: { lastWrite?: bigint } = {}): RegistryKey {
  return { name, lastWrite: options.lastWrite ?? fileTime(new Date()), values: [], subkeys: [] };
}

/**
 * The key at `path` (`A\B\C`) below `root`; '' is the root itself.
 *
 * @example
 * ```ts
 * import { createKey, ensureKey, findKey } from '@resite/registry';
 *
 * const root = createKey('SOFTWARE');
 * ensureKey(root, 'Microsoft\\SMS');
 * console.log(findKey(root, 'MICROSOFT\\sms')?.name); // SMS
 * ```
 */
export function findKey(root: RegistryKey, path: string): RegistryKey | undefined {
  let key: RegistryKey | undefined = root;
  for (const name of splitPath(path)) key = key && findSubkey(key, name);
  return key;
}

/** The key at `path`, made together with its parents where missing: in hive order, stamped with `lastWrite`. */
export function ensureKey(root: RegistryKey, path: string, options: { lastWrite?: bigint } = {}): RegistryKey {
  let key = root;
  for (const name of splitPath(path)) key = findSubkey(key, name) ?? insertSubkey(key, createKey(name, options));
  return key;
}

/** Removes the key at `path` and everything below it; false when it was not there. The root itself cannot be removed. */
export function removeKey(root: RegistryKey, path: string): boolean {
  const names = splitPath(path);
  const name = names.pop();
  const parent = name === undefined ? undefined : findKey(root, names.join('\\'));
  const index = parent?.subkeys.findIndex(key => sameName(key.name, name!)) ?? -1;
  if (index < 0) return false;
  parent!.subkeys.splice(index, 1);
  return true;
}

export function findValue(key: RegistryKey, name: string): RegistryValue | undefined {
  return key.values.find(value => sameName(value.name, name));
}

/**
 * Replaces the value of this name in its place, or adds one at the end. The stored spelling of the name stays, as on
 * Windows. `lastWrite` of the key is the caller's to change.
 *
 * @example
 * ```ts
 * import { createKey, findValue, readString, setValue, stringValue } from '@resite/registry';
 *
 * const key = createKey('Identification');
 * setValue(key, stringValue('Site Code', 'S01'));
 * setValue(key, stringValue('SITE CODE', 'S02'));
 * console.log(key.values.length, readString(findValue(key, 'Site Code')!)); // 1 S02
 * ```
 */
export function setValue(key: RegistryKey, value: RegistryValue): void {
  const present = findValue(key, value.name);
  if (present) Object.assign(present, { type: value.type, data: value.data });
  else key.values.push({ ...value });
}

/** False when there was no such value. */
export function deleteValue(key: RegistryKey, name: string): boolean {
  const index = key.values.findIndex(value => sameName(value.name, name));
  if (index < 0) return false;
  key.values.splice(index, 1);
  return true;
}

/** A copy that shares nothing with the original. */
export function cloneKey(key: RegistryKey): RegistryKey {
  return {
    ...key,
    ...defined({ securityDescriptor: key.securityDescriptor && new Uint8Array(key.securityDescriptor) }),
    values: key.values.map(value => ({ ...value, data: new Uint8Array(value.data) })),
    subkeys: key.subkeys.map(cloneKey),
  };
}

/** The names in `A\\B\\C`. */
export function splitPath(path: string): string[] {
  return path.split('\\').filter(name => name !== '');
}

function findSubkey(key: RegistryKey, name: string): RegistryKey | undefined {
  return key.subkeys.find(subkey => sameName(subkey.name, name));
}

/** Where a hive keeps it, provided that the others are in hive order; else somewhere. */
function insertSubkey(key: RegistryKey, subkey: RegistryKey): RegistryKey {
  let [start, end] = [0, key.subkeys.length];
  while (start < end) {
    const middle = (start + end) >>> 1;
    if (compareNames(key.subkeys[middle]!.name, subkey.name) < 0) start = middle + 1;
    else end = middle;
  }
  key.subkeys.splice(start, 0, subkey);
  return subkey;
}
