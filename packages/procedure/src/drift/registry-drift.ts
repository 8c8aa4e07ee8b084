import type { RegistryKey } from '@resite/registry';
import { diffKeys, formatDifferences, type RegistryDifference } from '@resite/registry/differences';
import { sameName, upcase } from '@resite/registry/names';
import { nextIdValue } from '@resite/site/next-id';
import type { DriftItem } from './drift-item.ts';

/** Keys that services make anew at each start, below the SMS key (Q133385). */
const volatileKeys = /\\Components\\SMS_EXECUTIVE\\Threads(\\|$)/i;

/** What a site counts while it works. */
const counters = new Set(['LAST REPORT']);

/** The SMS key, value by value, without what is volatile. */
export function registryDrift(before: RegistryKey, now: RegistryKey | undefined): DriftItem[] {
  if (now === undefined) return [item(`${before.name}: the whole key is missing`, false)];
  return diffKeys(before, now)
    .filter(difference => !volatileKeys.test(difference.path) && !isNextId(difference))
    .map(difference => item(formatDifferences([difference]).trim(), isCounter(difference)));
}

/** It has a line among the SMS IDs. */
function isNextId(difference: RegistryDifference): boolean {
  return difference.kind === 'value-changed' && sameName(difference.after.name, nextIdValue);
}

function isCounter(difference: RegistryDifference): boolean {
  return difference.kind === 'value-changed' && counters.has(upcase(difference.after.name));
}

const item = (what: string, expected: boolean): DriftItem => ({ area: 'registry', what, expected });
