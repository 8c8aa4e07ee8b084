import { deleteValue, ensureKey, findKey, removeKey, setValue } from '../model/keys.ts';
import type { RegistryKey } from '../model/model.ts';
import type { RegistryDifference } from './diff.ts';

/**
 * Does to `root` what `diffKeys` found, in place. `path` is what the paths of the differences begin with. What is already
 * so stays; changes of keys that are not there are left out.
 *
 * @example
 * ```ts
 * import { applyDifferences, cloneKey, createKey, diffKeys, setValue, stringValue } from '@resite/registry';
 *
 * const before = createKey('SMS');
 * const after = cloneKey(before);
 * setValue(after, stringValue('Site Code', 'S01'));
 * applyDifferences(before, diffKeys(before, after)); // now both are the same
 * ```
 */
export function applyDifferences(
  root: RegistryKey,
  differences: readonly RegistryDifference[],
  path = root.name,
  options: { lastWrite?: bigint } = {},
): void {
  for (const difference of differences) applyOne(root, difference, difference.path.slice(path.length + 1), options);
}

function applyOne(
  root: RegistryKey,
  difference: RegistryDifference,
  below: string,
  options: { lastWrite?: bigint },
): void {
  if (difference.kind === 'key-added') {
    const { className, securityDescriptor } = difference;
    const key = ensureKey(root, below, options);
    Object.assign(key, className && { className }, securityDescriptor && { securityDescriptor });
    return;
  }
  if (difference.kind === 'key-removed') {
    removeKey(root, below);
    return;
  }
  const key = findKey(root, below);
  if (key === undefined) return;
  if (options.lastWrite !== undefined) key.lastWrite = options.lastWrite;
  switch (difference.kind) {
    case 'value-added':
      setValue(key, difference.value);
      return;
    case 'value-changed':
      setValue(key, difference.after);
      return;
    case 'value-removed':
      deleteValue(key, difference.value.name);
      return;
    case 'security-changed':
      key.securityDescriptor = difference.after;
      return;
    case 'class-changed':
      if (difference.after === '') delete key.className;
      else key.className = difference.after;
  }
}
