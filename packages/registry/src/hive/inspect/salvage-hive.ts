import { defined } from '@resite/errors';
import type { RegistryKey } from '../../model/model.ts';
import { keyFlag, nodeField } from '../key-node.ts';
import { signatureOf } from '../subkey-list.ts';
import { type InspectedKey, type Inspection, inspectHive } from './inspect-hive.ts';
import { putBackStrays } from './put-back.ts';

export interface Salvage {
  /** Undefined when no root can be read. */
  root: RegistryKey | undefined;
  /** What could not be read. `path` is that of the key it belongs to, and begins with the name of the root. */
  lost: { offset: number; path?: string; reason: string }[];
  /** Keys that were found, with what is below them, but not where they belong. */
  strays: RegistryKey[];
}

/**
 * Reads of a damaged hive what can be read. Keys that their damaged parent does not list any more are put back below
 * it. Takes any bytes: it never throws, and needs time proportional to their number. The log files of a dirty hive are not
 * applied; do that first, with `recoverHive`.
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
  return {
    root: root?.key,
    lost: inspection.problems
      .filter(({ severity }) => severity === 'damage')
      .map(({ offset, path, message }) => defined({ offset, path, reason: message })),
    strays: strays.map(({ key }) => key),
  };
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
