import { cloneKey } from '../model/keys.ts';
import type { RegistryKey } from '../model/model.ts';
import { upcase } from '../model/names.ts';
import { applyDifferences } from './apply-differences.ts';
import { diffKeys, type RegistryDifference, sameBytes } from './diff.ts';

/** Both sides changed the same thing differently; `ours` is what the merged tree has. */
export interface MergeConflict {
  path: string;
  ours: RegistryDifference;
  theirs: RegistryDifference;
}

/**
 * What both sides made of `base` in one tree: ours, with the changes of theirs that do not meet one of ours. A key that one
 * side removed while the other changed something in it or below it is one conflict. No tree is changed. Paths begin with
 * the name of `base`.
 *
 * @example
 * ```ts
 * import { cloneKey, createKey, dwordValue, mergeKeys, setValue } from '@resite/registry';
 *
 * const base = createKey('SMS');
 * const [ours, theirs] = [cloneKey(base), cloneKey(base)];
 * setValue(ours, dwordValue('Next ID', 421));
 * setValue(theirs, dwordValue('Next ID', 500));
 * const { root, conflicts } = mergeKeys(base, ours, theirs);
 * console.log(root.values.length, conflicts.length); // 1 1
 * ```
 */
export function mergeKeys(
  base: RegistryKey,
  ours: RegistryKey,
  theirs: RegistryKey,
): { root: RegistryKey; conflicts: MergeConflict[] } {
  const mine = diffKeys(base, ours, base.name);
  const bySubject = new Map(mine.map(difference => [subjectOf(difference), difference]));
  const changedBelow = new Map<string, RegistryDifference>();
  for (const difference of mine.filter(one => !isRemoval(one))) {
    for (const path of pathsUpFrom(difference.path)) if (!changedBelow.has(path)) changedBelow.set(path, difference);
  }
  const conflicts = new Map<string, MergeConflict>();
  const wanted = diffKeys(base, theirs, base.name).filter(difference => {
    const { met, place } = findOpposite(difference, { bySubject, changedBelow, conflicts });
    if (met === undefined) return true;
    const isSettled = isSameOutcome(met, difference) || conflicts.has(place);
    if (!isSettled) conflicts.set(place, { path: difference.path, ours: met, theirs: difference });
    return false;
  });
  const root = cloneKey(ours);
  applyDifferences(root, wanted, base.name);
  return { root, conflicts: [...conflicts.values()] };
}

interface OurSide {
  bySubject: ReadonlyMap<string, RegistryDifference>;
  /** By the paths of a key and those above it: a change that is no removal. */
  changedBelow: ReadonlyMap<string, RegistryDifference>;
  conflicts: ReadonlyMap<string, MergeConflict>;
}

/** What of ours a change of theirs meets, and what to call the place where they meet. */
function findOpposite(
  theirs: RegistryDifference,
  { bySubject, changedBelow, conflicts }: OurSide,
): { met: RegistryDifference | undefined; place: string } {
  for (const path of pathsUpFrom(theirs.path)) {
    const place = `key ${path}`;
    const removed = bySubject.get(place);
    if (removed?.kind === 'key-removed') return { met: removed, place };
    const conflict = conflicts.get(place);
    if (conflict?.theirs.kind === 'key-removed') return { met: conflict.ours, place };
  }
  const place = subjectOf(theirs);
  const kept = theirs.kind === 'key-removed' ? changedBelow.get(upcase(theirs.path)) : undefined;
  return { met: kept ?? bySubject.get(place), place };
}

function isRemoval({ kind }: RegistryDifference): boolean {
  return kind === 'key-removed' || kind === 'value-removed';
}

/** Equal for changes of the same thing. */
function subjectOf(difference: RegistryDifference): string {
  const path = upcase(difference.path);
  switch (difference.kind) {
    case 'key-added':
    case 'key-removed':
      return `key ${path}`;
    case 'class-changed':
    case 'security-changed':
      return `${difference.kind} ${path}`;
    case 'value-changed':
      return `value ${path}\\\\${upcase(difference.before.name)}`;
    default:
      return `value ${path}\\\\${upcase(difference.value.name)}`;
  }
}

function isSameOutcome(a: RegistryDifference, b: RegistryDifference): boolean {
  if (a.kind === 'key-added' && b.kind === 'key-added') {
    const [first, second] = [a.securityDescriptor, b.securityDescriptor];
    return a.className === b.className && (!first || !second || sameBytes(first, second));
  }
  const [first, second] = [outcomeOf(a), outcomeOf(b)];
  if (typeof first === 'string' || typeof second === 'string') return first === second;
  return first.type === second.type && sameBytes(first.data, second.data);
}

function outcomeOf(difference: RegistryDifference): string | { type: number; data: Uint8Array } {
  switch (difference.kind) {
    case 'value-added':
      return difference.value;
    case 'value-changed':
      return difference.after;
    case 'security-changed':
      return { type: -1, data: difference.after };
    case 'class-changed':
      return `class ${difference.after}`;
    case 'key-added':
      return 'added';
    default:
      return 'removed';
  }
}

/** The path in uppercase, then those of the keys above. */
function pathsUpFrom(path: string): string[] {
  const paths: string[] = [];
  for (let rest = upcase(path); ; rest = rest.slice(0, rest.lastIndexOf('\\'))) {
    paths.push(rest);
    if (!rest.includes('\\')) return paths;
  }
}
