import { now } from '@resite/filesystem/clock';
import type { IndexLoader } from '../blob-index/index-loader.ts';
import { encodeIndex } from '../format/index-file.ts';
import type { PackedBlobs } from '../format/packed-blobs.ts';
import type { Store } from '../store/store.ts';
import type { PackOnItsWay } from './pack-on-its-way.ts';

/** A pack in a file costs no memory while it waits for the disk. */
const mostInTransit = { inMemory: 1, inFiles: 4 };

export interface StorageOptions {
  /** Called before each pack; throws when nothing may be written any more. */
  beforeStore?: () => void;
  /** An index file is stored when it names this many blobs. */
  blobsPerIndex?: number;
  /** Milliseconds after which a stored pack stands in an index file at the latest. */
  longestUnindexed?: number;
}

/** Stores packs, some at a time, and then the index files that name them. The first failure is kept, and ends everything. */
export class PackStorage {
  readonly #store: Store;
  readonly #loader: IndexLoader;
  readonly #options: Required<StorageOptions>;
  readonly #inTransit = new Set<Promise<void>>();
  readonly #mostInTransit: number;
  #unindexed: { id: string; blobs: PackedBlobs }[] = [];
  #unindexedBlobs = 0;
  #unindexedSince = 0;
  #failure: { error: unknown } | undefined;

  constructor(store: Store, loader: IndexLoader, options: StorageOptions) {
    this.#store = store;
    this.#loader = loader;
    this.#options = { beforeStore: () => {}, blobsPerIndex: 25_000, longestUnindexed: 10 * 60_000, ...options };
    this.#mostInTransit = store.backend.spool === undefined ? mostInTransit.inMemory : mostInTransit.inFiles;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Keeps the first failure. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  refuseIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  get isReady(): boolean {
    return this.#inTransit.size <= this.#mostInTransit;
  }

  async ready(): Promise<void> {
    while (!this.isReady) await Promise.race(this.#inTransit);
  }

  /** Resolves when no pack is under way any more, whatever became of it. */
  async idle(): Promise<void> {
    await Promise.all(this.#inTransit);
  }

  /** Takes over a pack, which `save` stores and gives its name; `letGo` frees what it took, stored or not. */
  send(pack: PackOnItsWay, save: () => Promise<string>, letGo: () => void | Promise<void>): void {
    const transit = this.#send(pack, save)
      .finally(letGo)
      .catch(error => this.fail(error))
      .finally(() => this.#inTransit.delete(transit));
    this.#inTransit.add(transit);
  }

  async storeIndex(): Promise<void> {
    if (this.#unindexed.length === 0) return;
    const packs = this.#unindexed;
    this.#unindexed = [];
    this.#unindexedBlobs = 0;
    this.#loader.noteOwn(await this.#store.saveUnpacked('index', encodeIndex(packs)));
  }

  async #send(pack: PackOnItsWay, save: () => Promise<string>): Promise<void> {
    this.#options.beforeStore();
    const name = await save();
    pack.name = name;
    this.#loader.current.replacePack(pack.handle, name);
    if (this.#unindexed.length === 0) this.#unindexedSince = now();
    this.#unindexed.push({ id: name, blobs: pack.blobs });
    this.#unindexedBlobs += pack.blobs.length;
    const age = now() - this.#unindexedSince;
    const { blobsPerIndex, longestUnindexed } = this.#options;
    if (this.#unindexedBlobs >= blobsPerIndex || age >= longestUnindexed) await this.storeIndex();
  }
}
