import { ResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { findKey, findValue } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { readDword } from '@resite/registry/values';
import type { RegistryPath } from './registry-path.ts';

/**
 * The path with the control set that `CurrentControlSet` stands for: `Select\Current` names it ([NT]; a running Windows has a link of
 * that name). `system` is the root of the SYSTEM hive. `REGISTRY_KEY_MISSING` when there is no current one.
 */
export function inControlSet({ hive, names }: RegistryPath, system: RegistryKey): RegistryPath {
  const [first, ...rest] = names;
  const isCurrent = hive === 'SYSTEM' && first !== undefined && sameName(first, 'CurrentControlSet');
  return { hive, names: isCurrent ? [currentControlSet(system), ...rest] : names };
}

function currentControlSet(system: RegistryKey): string {
  const select = findKey(system, 'Select');
  const current = select && findValue(select, 'Current');
  if (current) return `ControlSet${String(readDword(current)).padStart(3, '0')}`;
  throw new ResiteError(
    'REGISTRY_KEY_MISSING',
    'HKLM\\SYSTEM\\Select has no value Current: no control set is the current one',
    { hint: 'The SYSTEM hive is not that of a Windows that has been started.' },
  );
}
