import { ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';

/** The hives that hosts offer, both below `HKEY_LOCAL_MACHINE`. */
export const hiveNames = ['SOFTWARE', 'SYSTEM'] as const;
export type HiveName = (typeof hiveNames)[number];

export interface RegistryPath {
  readonly hive: HiveName;
  /** Empty for the root of the hive. */
  readonly names: readonly string[];
}

/** Takes `HKLM\SOFTWARE\Microsoft\SMS` apart; `HKEY_LOCAL_MACHINE` is understood as well. `PATH_INVALID` for anything else. */
export function parseRegistryPath(path: string): RegistryPath {
  const [root = '', hiveName = '', ...names] = path.split('\\');
  const hive = hiveNames.find(name => name === upcase(hiveName));
  if (!/^(HKLM|HKEY_LOCAL_MACHINE)$/i.test(root) || !hive)
    throw invalid(path, 'it is not below HKLM\\SOFTWARE or HKLM\\SYSTEM');
  for (const name of names) {
    if (name === '') throw invalid(path, 'a name in it is empty');
    if (name.includes('\0')) throw invalid(path, 'it contains NUL');
    if (name.length > 255) throw invalid(path, 'a name in it is longer than 255 characters');
  }
  return { hive, names };
}

function invalid(path: string, fault: string): ResiteError {
  return new ResiteError('PATH_INVALID', `not a registry key that can be reached: ${JSON.stringify(path)}: ${fault}`, {
    hint: 'Give the full path of the key, such as HKLM\\SOFTWARE\\Microsoft\\SMS.',
  });
}
