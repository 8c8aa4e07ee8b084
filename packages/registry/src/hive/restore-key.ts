import { editHive } from './edit/edit-hive.ts';
import type { EditHiveOptions } from './edit/hive-editor.ts';
import { parseHive } from './parse-hive.ts';

/**
 * What Restore of REGEDT32 (the function RegRestoreKey) does: the key at `path` in `hive` gets what the root of `saved` has,
 * values, subkeys, class and security, and keeps its name; what it had is gone. Gives the changed hive. Fails as
 * `parseHive` and `editHive` do, with `REGISTRY_KEY_MISSING` for a key that is not there.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { restoreKey } from '@resite/registry';
 *
 * const restored = restoreKey(readFileSync('SOFTWARE'), 'Microsoft\\SMS', readFileSync('SMS.hiv'));
 * writeFileSync('SOFTWARE.new', restored);
 * ```
 */
export function restoreKey(hive: Uint8Array, path: string, saved: Uint8Array, options: EditHiveOptions = {}): Buffer {
  const { root } = parseHive(saved);
  const editor = editHive(hive, options);
  editor.replaceKey(path, root);
  return editor.bytes();
}
