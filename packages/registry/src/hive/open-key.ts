import { type Cells, none, tooShort } from './cells.ts';
import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { keyFlag, nodeField } from './key-node.ts';
import { readSubkeyList } from './subkey-list.ts';

const signature = 0x6b6e; // nk
const what = 'a key';

/** Checks the key node and gives where its fields are in `cells.view`; no object is made, as there are many. */
export function openKey(cells: Cells, offset: number): number {
  const start = cells.open(offset, what);
  const { view, end } = cells;
  if (end - start < 2 || view.getUint16(start, true) !== signature) {
    throw hiveInvalid(offset + headerSize, `${what} should be there, but its signature "nk" is missing`);
  }
  if (end - start < nodeField.name) throw tooShort(end - start, nodeField.name, offset, what);
  const needed = nodeField.name + view.getUint16(start + nodeField.nameLength, true);
  if (end - start < needed) throw tooShort(end - start, needed, offset, what);
  return start;
}

export function keyName(cells: Cells, start: number, offset: number): string {
  const length = cells.view.getUint16(start + nodeField.nameLength, true);
  const isCompressed = cells.minorVersion > 1 && (flagsOf(cells, start) & keyFlag.compressedName) !== 0;
  const name = cells.names.read(start + nodeField.name, length, isCompressed);
  if (name.includes('\\')) throw hiveInvalid(offset + headerSize, 'the name of the key there contains a backslash');
  return name;
}

export function flagsOf({ view }: Cells, start: number): number {
  return view.getUint16(start + nodeField.flags, true);
}

export function keyClass(cells: Cells, start: number): string | undefined {
  const offset = cells.view.getUint32(start + nodeField.className, true);
  const length = cells.view.getUint16(start + nodeField.classLength, true);
  if (offset === none || length === 0) return undefined;
  const place = cells.open(offset, 'a class name');
  if (cells.end - place < length) throw tooShort(cells.end - place, length, offset, 'a class name');
  return cells.buffer(place).toString('utf16le', 0, length);
}

/** Where the values are, in their order. */
export function valueOffsets(cells: Cells, start: number): number[] {
  const hasHandle = (flagsOf(cells, start) & keyFlag.predefinedHandle) !== 0;
  const count = hasHandle ? 0 : cells.view.getUint32(start + nodeField.valueCount, true);
  if (count === 0) return [];
  const list = cells.view.getUint32(start + nodeField.valueList, true);
  const place = cells.open(list, 'a list of values');
  if (cells.end - place < 4 * count) throw tooShort(cells.end - place, 4 * count, list, 'a list of values');
  const offsets = new Array<number>(count);
  for (let index = 0; index < count; index++) offsets[index] = cells.view.getUint32(place + 4 * index, true);
  return offsets;
}

/** Where the subkeys are, in their order. */
export function subkeyOffsets(cells: Cells, start: number, offset: number): number[] {
  const count = cells.view.getUint32(start + nodeField.subkeyCount, true);
  if (count === 0) return [];
  const offsets = readSubkeyList(cells, cells.view.getUint32(start + nodeField.subkeyList, true));
  if (offsets.length !== count) throw wrongCount(count, offsets.length, offset);
  return offsets.map(entry => entry.offset);
}

export function wrongCount(counted: number, listed: number, offset: number): ReturnType<typeof hiveInvalid> {
  return hiveInvalid(offset + headerSize, `the key there has ${counted} subkeys, but its list has ${listed}`);
}
