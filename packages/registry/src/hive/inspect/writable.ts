import type { RegistryKey } from '../../model/model.ts';
import { upcase } from '../../model/names.ts';
import { deepest, longestKeyName, longestValueName } from '../limits.ts';

export interface Renamed {
  /** Of the key, as it is now; for a value, of the key that has it. */
  path: string;
  kind: 'key' | 'value';
  /** The name that was read. */
  was: string;
  name: string;
}

export interface Adaptation {
  renamed: Renamed[];
  /** Paths of keys that were nested too deep, and are left out. */
  tooDeep: string[];
}

/**
 * Makes of a tree that was read past damage one that a hive can hold: a name that is there already, is empty or is too long is
 * changed, and no key is volatile, which none in a file is.
 */
export function makeWritable(root: RegistryKey): Adaptation {
  const adaptation: Adaptation = { renamed: [], tooDeep: [] };
  adapt(root, root.name, 0, adaptation);
  return adaptation;
}

function adapt(key: RegistryKey, path: string, depth: number, adaptation: Adaptation): void {
  delete key.volatile;
  if (depth === deepest) {
    adaptation.tooDeep.push(...key.subkeys.map(({ name }) => `${path}\\${name}`));
    key.subkeys = [];
  }
  const values = giveNames(key.values, longestValueName, true);
  adaptation.renamed.push(...values.map(renamed => ({ path, kind: 'value' as const, ...renamed })));
  for (const { was, name } of giveNames(key.subkeys, longestKeyName, false))
    adaptation.renamed.push({ path: `${path}\\${name}`, kind: 'key', was, name });
  for (const subkey of key.subkeys) adapt(subkey, `${path}\\${subkey.name}`, depth + 1, adaptation);
}

/** The first of each name keeps it. */
function giveNames(items: { name: string }[], longest: number, mayBeEmpty: boolean): { was: string; name: string }[] {
  const taken = new Set<string>();
  const nameless: { name: string }[] = [];
  for (const item of items) {
    const { name } = item;
    const isPossible = name.length <= longest && (name !== '' || mayBeEmpty) && !taken.has(upcase(name));
    if (isPossible) taken.add(upcase(name));
    else nameless.push(item);
  }
  return nameless.map(item => {
    const was = item.name;
    const base = was.slice(0, longest - 12) || 'unnamed';
    for (let number = 2; item.name === was; number++) {
      const name = `${base} (${number})`;
      if (!taken.has(upcase(name))) item.name = name;
    }
    taken.add(upcase(item.name));
    return { was, name: item.name };
  });
}
