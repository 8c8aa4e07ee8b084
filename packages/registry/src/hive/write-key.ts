import { type RegistryKey, valueType } from '../model/model.ts';
import { compareNames, sameName } from '../model/names.ts';
import { none } from './cells.ts';
import { keyFlag, keyNodeSize, writeKeyNode } from './key-node.ts';
import { checkKey, checkValue, refuseTwins } from './limits.ts';
import { encodeIndexRoot, encodeLeaf, type ListedSubkey, leafCapacity, listShape } from './subkey-list.ts';
import { encodeValue, isInline, segmentSize } from './value.ts';

/** Where cells are written to. */
export interface CellWriter {
  /** Space for a cell of `size` bytes, zeroed; gives its offset. */
  allocate(size: number): number;
  /** The content of an allocated cell; only valid until the next allocation. */
  content(offset: number): Buffer;
  add(content: Uint8Array): number;
}

export interface TreeWriter {
  cells: CellWriter;
  minorVersion: number;
  /** Counts one more key with this descriptor; gives the offset of its record. */
  useSecurity(descriptor: Uint8Array | undefined): number;
}

export interface Place {
  parent: number;
  path: string;
  depth: number;
}

/** A key comes before its content, and its content before its subkeys. */
export function writeKey(writer: TreeWriter, key: RegistryKey, { parent, path, depth }: Place): number {
  checkKey(key, path, depth);
  const offset = writer.cells.allocate(keyNodeSize(key.name));
  const isRoot = parent === none;
  const flags = (isRoot ? keyFlag.hiveEntry | keyFlag.noDelete : 0) | (isLink(key) ? keyFlag.symbolicLink : 0);
  writeContent(writer, key, { offset, parent, path, depth, flags });
  return offset;
}

/** Fills the key node at `offset`, which has room for the name, and writes what belongs to it. */
export function writeContent(
  writer: TreeWriter,
  key: RegistryKey,
  { offset, parent, path, depth, flags }: Place & { offset: number; flags: number },
): void {
  const { cells } = writer;
  const security = writer.useSecurity(key.securityDescriptor);
  const className = Buffer.from(key.className ?? '', 'utf16le');
  const classOffset = className.length === 0 ? none : cells.add(className);
  const valueList = writeValues(writer, key, path);
  const subkeys = savedSubkeys(key, path);
  const listed = subkeys.map(subkey => ({
    name: subkey.name,
    offset: writeKey(writer, subkey, { parent: offset, path: `${path}\\${subkey.name}`, depth: depth + 1 }),
  }));
  const subkeyList = writeSubkeyList(writer, listed);
  writeKeyNode(cells.content(offset), {
    flags,
    lastWrite: key.lastWrite,
    parent,
    subkeyCount: subkeys.length,
    volatileCount: 0,
    subkeyList,
    valueCount: key.values.length,
    valueList,
    security,
    className: classOffset,
    classLength: className.length,
    name: key.name,
    largest: {
      subkeyName: largest(subkeys, subkey => 2 * subkey.name.length),
      subkeyClass: largest(subkeys, subkey => 2 * (subkey.className ?? '').length),
      valueName: largest(key.values, value => 2 * value.name.length),
      valueData: largest(key.values, value => value.data.length),
    },
  });
}

function savedSubkeys(key: RegistryKey, path: string): RegistryKey[] {
  const subkeys = key.subkeys.filter(subkey => !subkey.volatile).sort((a, b) => compareNames(a.name, b.name));
  refuseTwins(subkeys, path);
  return subkeys;
}

function writeValues(writer: TreeWriter, key: RegistryKey, path: string): number {
  if (key.values.length === 0) return none;
  refuseTwins(
    [...key.values].sort((a, b) => compareNames(a.name, b.name)),
    path,
  );
  const list = Buffer.alloc(4 * key.values.length);
  key.values.forEach((value, index) => {
    checkValue(value, path, writer.minorVersion);
    const dataOffset = writeData(writer, value.data);
    list.writeUInt32LE(writer.cells.add(encodeValue(value, dataOffset)), 4 * index);
  });
  return writer.cells.add(list);
}

/** Gives the offset of the data, `none` for what fits into the value itself. */
export function writeData(
  { cells, minorVersion }: Pick<TreeWriter, 'cells' | 'minorVersion'>,
  data: Uint8Array,
): number {
  if (isInline(data)) return none;
  if (minorVersion < 4 || data.length <= segmentSize) return cells.add(data);
  const count = Math.ceil(data.length / segmentSize);
  const list = Buffer.alloc(4 * count);
  for (let index = 0; index < count; index++) {
    const segment = data.subarray(index * segmentSize, (index + 1) * segmentSize);
    list.writeUInt32LE(cells.add(segment), 4 * index);
  }
  const head = Buffer.alloc(8);
  head.write('db', 0, 'latin1');
  head.writeUInt16LE(count, 2);
  head.writeUInt32LE(cells.add(list), 4);
  return cells.add(head);
}

function writeSubkeyList({ cells, minorVersion }: TreeWriter, subkeys: readonly ListedSubkey[]): number {
  if (subkeys.length === 0) return none;
  const { kind, rooted } = listShape(subkeys.length, minorVersion);
  const most = leafCapacity[kind];
  const leaves: number[] = [];
  for (let start = 0; start < subkeys.length; start += most) {
    leaves.push(cells.add(encodeLeaf(subkeys.slice(start, start + most), kind)));
  }
  return rooted ? cells.add(encodeIndexRoot(leaves)) : leaves[0]!;
}

/** The flag of a symbolic link is not in the model, but each link has this value, and no other key may. */
function isLink(key: RegistryKey): boolean {
  return key.values.some(value => value.type === valueType.link && sameName(value.name, 'SymbolicLinkValue'));
}

function largest<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((most, item) => Math.max(most, measure(item)), 0);
}
