import { defined } from '@resite/errors';
import { createKey } from '../../model/keys.ts';
import type { RegistryKey } from '../../model/model.ts';
import { upcase } from '../../model/names.ts';
import { keyFlag, nodeField } from '../key-node.ts';
import { deepest } from '../limits.ts';
import { signatureOf } from '../subkey-list.ts';
import { type InspectedKey, type Inspection, inspectHive } from './inspect-hive.ts';
import { putBackStrays } from './put-back.ts';
import { makeWritable, type Renamed } from './writable.ts';

export interface Salvage {
  /**
   * Keys that were found, but not where they belong, are below its subkeys `FOUND.000`, `FOUND.001` and so on. Where the root cannot be read,
   * one named `SALVAGED` is made up for them; undefined when no key can be read.
   */
  root: RegistryKey | undefined;
  /** What could not be read. `path` is that of the key it belongs to, and begins with the name of the root. */
  lost: { offset: number; path?: string; reason: string }[];
  /** The keys below `FOUND.000` and so on. */
  strays: RegistryKey[];
  /** Keys and values whose names no hive can hold: twins, empty ones, too long ones. */
  renamed: Renamed[];
}

/**
 * Reads of a damaged hive what can be read. Keys that their damaged parent does not list any more are put back below
 * it. What it gives, a hive can hold. Takes any bytes: it never throws, and needs time proportional to their number. The log files of a
 * dirty hive are not applied; do that first, with `recoverHive`.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { salvageHive, writeHive } from '@resite/registry';
 *
 * const { root, lost, strays } = salvageHive(readFileSync('damaged.hiv'));
 * for (const { offset, path = 'a key that is not known', reason } of lost) console.log(`${path}, at ${offset}: ${reason}`);
 * console.log(`${strays.length} keys belong nowhere`);
 * if (root) writeFileSync('saved.hiv', writeHive(root));
 * ```
 */
export function salvageHive(bytes: Uint8Array): Salvage {
  const inspection = inspectHive(bytes);
  const found = findStrays(inspection);
  const root = inspection.root ?? found.find(({ node }) => (node.flags & keyFlag.hiveEntry) !== 0);
  const strays = putBackStrays(
    found.filter(stray => stray !== root),
    inspection.keys,
  );
  const top = root?.key ?? (strays.length > 0 ? createKey('SALVAGED', { lastWrite: 0n }) : undefined);
  const lost: Salvage['lost'] = inspection.problems
    .filter(({ severity }) => severity === 'damage')
    .map(({ offset, path, message }) => defined({ offset, path, reason: message }));
  if (top === undefined) return { root: undefined, lost, strays: [], renamed: [] };
  const keys = strays.map(({ key }) => key);
  putFound(top, keys);
  const { renamed, tooDeep } = makeWritable(top);
  for (const path of tooDeep) lost.push({ offset: 0, path, reason: `it is nested deeper than ${deepest} levels` });
  return { root: top, lost, strays: keys, renamed };
}

/** As CHKDSK does with what it finds: the first of each name below `FOUND.000`, the second below `FOUND.001`. */
function putFound(root: RegistryKey, strays: readonly RegistryKey[]): void {
  const present = new Set(root.subkeys.map(({ name }) => upcase(name)));
  const folders: RegistryKey[] = [];
  const counts = new Map<string, number>();
  let number = 0;
  for (const stray of strays) {
    const count = counts.get(upcase(stray.name)) ?? 0;
    counts.set(upcase(stray.name), count + 1);
    if (count === folders.length) {
      const nameOf = () => `FOUND.${String(number++).padStart(3, '0')}`;
      let name = nameOf();
      while (present.has(name)) name = nameOf();
      const folder = createKey(name, { lastWrite: 0n });
      folders.push(folder);
      root.subkeys.push(folder);
    }
    folders[count]!.subkeys.push(stray);
  }
}

/** Keys that no list names: first those whose parent is not one itself, as the others are likely below these. */
function findStrays({ cells, readStray, keys }: Inspection): InspectedKey[] {
  if (cells === undefined) return [];
  const unlisted = new Set<number>();
  for (const offset of cells.untaken()) if (signatureOf(cells.content(offset)) === 'nk') unlisted.add(offset);
  const isTop = (offset: number) => {
    const content = cells.content(offset);
    return content.length < nodeField.name || !unlisted.has(content.readUInt32LE(nodeField.parent));
  };
  const order = new Set([...[...unlisted].filter(isTop), ...unlisted]);
  const strays: InspectedKey[] = [];
  for (const offset of order) {
    const stray = keys.has(offset) ? undefined : readStray(offset);
    if (stray) strays.push(stray);
  }
  return strays;
}
