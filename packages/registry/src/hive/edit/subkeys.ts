import { compareNames } from '../../model/names.ts';
import { none } from '../cells.ts';
import { decodeKeyName, nodeField } from '../key-node.ts';
import {
  encodeIndexRoot,
  encodeLeaf,
  entrySize,
  type LeafKind,
  leafCapacity,
  listShape,
  signatureOf,
} from '../subkey-list.ts';
import type { EditableCells } from './editable-cells.ts';
import { insertEntry, removeEntry } from './lists.ts';

const headSize = 4;

interface Place {
  readonly leaf: number;
  readonly leafIndex: number;
  readonly index: number;
  readonly found: boolean;
}

/** The subkeys of a key: their lists are sorted, so they are searched by halving. */
export class Subkeys {
  readonly #cells: EditableCells;
  readonly #minorVersion: number;

  constructor(cells: EditableCells, minorVersion: number) {
    this.#cells = cells;
    this.#minorVersion = minorVersion;
  }

  /** The offset of the subkey. */
  find(key: number, name: string): number | undefined {
    const { leaf, index, found } = this.#locate(key, name);
    return found ? this.#entry(leaf, index) : undefined;
  }

  /** The offsets of all, in their order. */
  all(key: number): number[] {
    return this.#leaves(key).flatMap(leaf =>
      Array.from({ length: this.#count(leaf) }, (_, index) => this.#entry(leaf, index)),
    );
  }

  /** What `add` makes, when there is none of this name, is put into the list; the counts of the key are the caller's to change. */
  findOrAdd(key: number, name: string, add: () => number): { subkey: number; isNew: boolean } {
    const place = this.#locate(key, name);
    if (place.found) return { subkey: this.#entry(place.leaf, place.index), isNew: false };
    const subkey = add();
    this.#insert(key, place, name, subkey);
    return { subkey, isNew: true };
  }

  #insert(key: number, { leaf, leafIndex, index }: Place, name: string, subkey: number): void {
    if (leaf === none) {
      this.#setList(
        key,
        this.#cells.add(encodeLeaf([{ name, offset: subkey }], listShape(1, this.#minorVersion).kind)),
      );
      return;
    }
    const kind = this.#kind(leaf);
    const entry = encodeLeaf([{ name, offset: subkey }], kind).subarray(headSize);
    const grown = insertEntry(this.#cells, { list: leaf, start: headSize, count: this.#count(leaf), index, entry });
    this.#cells.content(grown).writeUInt16LE(this.#count(grown) + 1, 2);
    if (grown !== leaf) this.#replaceLeaf(key, leafIndex, grown);
    const isFull = this.#count(grown) > leafCapacity[kind];
    if (kind === 'lf' && (isFull || this.#isIndexRoot(this.#list(key)))) this.#dropHints(key);
    else if (isFull) this.#split(key, leafIndex, grown);
  }

  /** It must be there. */
  remove(key: number, name: string): void {
    const { leaf, leafIndex, index } = this.#locate(key, name);
    const count = this.#count(leaf);
    removeEntry(this.#cells.content(leaf), { start: headSize, count, index, step: entrySize(this.#kind(leaf)) });
    this.#cells.content(leaf).writeUInt16LE(count - 1, 2);
    if (count > 1) return;
    this.#cells.release(leaf);
    const list = this.#list(key);
    if (leaf === list) {
      this.#setList(key, none);
      return;
    }
    const leaves = this.#count(list);
    removeEntry(this.#cells.content(list), { start: headSize, count: leaves, index: leafIndex, step: 4 });
    this.#cells.content(list).writeUInt16LE(leaves - 1, 2);
    if (leaves > 1) return;
    this.#cells.release(list);
    this.#setList(key, none);
  }

  /** Frees the lists, not the keys in them. */
  removeLists(key: number): void {
    const list = this.#list(key);
    if (list === none) return;
    const leaves = this.#leaves(key);
    for (const leaf of leaves) this.#cells.release(leaf);
    if (leaves[0] !== list) this.#cells.release(list);
    this.#setList(key, none);
  }

  /** Where the name is or belongs. */
  #locate(key: number, name: string): Place {
    const list = this.#list(key);
    if (list === none) return { leaf: none, leafIndex: 0, index: 0, found: false };
    const content = this.#cells.content(list);
    const isRoot = signatureOf(content) === 'ri';
    const leafAt = (at: number) => (isRoot ? content.readUInt32LE(headSize + 4 * at) : list);
    const leafIndex = halve(isRoot ? content.readUInt16LE(2) - 1 : 0, at => {
      const leaf = leafAt(at);
      return compareNames(this.nameOf(this.#entry(leaf, this.#count(leaf) - 1)), name) < 0;
    });
    const leaf = leafAt(leafIndex);
    const entries = this.#cells.content(leaf);
    const step = entrySize(this.#kind(leaf));
    const nameAt = (at: number) => this.nameOf(entries.readUInt32LE(headSize + step * at));
    const count = entries.readUInt16LE(2);
    const index = halve(count, at => compareNames(nameAt(at), name) < 0);
    const found = index < count && compareNames(nameAt(index), name) === 0;
    return { leaf, leafIndex, index, found };
  }

  nameOf(key: number): string {
    return decodeKeyName(this.#cells.content(key), key, this.#minorVersion);
  }

  #list(key: number): number {
    const node = this.#cells.content(key);
    return node.readUInt32LE(nodeField.subkeyCount) === 0 ? none : node.readUInt32LE(nodeField.subkeyList);
  }

  #setList(key: number, list: number): void {
    this.#cells.content(key).writeUInt32LE(list, nodeField.subkeyList);
  }

  #leaves(key: number): number[] {
    const list = this.#list(key);
    if (list === none) return [];
    const content = this.#cells.content(list);
    if (signatureOf(content) !== 'ri') return [list];
    const leaves = Array.from({ length: content.readUInt16LE(2) }, (_, index) =>
      content.readUInt32LE(headSize + 4 * index),
    );
    return leaves;
  }

  #count(list: number): number {
    return this.#cells.content(list).readUInt16LE(2);
  }

  #kind(leaf: number): LeafKind {
    const signature = signatureOf(this.#cells.content(leaf));
    return signature === 'lh' || signature === 'lf' ? signature : 'li';
  }

  #entry(leaf: number, index: number): number {
    return this.#cells.content(leaf).readUInt32LE(headSize + entrySize(this.#kind(leaf)) * index);
  }

  #replaceLeaf(key: number, leafIndex: number, leaf: number): void {
    const list = this.#list(key);
    const isRoot = this.#isIndexRoot(list);
    if (isRoot) this.#cells.content(list).writeUInt32LE(leaf, headSize + 4 * leafIndex);
    else this.#setList(key, leaf);
  }

  #isIndexRoot(list: number): boolean {
    return list !== none && signatureOf(this.#cells.content(list)) === 'ri';
  }

  /** Windows divides no `lf`, and has none below an `ri`: they become lists `li`, which hold more. */
  #dropHints(key: number): void {
    const [first, ...others] = this.#leaves(key);
    for (const leaf of [first!, ...others]) {
      if (this.#kind(leaf) !== 'lf') continue;
      const content = this.#cells.content(leaf);
      content.write('li', 0, 'latin1');
      for (let index = 1; index < content.readUInt16LE(2); index++) {
        content.copyWithin(headSize + 4 * index, headSize + 8 * index, headSize + 8 * index + 4);
      }
    }
    if (!this.#isIndexRoot(this.#list(key))) this.#setList(key, this.#cells.add(encodeIndexRoot([first!])));
  }

  /** The second half becomes a leaf of its own. */
  #split(key: number, leafIndex: number, leaf: number): void {
    const [count, step] = [this.#count(leaf), entrySize(this.#kind(leaf))];
    const kept = count >>> 1;
    const moved = this.#cells.allocate(headSize + (count - kept) * step);
    const [from, to] = [this.#cells.content(leaf), this.#cells.content(moved)];
    from.copy(to, 0, 0, 2);
    to.writeUInt16LE(count - kept, 2);
    from.copy(to, headSize, headSize + kept * step, headSize + count * step);
    from.writeUInt16LE(kept, 2);
    const list = this.#list(key);
    if (!this.#isIndexRoot(list)) {
      this.#setList(key, this.#cells.add(encodeIndexRoot([leaf, moved])));
      return;
    }
    const entry = Buffer.alloc(4);
    entry.writeUInt32LE(moved);
    const leaves = this.#count(list);
    const grown = insertEntry(this.#cells, { list, start: headSize, count: leaves, index: leafIndex + 1, entry });
    this.#cells.content(grown).writeUInt16LE(leaves + 1, 2);
    this.#setList(key, grown);
  }
}

/** The first of 0 … `end` for which `isBefore` is false; `end` when there is none. */
function halve(end: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
