import { upcase } from '../../model/names.ts';
import { none } from '../cells.ts';
import { deepest } from '../limits.ts';
import type { InspectedKey } from './inspect-hive.ts';

/**
 * Puts each key that no list names below its parent, if the parent's list is damaged and has no other of this name.
 * Gives those that stay strays.
 */
export function putBackStrays(
  strays: readonly InspectedKey[],
  keys: ReadonlyMap<number, InspectedKey>,
): InspectedKey[] {
  const waiting = new Map<InspectedKey, InspectedKey[]>();
  const ready: InspectedKey[] = [];
  const all = new Set(strays);
  for (const stray of strays) {
    const top = topOf(keys.get(stray.node.parent), keys);
    if (top === undefined || !all.has(top)) ready.push(stray);
    else if (waiting.has(top)) waiting.get(top)!.push(stray);
    else waiting.set(top, [stray]);
  }
  const names = new Map<InspectedKey, Set<string>>();
  const placed = new Set<InspectedKey>();
  for (const stray of ready) {
    if (putBack(stray, keys, names)) placed.add(stray);
    for (const next of waiting.get(stray) ?? []) ready.push(next);
  }
  return strays.filter(stray => !placed.has(stray));
}

function putBack(
  stray: InspectedKey,
  keys: ReadonlyMap<number, InspectedKey>,
  names: Map<InspectedKey, Set<string>>,
): boolean {
  const parent = keys.get(stray.node.parent);
  if (parent === undefined || parent.complete || topOf(parent, keys) === undefined) return false;
  const siblings = names.get(parent) ?? new Set(parent.key.subkeys.map(({ name }) => upcase(name)));
  names.set(parent, siblings);
  const name = upcase(stray.key.name);
  if (siblings.has(name)) return false;
  siblings.add(name);
  parent.key.subkeys.push(stray.key);
  stray.listedBy = parent.offset;
  return true;
}

/** The root or the stray that the key is below; undefined when that is too far up. */
function topOf(key: InspectedKey | undefined, keys: ReadonlyMap<number, InspectedKey>): InspectedKey | undefined {
  let above = key;
  for (let level = 0; above !== undefined && level <= deepest; level++) {
    if (above.listedBy === none) return above;
    above = keys.get(above.listedBy);
  }
  return undefined;
}
