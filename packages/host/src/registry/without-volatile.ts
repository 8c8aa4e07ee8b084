import type { RegistryKey } from '@resite/registry';

/** The key as a hive keeps it. What holds nothing volatile is given back itself. */
export function withoutVolatile(key: RegistryKey): RegistryKey {
  let subkeys = key.subkeys;
  if (subkeys.some(({ volatile }) => volatile)) subkeys = subkeys.filter(({ volatile }) => !volatile);
  const kept = subkeys.map(withoutVolatile);
  if (subkeys === key.subkeys && kept.every((subkey, index) => subkey === subkeys[index])) return key;
  return { ...key, subkeys: kept };
}
