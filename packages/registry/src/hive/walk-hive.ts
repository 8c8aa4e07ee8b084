import { Cells } from './cells.ts';
import { headerSize, readHeader } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { nodeField } from './key-node.ts';
import { deepest } from './limits.ts';
import { openValueList, subkeyCount, valueCount, wrongCount } from './open-key.ts';
import { visitSubkeyList } from './subkey-list.ts';
import { CurrentKey, CurrentValue, type VisitedKey, type VisitedValue } from './visited.ts';

export interface HiveVisitor {
  key?(key: VisitedKey): void;
  value?(value: VisitedValue): void;
}

/**
 * Visits each key, then its values, then its subkeys, in their order. Reads the same hives as `parseHive`, with the same
 * checks and errors, but builds nothing: what is not asked for is not decoded. It is the way to search a large hive.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { walkHive } from '@resite/registry';
 *
 * let bytes = 0;
 * walkHive(readFileSync('SYSTEM'), { value: ({ size }) => void (bytes += size) });
 * console.log(`${bytes} bytes of data`);
 * ```
 */
export function walkHive(bytes: Uint8Array, visitor: HiveVisitor): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { rootOffset, dataSize, minorVersion } = readHeader(file);
  const cells = new Cells(file, { dataSize, minorVersion });
  visitKey({ cells, visitor, key: new CurrentKey(cells), value: new CurrentValue(cells) }, rootOffset, 0);
}

interface Walk {
  cells: Cells;
  visitor: HiveVisitor;
  key: CurrentKey;
  value: CurrentValue;
}

function visitKey(walk: Walk, offset: number, depth: number): void {
  if (depth > deepest) throw hiveInvalid(offset + headerSize, `the key there is nested deeper than ${deepest} levels`);
  const { cells, visitor, key } = walk;
  const start = key.open(offset, depth);
  visitor.key?.(key);
  const values = valueCount(cells, start);
  if (values > 0) visitValues(walk, openValueList(cells, start, values), values);
  const subkeys = subkeyCount(cells, start);
  if (subkeys === 0) return;
  const list = cells.uint32(start + nodeField.subkeyList);
  const listed = visitSubkeyList(cells, list, subkey => visitKey(walk, subkey, depth + 1));
  if (listed !== subkeys) throw wrongCount(subkeys, listed, offset);
}

function visitValues({ cells, visitor, value }: Walk, list: number, count: number): void {
  for (let index = 0; index < count; index++) {
    value.open(cells.uint32(list + 4 * index));
    visitor.value?.(value);
  }
}
