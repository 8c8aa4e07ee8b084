import { isResiteError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import { readAnyCopy } from '../blob-index/read-any-copy.ts';
import { contentSize } from '../format/pack-header.ts';
import type { BlobPlace } from '../store/blob-place.ts';
import type { Store } from '../store/store.ts';
import type { OpenedBlobs } from '../workers/blob-work.ts';
import { inNoIndex } from './read-blob.ts';
import { largestRead, widestGap } from './runs.ts';

const mostCached = 32 * 1024 * 1024;

interface WantedBlob {
  id: string;
  place: BlobPlace;
  /** How often it is still needed. */
  uses: number;
  /** Its position among the wanted blobs of its pack. */
  position: number;
  content?: Promise<Buffer>;
  /** On the first blob of a read: where the next one begins. */
  following?: WantedBlob | undefined;
}

/**
 * Reads data blobs that are known beforehand, about in the order in which they lie in their packs. With each blob it reads
 * the neighbours that will be needed, as far as the memory for them goes; beyond that it reads a blob again.
 */
export class BlobReader {
  readonly #store: Store;
  readonly #index: BlobIndex;
  readonly #onMended: (what: string) => void;
  readonly #wanted = new Map<string, WantedBlob>();
  readonly #packs = new Map<string, WantedBlob[]>();
  /** Blobs in memory, oldest first. */
  readonly #cached = new Set<WantedBlob>();
  #cachedBytes = 0;
  #last: { id: string; content: Promise<Buffer> } | undefined;

  /** Calls `onMended` with each damaged copy of a blob that another copy stood in for. */
  constructor(store: Store, index: BlobIndex, ids: Iterable<string>, onMended: (what: string) => void = () => {}) {
    this.#store = store;
    this.#index = index;
    this.#onMended = onMended;
    for (const id of ids) this.#want(index, id);
    for (const blobs of this.#packs.values()) {
      blobs.sort((a, b) => a.place.offset - b.place.offset);
      for (const [position, blob] of blobs.entries()) blob.position = position;
    }
  }

  /** Verified content of one of the wanted blobs; `REPOSITORY_DAMAGED` when it cannot be had. */
  async read(id: string): Promise<Buffer> {
    const blob = this.#wanted.get(id);
    if (blob === undefined) throw inNoIndex(this.#store, id);
    blob.uses -= 1;
    if (this.#last?.id === id) {
      if (blob.uses <= 0) this.#drop(blob);
      return this.#last.content;
    }
    const content = readAnyCopy(this.#store, this.#index, { type: 'data', id, onMended: this.#onMended }, () =>
      this.#openOrAlone(blob),
    );
    this.#last = { id, content };
    return content;
  }

  #want(index: BlobIndex, id: string): void {
    const known = this.#wanted.get(id);
    if (known !== undefined) {
      known.uses += 1;
      return;
    }
    const place = index.place('data', id);
    if (place === undefined) return;
    const blob: WantedBlob = { id, place, uses: 1, position: 0 };
    this.#wanted.set(id, blob);
    if (typeof place.pack !== 'string') return;
    const neighbours = this.#packs.get(place.pack) ?? [];
    neighbours.push(blob);
    this.#packs.set(place.pack, neighbours);
  }

  /** Damage in one part of a pack must not cost the blobs that were to be read along with it. */
  async #openOrAlone(blob: WantedBlob): Promise<Buffer> {
    try {
      return await this.#open(blob);
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
      return this.#store.loadBlob(blob.id, blob.place);
    }
  }

  async #open(blob: WantedBlob): Promise<Buffer> {
    const { id, place } = blob;
    if (typeof place.pack !== 'string') return this.#store.loadBlob(id, place);
    if (blob.content === undefined) this.#load(place.pack, blob);
    const content = blob.content!;
    const { following } = blob;
    delete blob.following;
    // Read ahead; what that takes the room of may be this very blob.
    if (following !== undefined && following.content === undefined) this.#load(place.pack, following);
    if (blob.uses <= 0) this.#drop(blob);
    return content;
  }

  /** Reads the blob, and at once those behind it that will be needed as well. */
  #load(pack: string, first: WantedBlob): void {
    const run = this.#runFrom(pack, first);
    const opening = this.#openRun(pack, run);
    let position = 0;
    for (const [number, blob] of run.entries()) {
      const start = position;
      position += contentSize(blob.place);
      const end = position;
      blob.content = opening.then(({ bytes, damaged }) => {
        if (damaged[number]) throw this.#store.damaged(`blob ${blob.id} in data/${pack}`);
        return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
      });
      blob.content.catch(() => {}); // whoever asks for the blob meets the failure
      this.#cached.add(blob);
      this.#cachedBytes += end - start;
    }
    first.following = this.#packs.get(pack)![run.at(-1)!.position + 1];
    for (const oldest of this.#cached) {
      if (this.#cachedBytes <= mostCached) break;
      if (oldest !== first) this.#drop(oldest);
    }
  }

  async #openRun(pack: string, run: readonly WantedBlob[]): Promise<OpenedBlobs> {
    const start = run[0]!.place.offset;
    const last = run.at(-1)!.place;
    const range = { offset: start, length: last.offset + last.length - start };
    const bytes = await this.#store.loadPack(pack, `blob ${run[0]!.id}`, range);
    const blobs = run.map(({ id, place: { offset, length, plainLength } }) => {
      return { id, offset: offset - start, length, plainLength };
    });
    return this.#store.workers.open(bytes, blobs);
  }

  #runFrom(pack: string, first: WantedBlob): WantedBlob[] {
    const run = [first];
    let end = first.place.offset + first.place.length;
    let size = contentSize(first.place);
    const blobs = this.#packs.get(pack)!;
    for (let position = first.position + 1; position < blobs.length; position += 1) {
      const blob = blobs[position]!;
      const { offset, length } = blob.place;
      size += contentSize(blob.place);
      if (offset - end > widestGap || size > largestRead) break;
      if (blob.uses <= 0 || blob.content !== undefined) continue;
      run.push(blob);
      end = offset + length;
    }
    return run;
  }

  #drop(blob: WantedBlob): void {
    if (!this.#cached.delete(blob)) return;
    this.#cachedBytes -= contentSize(blob.place);
    delete blob.content;
  }
}
