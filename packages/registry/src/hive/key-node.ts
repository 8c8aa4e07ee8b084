import { type Cells, expectLength, expectSignature, expectUtf16, type Report } from './cells.ts';
import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { decodeName, encodeName } from './stored-name.ts';

/** Flags of a key node. */
export const keyFlag = {
  volatile: 0x1,
  hiveEntry: 0x4,
  noDelete: 0x8,
  symbolicLink: 0x10,
  compressedName: 0x20,
  /** A predefined handle: what else counts the values is the handle then. */
  predefinedHandle: 0x40,
} as const;

/** The `nk` record. Offsets are those of other cells, `none` where there is nothing. */
export interface KeyNode {
  flags: number;
  lastWrite: bigint;
  parent: number;
  subkeyCount: number;
  /** Means nothing in a file. */
  volatileCount: number;
  subkeyList: number;
  valueCount: number;
  valueList: number;
  security: number;
  className: number;
  classLength: number;
  name: string;
  /** The largest among the subkeys and values, in bytes of UTF-16 or data. */
  largest: { subkeyName: number; subkeyClass: number; valueName: number; valueData: number };
}

/** Where things are in the record. */
export const nodeField = {
  flags: 2,
  lastWrite: 4,
  parent: 16,
  subkeyCount: 20,
  volatileCount: 24,
  subkeyList: 28,
  volatileList: 32,
  valueCount: 36,
  valueList: 40,
  security: 44,
  className: 48,
  largestSubkeyName: 52,
  largestSubkeyClass: 56,
  largestValueName: 60,
  largestValueData: 64,
  nameLength: 72,
  classLength: 74,
  name: 76,
} as const;

const what = 'a key';

/** With `report`, half a character at the end of the name is left out. */
export function readKeyNode(cells: Cells, offset: number, report?: Report): KeyNode {
  return decodeKeyNode(cells.take(offset, what), offset, cells.minorVersion, report);
}

export function decodeKeyNode(cell: Buffer, offset: number, minorVersion: number, report?: Report): KeyNode {
  expectSignature(cell, 'nk', offset, what);
  expectLength(cell, nodeField.name, offset, what);
  const flags = cell.readUInt16LE(nodeField.flags);
  const name = decodeKeyName(cell, offset, minorVersion, report);
  const hasHandle = (flags & keyFlag.predefinedHandle) !== 0;
  return {
    flags,
    lastWrite: cell.readBigUInt64LE(nodeField.lastWrite),
    parent: cell.readUInt32LE(nodeField.parent),
    subkeyCount: cell.readUInt32LE(nodeField.subkeyCount),
    volatileCount: cell.readUInt32LE(nodeField.volatileCount),
    subkeyList: cell.readUInt32LE(nodeField.subkeyList),
    valueCount: hasHandle ? 0 : cell.readUInt32LE(nodeField.valueCount),
    valueList: cell.readUInt32LE(nodeField.valueList),
    security: cell.readUInt32LE(nodeField.security),
    className: cell.readUInt32LE(nodeField.className),
    classLength: cell.readUInt16LE(nodeField.classLength),
    name,
    largest: {
      subkeyName: cell.readUInt16LE(nodeField.largestSubkeyName),
      subkeyClass: cell.readUInt32LE(nodeField.largestSubkeyClass),
      valueName: cell.readUInt32LE(nodeField.largestValueName),
      valueData: cell.readUInt32LE(nodeField.largestValueData),
    },
  };
}

export function decodeKeyName(cell: Buffer, offset: number, minorVersion: number, report?: Report): string {
  const end = nodeField.name + cell.readUInt16LE(nodeField.nameLength);
  expectLength(cell, end, offset, what);
  const isCompressed = minorVersion > 1 && (cell.readUInt16LE(nodeField.flags) & keyFlag.compressedName) !== 0;
  if (!isCompressed) expectUtf16(end - nodeField.name, offset, 'the name of the key', report);
  const name = decodeName(cell, nodeField.name, end, isCompressed);
  if (name.includes('\\')) throw hiveInvalid(offset + headerSize, 'the name of the key there contains a backslash');
  return name;
}

/** The bytes that `writeKeyNode` will need. */
export function keyNodeSize(name: string): number {
  return nodeField.name + encodeName(name).bytes.length;
}

export function writeKeyNode(cell: Buffer, node: KeyNode): void {
  const { bytes, compressed } = encodeName(node.name);
  cell.write('nk', 0, 'latin1');
  cell.writeUInt16LE(node.flags | (compressed ? keyFlag.compressedName : 0), nodeField.flags);
  cell.writeBigUInt64LE(node.lastWrite, nodeField.lastWrite);
  cell.writeUInt32LE(node.parent, nodeField.parent);
  cell.writeUInt32LE(node.subkeyCount, nodeField.subkeyCount);
  cell.writeUInt32LE(node.volatileCount, nodeField.volatileCount);
  cell.writeUInt32LE(node.subkeyList, nodeField.subkeyList);
  cell.writeUInt32LE(0xffffffff, nodeField.volatileList); // never in a file
  cell.writeUInt32LE(node.valueCount, nodeField.valueCount);
  cell.writeUInt32LE(node.valueList, nodeField.valueList);
  cell.writeUInt32LE(node.security, nodeField.security);
  cell.writeUInt32LE(node.className, nodeField.className);
  cell.writeUInt16LE(node.largest.subkeyName, nodeField.largestSubkeyName);
  cell.writeUInt32LE(node.largest.subkeyClass, nodeField.largestSubkeyClass);
  cell.writeUInt32LE(node.largest.valueName, nodeField.largestValueName);
  cell.writeUInt32LE(node.largest.valueData, nodeField.largestValueData);
  cell.writeUInt16LE(bytes.length, nodeField.nameLength);
  cell.writeUInt16LE(node.classLength, nodeField.classLength);
  bytes.copy(cell, nodeField.name);
}
