import { type Cells, expectLength, expectSignature } from './cells.ts';
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
} as const;

/** The `nk` record. Offsets are those of other cells, `none` where there is nothing. */
export interface KeyNode {
  flags: number;
  lastWrite: bigint;
  parent: number;
  subkeyCount: number;
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

const fixedSize = 76;
const what = 'a key';

export function readKeyNode(cells: Cells, offset: number): KeyNode {
  const cell = cells.take(offset, what);
  expectSignature(cell, 'nk', offset, what);
  expectLength(cell, fixedSize, offset, what);
  const flags = cell.readUInt16LE(2);
  const nameLength = cell.readUInt16LE(72);
  expectLength(cell, fixedSize + nameLength, offset, what);
  const name = decodeName(cell.subarray(fixedSize, fixedSize + nameLength), (flags & keyFlag.compressedName) !== 0);
  if (name.includes('\\')) throw hiveInvalid(offset + headerSize, 'the name of the key there contains a backslash');
  return {
    flags,
    lastWrite: cell.readBigUInt64LE(4),
    parent: cell.readUInt32LE(16),
    subkeyCount: cell.readUInt32LE(20),
    subkeyList: cell.readUInt32LE(28),
    valueCount: cell.readUInt32LE(36),
    valueList: cell.readUInt32LE(40),
    security: cell.readUInt32LE(44),
    className: cell.readUInt32LE(48),
    classLength: cell.readUInt16LE(74),
    name,
    largest: {
      subkeyName: cell.readUInt16LE(52),
      subkeyClass: cell.readUInt32LE(56),
      valueName: cell.readUInt32LE(60),
      valueData: cell.readUInt32LE(64),
    },
  };
}

/** The bytes that `writeKeyNode` will need. */
export function keyNodeSize(name: string): number {
  return fixedSize + encodeName(name).bytes.length;
}

export function writeKeyNode(cell: Buffer, node: KeyNode): void {
  const { bytes, compressed } = encodeName(node.name);
  cell.write('nk', 0, 'latin1');
  cell.writeUInt16LE(node.flags | (compressed ? keyFlag.compressedName : 0), 2);
  cell.writeBigUInt64LE(node.lastWrite, 4);
  cell.writeUInt32LE(node.parent, 16);
  cell.writeUInt32LE(node.subkeyCount, 20);
  cell.writeUInt32LE(node.subkeyList, 28);
  cell.writeUInt32LE(0xffffffff, 32); // list of volatile subkeys: never in a file
  cell.writeUInt32LE(node.valueCount, 36);
  cell.writeUInt32LE(node.valueList, 40);
  cell.writeUInt32LE(node.security, 44);
  cell.writeUInt32LE(node.className, 48);
  cell.writeUInt16LE(node.largest.subkeyName, 52);
  cell.writeUInt32LE(node.largest.subkeyClass, 56);
  cell.writeUInt32LE(node.largest.valueName, 60);
  cell.writeUInt32LE(node.largest.valueData, 64);
  cell.writeUInt16LE(bytes.length, 72);
  cell.writeUInt16LE(node.classLength, 74);
  bytes.copy(cell, fixedSize);
}
