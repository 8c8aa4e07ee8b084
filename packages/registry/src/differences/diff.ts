import { defined } from '@resite/errors';
import type { RegistryKey, RegistryValue } from '../model/model.ts';
import { upcase } from '../model/names.ts';

/** One difference between two trees; `path` is the key's, beginning with the name of the root. */
export type RegistryDifference =
  | { kind: 'key-added'; path: string; className?: string; securityDescriptor?: Uint8Array }
  | { kind: 'key-removed'; path: string }
  | { kind: 'value-added' | 'value-removed'; path: string; value: RegistryValue }
  | { kind: 'value-changed'; path: string; before: RegistryValue; after: RegistryValue }
  | { kind: 'class-changed'; path: string; before: string; after: string }
  | { kind: 'security-changed'; path: string; before: Uint8Array; after: Uint8Array };

/**
 * What must happen to `before` to become `after`, key by key and value by value. Order, times of last write and the
 * spelling of names make no difference; a key without a security descriptor equals one with any. The names of the two
 * roots don't take part; paths begin with `path`.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { diffKeys, formatDifferences, parseHive } from '@resite/registry';
 *
 * const [before, after] = ['before.hiv', 'after.hiv'].map(file => parseHive(readFileSync(file)).root);
 * if (before && after) process.stdout.write(formatDifferences(diffKeys(before, after)));
 * ```
 */
export function diffKeys(before: RegistryKey, after: RegistryKey, path = before.name): RegistryDifference[] {
  const differences: RegistryDifference[] = [];
  compareKeys(before, after, path, differences);
  return differences;
}

const nothing: RegistryKey = { name: '', lastWrite: 0n, values: [], subkeys: [] };

function compareKeys(before: RegistryKey, after: RegistryKey, path: string, differences: RegistryDifference[]): void {
  if (before === nothing) differences.push(keyAdded(after, path));
  if (after === nothing) differences.push({ kind: 'key-removed', path });
  if (before !== nothing && after !== nothing) compareProperties(before, after, path, differences);
  for (const [was, is] of pairs(before.values, after.values)) {
    if (!was) differences.push({ kind: 'value-added', path, value: is! });
    else if (!is) differences.push({ kind: 'value-removed', path, value: was });
    else if (was.type !== is.type || !sameBytes(was.data, is.data)) {
      differences.push({ kind: 'value-changed', path, before: was, after: is });
    }
  }
  for (const [was, is] of pairs(before.subkeys, after.subkeys)) {
    compareKeys(was ?? nothing, is ?? nothing, `${path}\\${(was ?? is)!.name}`, differences);
  }
}

function keyAdded({ className, securityDescriptor }: RegistryKey, path: string): RegistryDifference {
  return defined({ kind: 'key-added', path, className: className || undefined, securityDescriptor });
}

function compareProperties(
  before: RegistryKey,
  after: RegistryKey,
  path: string,
  differences: RegistryDifference[],
): void {
  const [classBefore, classAfter] = [before.className ?? '', after.className ?? ''];
  if (classBefore !== classAfter)
    differences.push({ kind: 'class-changed', path, before: classBefore, after: classAfter });
  const [was, is] = [before.securityDescriptor, after.securityDescriptor];
  if (was && is && !sameBytes(was, is)) differences.push({ kind: 'security-changed', path, before: was, after: is });
}

/** Items of the same name side by side: those of `before` in their order, then what only `after` has. */
function pairs<T extends { name: string }>(
  before: readonly T[],
  after: readonly T[],
): [T | undefined, T | undefined][] {
  const rest = new Map(after.map(item => [upcase(item.name), item]));
  const result: [T | undefined, T | undefined][] = before.map(item => {
    const name = upcase(item.name);
    const counterpart = rest.get(name);
    rest.delete(name);
    return [item, counterpart];
  });
  for (const item of rest.values()) result.push([undefined, item]);
  return result;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
