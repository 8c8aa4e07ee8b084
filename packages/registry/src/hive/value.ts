import type { RegistryValue } from '../model.ts';
import { type Cells, expectLength, expectSignature } from './cells.ts';
import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { decodeName, encodeName } from './stored-name.ts';

/** The `vk` record: name, type and the place of the data of a value. */
const fixedSize = 20;
export const valueField = { nameLength: 2, size: 4, dataOffset: 8, type: 12, flags: 16 } as const;
const compressedName = 1;
export const inline = 0x80000000;
const what = 'a value';

/** Data above this size is stored in segments of this size from format 1.4 on. */
export const segmentSize = 16344;

export function readValue(cells: Cells, offset: number): RegistryValue {
  const cell = cells.take(offset, what);
  const { name, type } = decodeValueHead(cell, offset, cells.minorVersion);
  return { name, type, data: readData(cells, cell, offset) };
}

/** All but the data. */
export function decodeValueHead(
  cell: Buffer,
  offset: number,
  minorVersion: number,
): { name: string; type: number; size: number; dataOffset: number } {
  expectSignature(cell, 'vk', offset, what);
  expectLength(cell, fixedSize, offset, what);
  const end = fixedSize + cell.readUInt16LE(valueField.nameLength);
  expectLength(cell, end, offset, what);
  const isCompressed = minorVersion > 1 && (cell.readUInt16LE(valueField.flags) & compressedName) !== 0;
  return {
    name: decodeName(cell, fixedSize, end, isCompressed),
    type: cell.readUInt32LE(valueField.type),
    size: cell.readUInt32LE(valueField.size),
    dataOffset: cell.readUInt32LE(valueField.dataOffset),
  };
}

function readData(cells: Cells, cell: Buffer, offset: number): Uint8Array {
  const size = cell.readUInt32LE(valueField.size);
  if (size === 0) return new Uint8Array();
  if (size >= inline) {
    if (size - inline > 4)
      throw hiveInvalid(offset + headerSize + 4, `${size - inline} bytes of data cannot be within a value`);
    return new Uint8Array(cell.subarray(8, 8 + size - inline));
  }
  const dataOffset = cell.readUInt32LE(valueField.dataOffset);
  const data = cells.take(dataOffset, 'the data of a value');
  if (data.length >= size) return new Uint8Array(data.subarray(0, size));
  if (cells.minorVersion < 4 || size <= segmentSize) expectLength(data, size, dataOffset, 'the data of a value');
  return readSegments(cells, data, dataOffset, size);
}

/** The `db` record: a list of segments, each full but the last. */
function readSegments(cells: Cells, cell: Buffer, offset: number, size: number): Uint8Array {
  expectSignature(cell, 'db', offset, 'a list of data segments');
  expectLength(cell, 8, offset, 'a list of data segments');
  const count = cell.readUInt16LE(2);
  if (count !== Math.ceil(size / segmentSize)) {
    throw hiveInvalid(offset + headerSize, `${count} segments cannot hold data of ${size} bytes`);
  }
  const listOffset = cell.readUInt32LE(4);
  const list = cells.take(listOffset, 'a list of data segments');
  expectLength(list, 4 * count, listOffset, 'a list of data segments');
  const data = new Uint8Array(size);
  for (let index = 0; index < count; index++) {
    const segmentOffset = list.readUInt32LE(4 * index);
    const segment = cells.take(segmentOffset, 'a data segment');
    const length = Math.min(segmentSize, size - index * segmentSize);
    expectLength(segment, length, segmentOffset, 'a data segment');
    data.set(segment.subarray(0, length), index * segmentSize);
  }
  return data;
}

/** Data of up to four bytes lies within the record, else `dataOffset` says where. */
export function encodeValue(value: RegistryValue, dataOffset: number): Buffer {
  const { bytes, compressed } = encodeName(value.name);
  const cell = Buffer.alloc(fixedSize + bytes.length);
  cell.write('vk', 0, 'latin1');
  cell.writeUInt16LE(bytes.length, 2);
  if (isInline(value.data)) {
    cell.writeUInt32LE(inline + value.data.length, 4);
    cell.set(value.data, 8);
  } else {
    cell.writeUInt32LE(value.data.length, 4);
    cell.writeUInt32LE(dataOffset, 8);
  }
  cell.writeUInt32LE(value.type, 12);
  cell.writeUInt16LE(compressed && bytes.length > 0 ? compressedName : 0, 16);
  bytes.copy(cell, fixedSize);
  return cell;
}

export function isInline(data: Uint8Array): boolean {
  return data.length <= 4;
}
