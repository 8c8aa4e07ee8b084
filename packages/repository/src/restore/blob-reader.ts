import { ResiteError } from '@resite/errors';
import type { BlobIndex, BlobPlace } from '../index/blob-index.ts';
import { readAnyCopy } from '../index/read-any-copy.ts';
import { damageHint, type Store } from '../store.ts';

/** Blobs further apart than this in a pack are read one by one. */
const widestGap = 1024 * 1024;
const largestRead = 8 * 1024 * 1024;
const mostCached = 128 * 1024 * 1024;

interface WantedBlob {
  id: string;
  place: BlobPlace;
  /** How often it is still needed. */
  uses: number;
  /** Its position among the wanted blobs of its pack. */
  position: number;
  sealed?: Promise<Buffer>;
}

/**
 * Reads data blobs that are known beforehand, about in the order in which they lie in their packs: whoever asks for one
 * gets its neighbours read along. What is read ahead is bounded; beyond it a blob is read again.
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

  /** `onMended` is told of each damaged copy of a blob in whose place another one was read. */
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
    if (blob === undefined) {
      throw new ResiteError('REPOSITORY_DAMAGED', `blob ${id} is in no index of ${this.#store.backend.location}`, {
        hint: damageHint,
      });
    }
    blob.uses -= 1;
    if (this.#last?.id === id) {
      if (blob.uses <= 0) this.#drop(blob);
      return this.#last.content;
    }
    const content = readAnyCopy(this.#store, this.#index, { type: 'data', id, onMended: this.#onMended }, () =>
      this.#open(blob),
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

  async #open(blob: WantedBlob): Promise<Buffer> {
    const { id, place } = blob;
    if (typeof place.pack !== 'string') return this.#store.loadBlob(id, place);
    if (blob.sealed === undefined) this.#load(place.pack, blob);
    const sealed = await blob.sealed!;
    if (blob.uses <= 0) this.#drop(blob);
    const content = await this.#store.openBlob(id, sealed, place.plainLength);
    if (content === undefined) throw this.#store.damaged(`blob ${id} in data/${place.pack}`);
    return content;
  }

  /** One read for the blob and those behind it that will be needed as well. */
  #load(pack: string, first: WantedBlob): void {
    const run = this.#runFrom(pack, first);
    const start = first.place.offset;
    const last = run.at(-1)!.place;
    const reading = this.#store.loadPack(pack, `blob ${first.id}`, {
      offset: start,
      length: last.offset + last.length - start,
    });
    for (const blob of run) {
      const { offset, length } = blob.place;
      blob.sealed = reading.then(bytes => bytes.subarray(offset - start, offset - start + length));
      blob.sealed.catch(() => {}); // whoever asks for the blob meets the failure
      this.#cached.add(blob);
      this.#cachedBytes += length;
    }
    for (const oldest of this.#cached) {
      if (this.#cachedBytes <= mostCached) break;
      if (oldest !== first) this.#drop(oldest);
    }
  }

  #runFrom(pack: string, first: WantedBlob): WantedBlob[] {
    const run = [first];
    let end = first.place.offset + first.place.length;
    for (const blob of this.#packs.get(pack)!.slice(first.position + 1)) {
      const { offset, length } = blob.place;
      if (offset - end > widestGap || offset + length - first.place.offset > largestRead) break;
      if (blob.uses <= 0 || blob.sealed !== undefined) continue;
      run.push(blob);
      end = offset + length;
    }
    return run;
  }

  #drop(blob: WantedBlob): void {
    if (!this.#cached.delete(blob)) return;
    this.#cachedBytes -= blob.place.length;
    delete blob.sealed;
  }
}
