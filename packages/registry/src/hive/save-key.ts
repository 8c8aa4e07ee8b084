import type { RegistryKey } from '../model/model.ts';
import type { HiveFormat } from './hive-format.ts';
import { writeHive } from './write-hive.ts';

/**
 * What Save Key of REGEDT32 (the function RegSaveKey) makes of a key: the key and everything below as a hive of its own,
 * in the format of that Windows: `hiveFormatOf` tells it, 1.3 (NT 4.0) is the default. The counterpart is `restoreKey`.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { findKey, parseHive, saveKey } from '@resite/registry';
 *
 * const key = findKey(parseHive(readFileSync('SOFTWARE')).root, 'Microsoft\\SMS');
 * if (key) writeFileSync('SMS.hiv', saveKey(key));
 * ```
 */
export function saveKey(key: RegistryKey, minorVersion: HiveFormat = 3): Buffer {
  return writeHive(key, { minorVersion });
}
