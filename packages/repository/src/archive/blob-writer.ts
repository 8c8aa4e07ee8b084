import { sha256 } from '../crypto/hash.ts';
import { sealOverhead } from '../crypto/seal.ts';
import { encodeIndex, type IndexedPack } from '../index/index-file.ts';
import type { IndexLoader } from '../index/index-loader.ts';
import type { BlobType } from '../pack/header.ts';
import { OpenPack } from '../pack/open-pack.ts';
import type { Store } from '../store.ts';
import type { FileRead, FileToRead } from '../workers/blob-work.ts';
import type { Batch } from '../workers/worker-pool.ts';
import { type SealedBlob, sealBlob } from './seal-blob.ts';
import { SharedRooms } from './shared-rooms.ts';

const mostBytesInWork = 16 * 1024 * 1024;
const mostPacksInTransit = 1;

export interface WriterOptions {
  /** Asked before each pack; throws when nothing may be written any more. */
  beforeStore?: () => void;
  /** An index file is stored when it names this many blobs. */
  blobsPerIndex?: number;
  /** Milliseconds after which a stored pack stands in an index file at the latest. */
  longestUnindexed?: number;
}

/** What the writer has added so far, known blobs not counted. */
export interface WriterCounts {
  dataBlobs: number;
  treeBlobs: number;
  /** Bytes of content. */
  bytes: number;
  /** Bytes of that in packs, sealed. */
  packedBytes: number;
}

/**
 * Turns content into stored blobs: hash, look up, compress, seal, verify, pack. Worker threads do this for `addFiles` and
 * `addContents`, which `ready` holds back when they are too far ahead. Packs are stored before the index that names them.
 */
export class BlobWriter {
  readonly #store: Store;
  readonly #loader: IndexLoader;
  readonly #options: Required<WriterOptions>;
  readonly #filling: Partial<Record<BlobType, { pack: OpenPack; handle: number }>> = {};
  /** Data blobs between look-up and pack. */
  readonly #inWork = new Set<string>();
  /** What threads seal into. */
  readonly #rooms = new SharedRooms();
  readonly #sealing = new Set<Promise<void>>();
  readonly #inTransit = new Set<Promise<void>>();
  readonly #counts: WriterCounts = { dataBlobs: 0, treeBlobs: 0, bytes: 0, packedBytes: 0 };
  #bytesInWork = 0;
  #unindexed: IndexedPack[] = [];
  #unindexedBlobs = 0;
  #unindexedSince = 0;
  #failure: { error: unknown } | undefined;

  constructor(store: Store, loader: IndexLoader, options: WriterOptions = {}) {
    this.#store = store;
    this.#loader = loader;
    this.#options = { beforeStore: () => {}, blobsPerIndex: 50_000, longestUnindexed: 10 * 60_000, ...options };
  }

  /** Whether a write has failed; nothing that went through this writer may be relied on then. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  get counts(): WriterCounts {
    return { ...this.#counts };
  }

  has(type: BlobType, id: string): boolean {
    return (type === 'data' && this.#inWork.has(id)) || this.#loader.current.has(type, id);
  }

  /** Takes a blob and gives its ID. */
  add(type: BlobType, content: Uint8Array): string {
    const id = sha256(content);
    if (!this.has(type, id)) this.#pack(type, id, content.length, sealBlob(this.#store, type, id, content));
    return id;
  }

  /** Reads small files of this computer, a data blob each; see `FileRead`. */
  addFiles(files: FileToRead[]): Promise<(FileRead | undefined)[]> {
    const sizes = files.map(({ size }) => size);
    return this.#addBatch(this.#store.workers.readFiles(files), sizes, file => file?.id);
  }

  /** Takes data blobs and gives their IDs. The contents must stay as they are until `done` is called. */
  addContents(contents: Uint8Array[], done: () => void = () => {}): Promise<string[]> {
    const sizes = contents.map(({ length }) => length);
    return this.#addBatch(this.#store.workers.hash(contents), sizes, id => id, done);
  }

  /** Whether there is room for more; when there is not, or something failed, `ready` tells. */
  get isReady(): boolean {
    return !this.#isAhead && this.#inTransit.size <= mostPacksInTransit && this.#failure === undefined;
  }

  /** Resolves when there is room for more; rejects when something could not be stored. */
  async ready(): Promise<void> {
    while (this.#isAhead) await Promise.race(this.#sealing);
    while (this.#inTransit.size > mostPacksInTransit) await Promise.race(this.#inTransit);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  get #isAhead(): boolean {
    const mostBatches = this.#store.workers.size + 4;
    return this.#sealing.size > mostBatches || (this.#bytesInWork > mostBytesInWork && this.#sealing.size > 0);
  }

  /** Resolves when every blob is in a pack, stored or still in memory. */
  async settle(): Promise<void> {
    await Promise.all(this.#sealing);
    await this.ready();
  }

  /** Resolves when nothing is under way any more, whatever became of it. */
  async idle(): Promise<void> {
    await Promise.all([...this.#sealing, ...this.#inTransit]);
    await Promise.all(this.#inTransit);
  }

  /** Stores what is left: packs, then the index that names them. */
  async flush(): Promise<void> {
    await this.settle();
    this.#finishPack('data');
    this.#finishPack('tree');
    await Promise.all(this.#inTransit);
    await this.ready();
    await this.#storeIndex();
  }

  /** Resolves when the blobs are read; what follows is waited for by `settle`. */
  #addBatch<R>(
    reading: Promise<Batch<R>>,
    sizes: number[],
    idOf: (read: R) => string | undefined,
    done: () => void = () => {},
  ): Promise<R[]> {
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    this.#bytesInWork += bytes;
    const work = reading
      .then(batch => this.#sealNew(batch, batch.read.map(idOf), sizes))
      .catch(error => this.#fail(error))
      .finally(() => {
        this.#bytesInWork -= bytes;
        this.#sealing.delete(work);
        done();
      });
    this.#sealing.add(work);
    return reading.then(({ read }) => read);
  }

  async #sealNew(batch: Batch<unknown>, ids: (string | undefined)[], sizes: number[]): Promise<void> {
    const fresh: number[] = [];
    for (const [position, id] of ids.entries()) {
      if (id === undefined || this.has('data', id)) continue;
      this.#inWork.add(id);
      fresh.push(position);
    }
    const room = this.#rooms.take(fresh.reduce((sum, position) => sum + sizes[position]! + sealOverhead, 0));
    try {
      const { lengths, plainLengths } = await batch.seal(fresh, room);
      let offset = 0;
      for (const [number, position] of fresh.entries()) {
        const length = lengths[number]!;
        const blob = { sealed: room.subarray(offset, offset + length), plainLength: plainLengths[number]! };
        this.#pack('data', ids[position]!, sizes[position]!, blob);
        offset += length;
      }
    } finally {
      this.#rooms.give(room);
      for (const position of fresh) this.#inWork.delete(ids[position]!);
    }
  }

  #pack(type: BlobType, id: string, bytes: number, { sealed, plainLength }: SealedBlob): void {
    this.#filling[type] ??= this.#newPack();
    const filling = this.#filling[type];
    this.#loader.current.add(filling.handle, filling.pack.add(type, id, sealed, plainLength));
    this.#counts[type === 'data' ? 'dataBlobs' : 'treeBlobs'] += 1;
    this.#counts.bytes += bytes;
    this.#counts.packedBytes += sealed.length;
    if (filling.pack.isFull) this.#finishPack(type);
  }

  #newPack(): { pack: OpenPack; handle: number } {
    const pack = new OpenPack();
    return { pack, handle: this.#loader.current.addPack(pack) };
  }

  #finishPack(type: BlobType): void {
    const filling = this.#filling[type];
    if (filling === undefined) return;
    delete this.#filling[type];
    const transit = this.#storePack(filling.pack, filling.handle)
      .catch(error => this.#fail(error))
      .finally(() => this.#inTransit.delete(transit));
    this.#inTransit.add(transit);
  }

  async #storePack(pack: OpenPack, handle: number): Promise<void> {
    this.#options.beforeStore();
    const name = pack.finish(this.#store.sealer);
    await this.#store.backend.save('data', name, pack.parts);
    this.#loader.current.replacePack(handle, name);
    pack.letGo();
    if (this.#unindexed.length === 0) this.#unindexedSince = Date.now();
    this.#unindexed.push({ id: name, blobs: pack.blobs });
    this.#unindexedBlobs += pack.blobs.length;
    const age = Date.now() - this.#unindexedSince;
    const { blobsPerIndex, longestUnindexed } = this.#options;
    if (this.#unindexedBlobs >= blobsPerIndex || age >= longestUnindexed) await this.#storeIndex();
  }

  async #storeIndex(): Promise<void> {
    if (this.#unindexed.length === 0) return;
    const packs = this.#unindexed;
    this.#unindexed = [];
    this.#unindexedBlobs = 0;
    this.#loader.noteOwn(await this.#store.saveUnpacked('index', encodeIndex(packs)));
  }

  /** The first failure is kept for `ready`. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}
