import type { RegistryValue } from '../model/model.ts';
import { type Cells, expectLength, expectSignature, expectUtf16, noSignature, type Report, tooShort } from './cells.ts';
import { headerSize } from './header.ts';
import { type HiveInvalid, hiveInvalid } from './hive-invalid.ts';
import { decodeName, encodeName } from './stored-name.ts';

/** The `vk` record: name, type and the place of the data of a value. */
const fixedSize = 20;
export const valueField = { nameLength: 2, size: 4, dataOffset: 8, type: 12, flags: 16 } as const;
const signature = 0x6b76; // vk
const compressedName = 1;
export const inline = 0x80000000;
const what = 'a value';

/** Data above this size is stored in segments of this size from format 1.4 on. */
export const segmentSize = 16344;

/** With `report`, half a character at the end of the name is left out. */
export function readValue(cells: Cells, offset: number, report?: Report): RegistryValue {
  const start = openValue(cells, offset, report);
  const name = valueName(cells, start);
  const type = cells.uint32(start + valueField.type);
  const size = dataSize(cells, start);
  const place = openData(cells, start, offset);
  return { name, type, data: place < 0 ? readSegments(cells, start, size) : cells.copy(place, size) };
}

/** Checks the value and gives where its fields are in `cells`; no object is made, as there are very many. */
export function openValue(cells: Cells, offset: number, report?: Report): number {
  const start = cells.open(offset, what);
  const head = cells.uint32(start); // the signature and the length of the name
  if ((head & 0xffff) !== signature || cells.end - start < fixedSize + (head >>> 16))
    throw noValue(cells, offset, start);
  if (!isCompressed(cells, start)) expectUtf16(head >>> 16, offset, 'the name of the value', report);
  return start;
}

function noValue(cells: Cells, offset: number, start: number): HiveInvalid {
  if (cells.uint16(start) !== signature) return noSignature('vk', offset, what);
  const length = cells.end - start;
  const needed = length < fixedSize ? fixedSize : fixedSize + cells.uint16(start + valueField.nameLength);
  return tooShort(length, needed, offset, what);
}

export function valueName(cells: Cells, start: number): string {
  return cells.names.read(start + fixedSize, cells.uint16(start + valueField.nameLength), isCompressed(cells, start));
}

function isCompressed(cells: Cells, start: number): boolean {
  return cells.minorVersion > 1 && (cells.uint16(start + valueField.flags) & compressedName) !== 0;
}

/** In bytes. */
export function dataSize(cells: Cells, start: number): number {
  const size = cells.uint32(start + valueField.size);
  return size >= inline ? size - inline : size;
}

/** Where all the data lies; -1 when it is in segments, for `readSegments`. */
export function openData(cells: Cells, start: number, offset: number): number {
  const size = cells.uint32(start + valueField.size);
  if (size === 0 || size >= inline) {
    if (size > inline + 4) throw notInline(size - inline, offset);
    return start + valueField.dataOffset;
  }
  const dataOffset = cells.uint32(start + valueField.dataOffset);
  const place = cells.open(dataOffset, 'the data of a value');
  const length = cells.end - place;
  if (length >= size) return place;
  if (cells.minorVersion < 4 || size <= segmentSize) throw tooShort(length, size, dataOffset, 'the data of a value');
  return -1;
}

function notInline(size: number, offset: number): HiveInvalid {
  return hiveInvalid(offset + headerSize + 4, `${size} bytes of data cannot be within a value`);
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
  const isByteEach = minorVersion > 1 && (cell.readUInt16LE(valueField.flags) & compressedName) !== 0;
  return {
    name: decodeName(cell, fixedSize, end, isByteEach),
    type: cell.readUInt32LE(valueField.type),
    size: cell.readUInt32LE(valueField.size),
    dataOffset: cell.readUInt32LE(valueField.dataOffset),
  };
}

/** The `db` record, whose cell `openData` has opened: a list of segments, each full but the last. */
export function readSegments(cells: Cells, start: number, size: number): Uint8Array {
  const offset = cells.uint32(start + valueField.dataOffset);
  const cell = cells.content(offset);
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
