import { type Cells, expectUtf16, none, tooShort } from './cells.ts';
import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { keyFlag, nodeField } from './key-node.ts';
import { visitSubkeyList } from './subkey-list.ts';

const signature = 0x6b6e; // nk
const what = 'a key';

/** Checks the key node and gives where its fields are in `cells`; no object is made, as there are many. */
export function openKey(cells: Cells, offset: number): number {
  const start = cells.open(offset, what);
  const { end } = cells;
  if (end - start < 2 || cells.uint16(start) !== signature) {
    throw hiveInvalid(offset + headerSize, `${what} should be there, but its signature "nk" is missing`);
  }
  if (end - start < nodeField.name) throw tooShort(end - start, nodeField.name, offset, what);
  const needed = nodeField.name + cells.uint16(start + nodeField.nameLength);
  if (end - start < needed) throw tooShort(end - start, needed, offset, what);
  return start;
}

export function keyName(cells: Cells, start: number, offset: number): string {
  const length = cells.uint16(start + nodeField.nameLength);
  const isCompressed = cells.minorVersion > 1 && (flagsOf(cells, start) & keyFlag.compressedName) !== 0;
  if (!isCompressed) expectUtf16(length, offset, 'the name of the key');
  const name = cells.names.read(start + nodeField.name, length, isCompressed);
  if (name.includes('\\')) throw hiveInvalid(offset + headerSize, 'the name of the key there contains a backslash');
  return name;
}

export function flagsOf(cells: Cells, start: number): number {
  return cells.uint16(start + nodeField.flags);
}

export function keyClass(cells: Cells, start: number): string | undefined {
  const offset = cells.uint32(start + nodeField.className);
  const length = cells.uint16(start + nodeField.classLength);
  if (offset === none || length === 0) return undefined;
  const place = cells.open(offset, 'a class name');
  if (cells.end - place < length) throw tooShort(cells.end - place, length, offset, 'a class name');
  expectUtf16(length, offset, 'the class name');
  return cells.buffer(place).toString('utf16le', 0, length);
}

export function valueCount(cells: Cells, start: number): number {
  const hasHandle = (flagsOf(cells, start) & keyFlag.predefinedHandle) !== 0;
  return hasHandle ? 0 : cells.uint32(start + nodeField.valueCount);
}

/** Where the list of the `count` offsets of values begins. */
export function openValueList(cells: Cells, start: number, count: number): number {
  const list = cells.uint32(start + nodeField.valueList);
  const place = cells.open(list, 'a list of values');
  if (cells.end - place < 4 * count) throw tooShort(cells.end - place, 4 * count, list, 'a list of values');
  return place;
}

/** Where the values are, in their order. */
export function valueOffsets(cells: Cells, start: number): number[] {
  const count = valueCount(cells, start);
  if (count === 0) return [];
  const place = openValueList(cells, start, count);
  const offsets = new Array<number>(count);
  for (let index = 0; index < count; index++) offsets[index] = cells.uint32(place + 4 * index);
  return offsets;
}

export function subkeyCount(cells: Cells, start: number): number {
  return cells.uint32(start + nodeField.subkeyCount);
}

/** Where the subkeys are, in their order. */
export function subkeyOffsets(cells: Cells, start: number, offset: number): number[] {
  const count = subkeyCount(cells, start);
  if (count === 0) return [];
  const offsets: number[] = [];
  const listed = visitSubkeyList(cells, cells.uint32(start + nodeField.subkeyList), subkey => offsets.push(subkey));
  if (listed !== count) throw wrongCount(count, listed, offset);
  return offsets;
}

export function wrongCount(counted: number, listed: number, offset: number): ReturnType<typeof hiveInvalid> {
  return hiveInvalid(offset + headerSize, `the key there has ${counted} subkeys, but its list has ${listed}`);
}
