import type { BlobType, PackedBlob } from '../format/pack-header.ts';
import type { ScannedIndex } from '../format/scan-index.ts';
import type { BlobPlace, UnnamedPack } from '../store/blob-place.ts';
import { BlobTable, idWords, wordsOf } from './blob-table.ts';

interface StoredCopy {
  pack: number;
  offset: number;
  length: number;
  plainLength: number;
}

/** Every known blob and its place. Data and tree blobs are kept apart: one ID may be both. */
export class BlobIndex {
  readonly #tables = { data: new BlobTable(), tree: new BlobTable() };
  /** Further copies of blobs that lie in several packs: few, as a rule. */
  readonly #copies = { data: new Map<string, StoredCopy[]>(), tree: new Map<string, StoredCopy[]>() };
  readonly #distrusted = { data: new Set<string>(), tree: new Set<string>() };
  readonly #packs: { pack: string | UnnamedPack; end: number }[] = [];

  get size(): number {
    return this.#tables.data.size + this.#tables.tree.size;
  }

  has(type: BlobType, id: string): boolean {
    return this.#tables[type].find(id) >= 0 && !this.#distrusted[type].has(id);
  }

  /** A blob that turned out to be damaged wherever it lies: `has` denies it until it is added once more. */
  distrust(type: BlobType, id: string): void {
    this.#distrusted[type].add(id);
  }

  place(type: BlobType, id: string): BlobPlace | undefined {
    const table = this.#tables[type];
    const row = table.find(id);
    if (row < 0) return undefined;
    const { pack, end } = this.#packs[table.value(row, 0)]!;
    const [offset, length, plainLength] = [table.value(row, 1), table.value(row, 2), table.value(row, 3)];
    return { pack, offset, length, plainLength, packEnd: end };
  }

  /** Every blob of the type. */
  *ids(type: BlobType): Generator<string> {
    const table = this.#tables[type];
    for (let row = 0; row < table.size; row += 1) yield table.id(row);
  }

  /** Where else the blob lies, for when `place` turns out to be damaged. */
  otherPlaces(type: BlobType, id: string): BlobPlace[] {
    return (this.#copies[type].get(id) ?? []).map(({ pack, ...place }) => {
      const known = this.#packs[pack]!;
      return { ...place, pack: known.pack, packEnd: known.end };
    });
  }

  /** A handle for `set`; `replacePack` gives it the name once the pack is stored. */
  addPack(pack: string | UnnamedPack): number {
    return this.#packs.push({ pack, end: 0 }) - 1;
  }

  replacePack(handle: number, name: string): void {
    this.#packs[handle]!.pack = name;
  }

  /** Notes the blob; of several copies the first counts, and those in other packs are kept in mind. */
  add(pack: number, { id, type, offset, length, plainLength }: PackedBlob): void {
    const known = this.#packs[pack]!;
    known.end = Math.max(known.end, offset + length);
    const table = this.#tables[type];
    const before = table.size;
    const row = table.insert(id);
    const isFirst = table.size > before;
    if (!isFirst && !this.#distrusted[type].delete(id)) {
      if (this.#packs[table.value(row, 0)]!.pack !== known.pack) {
        this.#addCopy(type, id, { pack, offset, length, plainLength });
      }
      return;
    }
    table.setValues(row, pack, offset, length, plainLength);
  }

  /** All that an index file lists, as `addPack` and `add` would take it. */
  addScanned({ packs, ids, values }: ScannedIndex): void {
    const words = wordsOf(ids);
    let blob = 0;
    for (const { id, end } of packs) {
      const pack = this.addPack(id);
      const known = this.#packs[pack]!;
      for (; blob < end; blob += 1) {
        const type = values[blob * 4] === 1 ? 'tree' : 'data';
        const offset = values[blob * 4 + 1]!;
        const length = values[blob * 4 + 2]!;
        const plainLength = values[blob * 4 + 3]!;
        const table = this.#tables[type];
        const before = table.size;
        const row = table.insertWords(words, blob * idWords);
        if (table.size > before) {
          known.end = Math.max(known.end, offset + length);
          table.setValues(row, pack, offset, length, plainLength);
        } else this.add(pack, { id: table.id(row), type, offset, length, plainLength });
      }
    }
  }

  #addCopy(type: BlobType, id: string, copy: StoredCopy): void {
    const copies = this.#copies[type].get(id) ?? [];
    if (copies.some(({ pack }) => this.#packs[pack]!.pack === this.#packs[copy.pack]!.pack)) return;
    this.#copies[type].set(id, [...copies, copy]);
  }
}
