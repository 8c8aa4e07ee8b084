import type { RegistryValue } from '../../model/model.ts';
import { upcase } from '../../model/names.ts';
import { none } from '../cells.ts';
import { nodeField } from '../key-node.ts';
import { decodeValueHead, encodeValue, inline, segmentSize, valueField } from '../value.ts';
import { writeData } from '../write-key.ts';
import type { EditableCells } from './editable-cells.ts';
import { insertEntry, removeEntry } from './lists.ts';

/** The values of a key. */
export class Values {
  readonly #cells: EditableCells;
  readonly #minorVersion: number;
  /** Where the values are of the key that was changed last: who changes one of them, changes the next. */
  #known: { readonly key: number; readonly places: Map<string, number> } | undefined;

  constructor(cells: EditableCells, minorVersion: number) {
    this.#cells = cells;
    this.#minorVersion = minorVersion;
  }

  set(key: number, value: RegistryValue): void {
    const present = this.#placesIn(key).get(upcase(value.name));
    if (present === undefined) this.#add(key, value);
    else this.#replace(present, value);
    const node = this.#cells.content(key);
    raise(node, nodeField.largestValueName, 2 * value.name.length);
    raise(node, nodeField.largestValueData, value.data.length);
  }

  delete(key: number, name: string): boolean {
    const value = this.#placesIn(key).get(upcase(name));
    if (value === undefined) return false;
    this.#placesIn(key).delete(upcase(name));
    const [count, list] = [this.#count(key), this.#list(key)];
    let index = 0;
    while (this.#entry(key, index) !== value) index++;
    this.#release(value);
    removeEntry(this.#cells.content(list), { start: 0, count, index, step: 4 });
    this.#setCount(key, count - 1);
    if (count === 1) this.#releaseList(key);
    return true;
  }

  deleteAll(key: number): void {
    if (this.#known?.key === key) this.#known = undefined;
    const count = this.#count(key);
    if (count === 0) return;
    for (let index = 0; index < count; index++) this.#release(this.#entry(key, index));
    this.#setCount(key, 0);
    this.#releaseList(key);
  }

  /** By name in upper case. */
  #placesIn(key: number): Map<string, number> {
    if (this.#known?.key === key) return this.#known.places;
    const entries = Array.from({ length: this.#count(key) }, (_, index) => this.#entry(key, index));
    const places = new Map(entries.map(entry => [upcase(this.#head(entry).name), entry]));
    this.#known = { key, places };
    return places;
  }

  #add(key: number, value: RegistryValue): void {
    const data = writeData({ cells: this.#cells, minorVersion: this.#minorVersion }, value.data);
    const entry = Buffer.alloc(4);
    const place = this.#cells.add(encodeValue(value, data));
    entry.writeUInt32LE(place);
    const count = this.#count(key);
    const list =
      count === 0
        ? this.#cells.add(entry)
        : insertEntry(this.#cells, { list: this.#list(key), start: 0, count, index: count, entry });
    this.#cells.content(key).writeUInt32LE(list, nodeField.valueList);
    this.#setCount(key, count + 1);
    this.#placesIn(key).set(upcase(value.name), place);
  }

  /** The name stays as it is spelt. */
  #replace(offset: number, { type, data }: RegistryValue): void {
    const before = this.#head(offset);
    const dataOffset = writeData({ cells: this.#cells, minorVersion: this.#minorVersion }, data);
    const fresh = encodeValue({ name: '', type, data }, dataOffset);
    fresh.copy(this.#cells.content(offset), valueField.size, valueField.size, valueField.flags);
    this.#releaseData(before);
  }

  #release(offset: number): void {
    this.#releaseData(this.#head(offset));
    this.#cells.release(offset);
  }

  #releaseData({ size, dataOffset }: ReturnType<typeof decodeValueHead>): void {
    if (size === 0 || size >= inline) return;
    const cell = this.#cells.content(dataOffset);
    if (this.#minorVersion >= 4 && size > segmentSize && cell.length < size) {
      const list = cell.readUInt32LE(4);
      const segments = this.#cells.content(list);
      for (let index = cell.readUInt16LE(2) - 1; index >= 0; index--) {
        this.#cells.release(segments.readUInt32LE(4 * index));
      }
      this.#cells.release(list);
    }
    this.#cells.release(dataOffset);
  }

  #head(offset: number): ReturnType<typeof decodeValueHead> {
    return decodeValueHead(this.#cells.content(offset), offset, this.#minorVersion);
  }

  #count(key: number): number {
    return this.#cells.content(key).readUInt32LE(nodeField.valueCount);
  }

  #setCount(key: number, count: number): void {
    this.#cells.content(key).writeUInt32LE(count, nodeField.valueCount);
  }

  #list(key: number): number {
    return this.#cells.content(key).readUInt32LE(nodeField.valueList);
  }

  #entry(key: number, index: number): number {
    return this.#cells.content(this.#list(key)).readUInt32LE(4 * index);
  }

  #releaseList(key: number): void {
    this.#cells.release(this.#list(key));
    this.#cells.content(key).writeUInt32LE(none, nodeField.valueList);
  }
}

/** For the fields that say how large the largest is. */
export function raise(node: Buffer, field: number, size: number): void {
  if (field === nodeField.largestSubkeyName) node.writeUInt16LE(Math.max(node.readUInt16LE(field), size), field);
  else node.writeUInt32LE(Math.max(node.readUInt32LE(field), size), field);
}
