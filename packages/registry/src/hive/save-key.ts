import type { RegistryKey } from '../model/model.ts';
import { writeHive } from './write-hive.ts';

/**
 * What Save Key of REGEDT32 (the function RegSaveKey) makes of a key: the key and everything below as a hive of its own,
 * in format 1.3. The counterpart is `restoreKey`.
 */
export function saveKey(key: RegistryKey): Buffer {
  return writeHive(key, { minorVersion: 3 });
}
