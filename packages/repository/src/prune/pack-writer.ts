import type { IndexedPack } from '../format/index-file.ts';
import type { BlobType } from '../format/pack-header.ts';
import { OpenPack } from '../pack/open-pack.ts';
import { PackMemory } from '../pack/pack-memory.ts';
import type { Store } from '../store/store.ts';

/** Stores sealed blobs in new packs and leaves it to the caller to index them. At most two packs are in memory. */
export class PackWriter {
  readonly #store: Store;
  readonly #beforeStore: () => void;
  readonly #filling: Partial<Record<BlobType, OpenPack<PackMemory>>> = {};
  readonly #stored: IndexedPack[] = [];

  /** `beforeStore` is called before each pack; it throws when nothing may be written any more. */
  constructor(store: Store, beforeStore: () => void) {
    this.#store = store;
    this.#beforeStore = beforeStore;
  }

  async add(type: BlobType, id: string, sealed: Buffer, plainLength: number): Promise<void> {
    this.#filling[type] ??= new OpenPack(new PackMemory(), this.#store.packSize);
    const pack = this.#filling[type];
    pack.add(type, id, sealed, plainLength);
    if (pack.isFull) await this.#storePack(type);
  }

  /** Stores what is left and returns all packs. */
  async finish(): Promise<IndexedPack[]> {
    await this.#storePack('data');
    await this.#storePack('tree');
    return this.#stored;
  }

  async #storePack(type: BlobType): Promise<void> {
    const pack = this.#filling[type];
    if (pack === undefined) return;
    delete this.#filling[type];
    this.#beforeStore();
    const id = pack.finish(this.#store.sealer);
    await this.#store.backend.save('data', id, [pack.content.bytes]);
    pack.content.letGo();
    this.#stored.push({ id, blobs: pack.blobs });
  }
}
