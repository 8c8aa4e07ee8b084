import { rm } from 'node:fs/promises';
import type { Spool } from '../backend/backend.ts';
import type { IndexLoader } from '../blob-index/index-loader.ts';
import { sha256 } from '../crypto/hash.ts';
import type { BlobType, PackedBlob } from '../format/pack-header.ts';
import { OpenPack } from '../pack/open-pack.ts';
import { PackMemory } from '../pack/pack-memory.ts';
import { sealBlob } from '../pack/seal-blob.ts';
import type { Store } from '../store/store.ts';
import { type FilesRead, type FilesToRead, sizesOf } from '../workers/blob-work.ts';
import type { FinishedPack, Packed } from '../workers/pack-filler.ts';
import type { Batch } from '../workers/worker-pool.ts';
import { PackOnItsWay } from './pack-on-its-way.ts';
import { PackStorage, type StorageOptions } from './pack-storage.ts';

const mostBytesInWork = 16 * 1024 * 1024;

/** What the writer has added so far, without blobs that were known already. */
export interface WriterCounts {
  dataBlobs: number;
  treeBlobs: number;
  /** Bytes of content. */
  bytes: number;
  /** Bytes of that in packs, sealed. */
  packedBytes: number;
}

let writers = 0;

/**
 * Turns content into stored blobs: hash, look up, compress, seal, pack, verify. Worker threads do this for `addFiles` and
 * `addContents`, each with a pack of its own, and `ready` makes the caller wait when they fall behind. Packs are stored
 * before the index that names them. Whoever makes a writer has to `end` it.
 */
export class BlobWriter {
  readonly #number = writers++;
  readonly #store: Store;
  readonly #loader: IndexLoader;
  readonly #storage: PackStorage;
  /** Packs of blobs that were added one by one. */
  readonly #filling: Partial<Record<BlobType, { open: OpenPack<PackMemory>; pack: PackOnItsWay }>> = {};
  /** Packs that threads fill, by the names that the threads give them. */
  readonly #filledInBatches = new Map<string, PackOnItsWay>();
  /** Data blobs between look-up and pack. */
  readonly #inWork = new Set<string>();
  readonly #packing = new Set<Promise<void>>();
  readonly #counts: WriterCounts = { dataBlobs: 0, treeBlobs: 0, bytes: 0, packedBytes: 0 };
  #bytesInWork = 0;
  #spool: Promise<Spool | undefined> | undefined;

  constructor(store: Store, loader: IndexLoader, options: StorageOptions = {}) {
    this.#store = store;
    this.#loader = loader;
    this.#storage = new PackStorage(store, loader, options);
  }

  /** Whether a write has failed: then nothing that went through this writer can be relied on. */
  get failed(): boolean {
    return this.#storage.failed;
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
    if (this.has(type, id)) return id;
    const { sealed, plainLength } = sealBlob(this.#store, type, id, content);
    this.#filling[type] ??= this.#newPack();
    const { open, pack } = this.#filling[type];
    this.#note(pack, open.add(type, id, sealed, plainLength), content.length);
    if (open.isFull) this.#finishPack(type);
    return id;
  }

  /** Reads small files of this computer, a data blob each. */
  addFiles(files: FilesToRead): Promise<FilesRead> {
    const sizes = sizesOf(files);
    return this.#addBatch(this.#store.workers.readFiles(files, sum(sizes)), sizes, ({ ids }) => ids);
  }

  /** Takes data blobs and gives their IDs. The contents must stay as they are until `done` is called. */
  addContents(contents: Uint8Array[], done: () => void = () => {}): Promise<string[]> {
    const sizes = contents.map(({ length }) => length);
    return this.#addBatch(this.#store.workers.hash(contents), sizes, ids => ids, done);
  }

  /** Whether there is room for more. If not, wait for `ready`, which also tells of a failure. */
  get isReady(): boolean {
    return !this.#isAhead && this.#storage.isReady && !this.failed;
  }

  /** Resolves when there is room for more; rejects when something could not be stored. */
  async ready(): Promise<void> {
    while (this.#isAhead) await Promise.race(this.#packing);
    await this.#storage.ready();
    this.#storage.refuseIfFailed();
  }

  get #isAhead(): boolean {
    const mostBatches = this.#store.workers.size + 2;
    return this.#packing.size > mostBatches || (this.#bytesInWork > mostBytesInWork && this.#packing.size > 0);
  }

  /** Resolves when every blob is in a pack, stored or not. */
  async settle(): Promise<void> {
    await Promise.all(this.#packing);
    await this.ready();
  }

  /** Stores what is left: packs, then the index that names them. */
  async flush(): Promise<void> {
    await this.settle();
    await this.#storeOpenPacks();
    await this.#storage.storeIndex();
  }

  /** Waits for what is under way, whether it succeeds or fails, and drops what is in no stored pack. */
  async end(): Promise<void> {
    await Promise.all(this.#packing);
    await this.#storage.idle();
    await this.#store.workers.dropPacks(this.#number);
  }

  async #storeOpenPacks(): Promise<void> {
    this.#finishPack('data');
    this.#finishPack('tree');
    for (const finished of await this.#store.workers.finishPacks(this.#number)) this.#storeFinished(finished);
    await this.#storage.idle();
    this.#storage.refuseIfFailed();
  }

  /** Resolves when the blobs are read; `settle` waits for the rest. */
  #addBatch<R>(
    reading: Promise<Batch<R>>,
    sizes: number[],
    idsOf: (read: R) => (string | undefined)[],
    done: () => void = () => {},
  ): Promise<R> {
    const bytes = sum(sizes);
    this.#bytesInWork += bytes;
    const work = reading
      .then(batch => this.#packNew(batch, idsOf(batch.read), sizes))
      .catch(error => this.#storage.fail(error))
      .finally(() => {
        this.#bytesInWork -= bytes;
        this.#packing.delete(work);
        done();
      });
    this.#packing.add(work);
    return reading.then(({ read }) => read);
  }

  async #packNew(batch: Batch<unknown>, ids: (string | undefined)[], sizes: number[]): Promise<void> {
    const fresh: number[] = [];
    for (const [position, id] of ids.entries()) {
      if (id === undefined || this.has('data', id)) continue;
      this.#inWork.add(id);
      fresh.push(position);
    }
    try {
      this.#spool ??= this.#store.backend.spool?.() ?? Promise.resolve(undefined);
      const packed = await batch.pack(fresh, { writer: this.#number, spool: await this.#spool });
      if (packed === undefined) return;
      this.#notePacked(
        packed,
        fresh.map(position => ({ id: ids[position]!, size: sizes[position]! })),
      );
    } finally {
      for (const position of fresh) this.#inWork.delete(ids[position]!);
    }
  }

  #notePacked({ pack: key, offset, lengths, plainLengths, finished }: Packed, blobs: { id: string; size: number }[]) {
    const pack = this.#filledInBatches.get(key) ?? this.#newPackOfBatches(key);
    let start = offset;
    for (const [number, { id, size }] of blobs.entries()) {
      const [length, plainLength] = [lengths[number]!, plainLengths[number]!];
      this.#note(pack, { id, type: 'data', offset: start, length, plainLength }, size);
      start += length;
    }
    if (finished !== undefined) this.#storeFinished(finished);
  }

  #note(pack: PackOnItsWay, blob: PackedBlob, bytes: number): void {
    pack.blobs.push(blob);
    this.#loader.current.add(pack.handle, blob);
    this.#counts[blob.type === 'data' ? 'dataBlobs' : 'treeBlobs'] += 1;
    this.#counts.bytes += bytes;
    this.#counts.packedBytes += blob.length;
  }

  #newPack() {
    const open = new OpenPack(new PackMemory(), this.#store.packSize);
    const pack = new PackOnItsWay(this.#loader.current, async ({ offset, length }) =>
      Buffer.from(open.content.bytes.subarray(offset, offset + length)),
    );
    return { open, pack };
  }

  #newPackOfBatches(key: string): PackOnItsWay {
    const pack = new PackOnItsWay(this.#loader.current, async () => {
      await this.#storeOpenPacks();
      return undefined;
    });
    this.#filledInBatches.set(key, pack);
    return pack;
  }

  #finishPack(type: BlobType): void {
    const filling = this.#filling[type];
    if (filling === undefined) return;
    delete this.#filling[type];
    const { open, pack } = filling;
    const save = async () => {
      const name = open.finish(this.#store.sealer);
      await this.#store.backend.save('data', name, [open.content.bytes]);
      return name;
    };
    this.#storage.send(pack, save, () => open.content.letGo());
  }

  #storeFinished(finished: FinishedPack): void {
    const pack = this.#filledInBatches.get(finished.pack)!;
    this.#filledInBatches.delete(finished.pack);
    const { backend } = this.#store;
    const save = async () => {
      if ('path' in finished) await backend.adopt!(finished.name, finished.path);
      else await backend.save('data', finished.name, [finished.bytes]);
      return finished.name;
    };
    this.#storage.send(pack, save, async () => {
      if ('path' in finished) await rm(finished.path, { force: true });
      else if (finished.bytes.buffer instanceof ArrayBuffer) finished.bytes.buffer.transfer(0);
    });
  }
}

const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
