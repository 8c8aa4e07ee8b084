import { defaultSecurityDescriptor } from '../default-security-descriptor.ts';
import { type RegistryKey, valueType } from '../model.ts';
import { compareNames, sameName } from '../names.ts';
import { BinWriter } from './bin-writer.ts';
import { none } from './cells.ts';
import { writeHeader } from './header.ts';
import { keyFlag, keyNodeSize, writeKeyNode } from './key-node.ts';
import { checkKey, checkValue, refuseTwins } from './limits.ts';
import { encodeSecurity, securitySize } from './security.ts';
import { encodeIndexRoot, encodeLeaf, type ListedSubkey, leafCapacity } from './subkey-list.ts';
import { encodeValue, isInline, segmentSize } from './value.ts';

export interface WriteHiveOptions {
  /** 3 is what every Windows since NT 4.0 reads, and what Save Key makes; 5 is used since Windows XP. Default 3. */
  minorVersion?: 3 | 5;
  /** Kept in the header (its last 31 characters). */
  fileName?: string;
  /** FILETIME of the header. Default: the root's `lastWrite`. */
  timestamp?: bigint;
}

/**
 * A hive with `root` as its root key. Volatile keys are left out, subkeys are sorted as Windows needs them, keys without
 * a security descriptor get the default one. Equal trees and options give equal bytes. Fails with `REGISTRY_LIMIT`,
 * naming the key, when a name, value or the depth is more than the format allows, and for two keys or values of one name.
 */
export function writeHive(root: RegistryKey, options: WriteHiveOptions = {}): Buffer {
  const { minorVersion = 3, fileName = '', timestamp = root.lastWrite } = options;
  const writer: Writer = { bins: new BinWriter(), security: new Map(), minorVersion };
  const rootOffset = writeKey(writer, root, { parent: none, path: root.name, depth: 0 });
  writeSecurity(writer);
  const data = writer.bins.finish(timestamp);
  const header = writeHeader({
    majorVersion: 1,
    minorVersion,
    timestamp,
    fileName,
    dirty: false,
    rootOffset,
    dataSize: data.length,
  });
  return Buffer.concat([header, data]);
}

interface Writer {
  bins: BinWriter;
  /** By content: where the record will be and how many keys refer to it. */
  security: Map<string, { offset: number; descriptor: Uint8Array; references: number }>;
  minorVersion: 3 | 5;
}

interface Place {
  parent: number;
  path: string;
  depth: number;
}

/** A key comes before its content, and its content before its subkeys. */
function writeKey(writer: Writer, key: RegistryKey, { parent, path, depth }: Place): number {
  checkKey(key, path, depth);
  const offset = writer.bins.allocate(keyNodeSize(key.name));
  const security = useSecurity(writer, key.securityDescriptor ?? defaultSecurityDescriptor);
  const className = Buffer.from(key.className ?? '', 'utf16le');
  const classOffset = className.length === 0 ? none : writer.bins.add(className);
  const valueList = writeValues(writer, key, path);
  const subkeys = savedSubkeys(key, path);
  const listed = subkeys.map(subkey => ({
    name: subkey.name,
    offset: writeKey(writer, subkey, { parent: offset, path: `${path}\\${subkey.name}`, depth: depth + 1 }),
  }));
  const subkeyList = writeSubkeyList(writer, listed);
  writeKeyNode(writer.bins.content(offset), {
    flags: (depth === 0 ? keyFlag.hiveEntry | keyFlag.noDelete : 0) | (isLink(key) ? keyFlag.symbolicLink : 0),
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
  return offset;
}

function savedSubkeys(key: RegistryKey, path: string): RegistryKey[] {
  const subkeys = key.subkeys.filter(subkey => !subkey.volatile).sort((a, b) => compareNames(a.name, b.name));
  refuseTwins(subkeys, path);
  return subkeys;
}

function writeValues(writer: Writer, key: RegistryKey, path: string): number {
  if (key.values.length === 0) return none;
  refuseTwins(
    [...key.values].sort((a, b) => compareNames(a.name, b.name)),
    path,
  );
  const list = Buffer.alloc(4 * key.values.length);
  key.values.forEach((value, index) => {
    checkValue(value, path, writer.minorVersion);
    const dataOffset = isInline(value.data) ? none : writeData(writer, value.data);
    list.writeUInt32LE(writer.bins.add(encodeValue(value, dataOffset)), 4 * index);
  });
  return writer.bins.add(list);
}

function writeData({ bins, minorVersion }: Writer, data: Uint8Array): number {
  if (minorVersion < 4 || data.length <= segmentSize) return bins.add(data);
  const count = Math.ceil(data.length / segmentSize);
  const list = Buffer.alloc(4 * count);
  for (let index = 0; index < count; index++) {
    const segment = data.subarray(index * segmentSize, (index + 1) * segmentSize);
    list.writeUInt32LE(bins.add(segment), 4 * index);
  }
  const head = Buffer.alloc(8);
  head.write('db', 0, 'latin1');
  head.writeUInt16LE(count, 2);
  head.writeUInt32LE(bins.add(list), 4);
  return bins.add(head);
}

function writeSubkeyList({ bins, minorVersion }: Writer, subkeys: readonly ListedSubkey[]): number {
  if (subkeys.length === 0) return none;
  const leaves: number[] = [];
  for (let start = 0; start < subkeys.length; start += leafCapacity) {
    leaves.push(bins.add(encodeLeaf(subkeys.slice(start, start + leafCapacity), minorVersion)));
  }
  return leaves.length === 1 ? leaves[0]! : bins.add(encodeIndexRoot(leaves));
}

function useSecurity({ bins, security }: Writer, descriptor: Uint8Array): number {
  const content = Buffer.from(descriptor).toString('latin1');
  let record = security.get(content);
  if (!record) {
    record = { offset: bins.allocate(securitySize(descriptor)), descriptor, references: 0 };
    security.set(content, record);
  }
  record.references++;
  return record.offset;
}

function writeSecurity({ bins, security }: Writer): void {
  const ring = [...security.values()];
  ring.forEach(({ offset, descriptor, references }, index) => {
    const next = ring[(index + 1) % ring.length]!.offset;
    const previous = ring.at(index - 1)!.offset;
    encodeSecurity(descriptor, { next, previous, references }).copy(bins.content(offset));
  });
}

/** The flag of a symbolic link is not in the model, but each link has this value, and no other key may. */
function isLink(key: RegistryKey): boolean {
  return key.values.some(value => value.type === valueType.link && sameName(value.name, 'SymbolicLinkName'));
}

function largest<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((most, item) => Math.max(most, measure(item)), 0);
}
