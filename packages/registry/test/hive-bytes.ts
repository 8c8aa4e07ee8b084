import {
  binaryValue,
  createKey,
  ensureKey,
  type HiveFormat,
  type RegistryKey,
  stringValue,
  writeHive,
} from '../src/index.ts';

/** Hives as bytes, for tests that break them on purpose. */

export function withChecksum(hive: Buffer): Buffer {
  let sum = 0;
  for (let offset = 0; offset < 508; offset += 4) sum ^= hive.readUInt32LE(offset);
  hive.writeUInt32LE(sum >>> 0, 508);
  return hive;
}

/** Subkeys in several lists, two security descriptors, a class, data in segments. */
export function richKey(): RegistryKey {
  const tree = createKey('R', { lastWrite: 1n });
  for (let index = 0; index < 600; index++)
    ensureKey(tree, `Many\\key ${String(index).padStart(3, '0')}`, { lastWrite: 2n });
  const own = ensureKey(tree, 'Own\\Deep', { lastWrite: 3n });
  own.securityDescriptor = new Uint8Array(28).fill(1);
  own.className = 'class';
  own.values = [stringValue('text', 'some text'), stringValue('', 'ж'), binaryValue('four', new Uint8Array(4))];
  tree.values = [binaryValue('big', new Uint8Array(40_000)), stringValue('ж', 'text')];
  return tree;
}

export interface OpenHive {
  bytes: Buffer;
  u16: (offset: number) => number;
  u32: (offset: number) => number;
  /** The content of the key at this path, as an offset in the file. */
  node: (path?: string) => number;
  /** The offset in the bins that says where that is. */
  offsetOf: (path?: string) => number;
  /** From an offset in the bins to the content of the cell in the file. */
  at: (offset: number) => number;
  /** The places in the file of the entries of a key's list. */
  entries: (path?: string) => number[];
  /** The content of the n-th value of a key. */
  value: (path: string, index: number) => number;
}

/** Finds its way through a hive without our reader. */
export function openHive(bytes: Buffer): OpenHive {
  const u16 = (offset: number) => bytes.readUInt16LE(offset);
  const u32 = (offset: number) => bytes.readUInt32LE(offset);
  const at = (offset: number) => offset + 4096 + 4;
  const listed = (list: number): number[] => {
    const signature = bytes.toString('latin1', list, list + 2);
    const step = signature === 'lf' || signature === 'lh' ? 8 : 4;
    const places = Array.from({ length: u16(list + 2) }, (_, index) => list + 4 + step * index);
    return signature === 'ri' ? places.flatMap(place => listed(at(u32(place)))) : places;
  };
  const nameAt = (node: number) => bytes.toString('latin1', node + 76, node + 76 + u16(node + 72));
  const offsetOf = (path = '') => {
    let offset = u32(36);
    for (const name of path.split('\\').filter(Boolean)) {
      const found = listed(at(u32(at(offset) + 28))).find(place => nameAt(at(u32(place))) === name);
      if (found === undefined) throw new Error(`no ${name}`);
      offset = u32(found);
    }
    return offset;
  };
  const node = (path?: string) => at(offsetOf(path));
  return {
    bytes,
    u16,
    u32,
    at,
    node,
    offsetOf,
    entries: path => listed(at(u32(node(path) + 28))),
    value: (path, index) => at(u32(at(u32(node(path) + 40)) + 4 * index)),
  };
}

export function richHive(minorVersion: HiveFormat = 5): OpenHive {
  return openHive(writeHive(richKey(), { minorVersion }));
}

/** Texts in UTF-16 are made one byte shorter; gives the place of the record that has the text. */
export const halves: readonly [string, (hive: OpenHive) => number, RegExp][] = [
  [
    'a name of a key',
    ({ bytes, node }) => {
      const own = node('Own');
      bytes.writeUInt16LE(bytes.readUInt16LE(own + 2) & ~0x20, own + 2); // not one byte a character: "Own" is three
      return own;
    },
    /the name of the key there has 3 bytes/,
  ],
  [
    'a name of a value',
    ({ bytes, value }) => {
      bytes.writeUInt16LE(1, value('', 1) + 2); // ж
      return value('', 1);
    },
    /the name of the value there has 1 bytes/,
  ],
  [
    'a class',
    ({ bytes, node, u32, at }) => {
      bytes.writeUInt16LE(9, node('Own\\Deep') + 74);
      return at(u32(node('Own\\Deep') + 48));
    },
    /the class name there has 9 bytes/,
  ],
];
