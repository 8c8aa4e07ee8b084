import type { RegistryKey } from '@resite/registry';
import { diffKeys, formatDifferences, type RegistryDifference } from '@resite/registry/differences';
import { sameName } from '@resite/registry/names';
import type { Profile } from '@resite/site';
import { nextIdValue } from '@resite/site/next-id';
import type { DriftItem } from './drift-item.ts';

/** The key of the site, value by value, without what is volatile. */
export function registryDrift(before: RegistryKey, now: RegistryKey | undefined, profile: Profile): DriftItem[] {
  if (now === undefined) return [item(`${before.name}: the whole key is missing`, false)];
  return diffKeys(before, now)
    .filter(difference => !isVolatile(difference, before.name, profile) && !isNextId(difference))
    .map(difference => item(formatDifferences([difference]).trim(), isCounter(difference, profile)));
}

/** It has a line among the SMS IDs. */
function isNextId(difference: RegistryDifference): boolean {
  return difference.kind === 'value-changed' && sameName(difference.after.name, nextIdValue);
}

/** In a key that services make anew at each start. */
function isVolatile({ path }: RegistryDifference, root: string, { volatileKeys }: Profile): boolean {
  return volatileKeys.some(key => {
    const volatile = `${root}\\${key}`;
    return sameName(path, volatile) || sameName(path.slice(0, volatile.length + 1), `${volatile}\\`);
  });
}

/** What a site counts while it works. */
function isCounter(difference: RegistryDifference, { counters }: Profile): boolean {
  return difference.kind === 'value-changed' && counters.some(name => sameName(name, difference.after.name));
}

const item = (what: string, expected: boolean): DriftItem => ({ area: 'registry', what, expected });
