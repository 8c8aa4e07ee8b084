import { isResiteError } from '@resite/errors';
import type { BlobPlace } from '../store/blob-place.ts';
import type { Store } from '../store/store.ts';

const blockSize = 512 * 1024;
const mostBlocks = 64;

/**
 * Reads small blobs, many of which lie side by side: the trees of a snapshot. It reads what surrounds a blob in its pack as
 * well, and keeps it for a while.
 */
export class BlockCache {
  readonly #store: Store;
  /** Blocks by pack and range, the longest unused first. */
  readonly #blocks = new Map<string, Promise<Buffer>>();

  constructor(store: Store) {
    this.#store = store;
  }

  async loadBlob(id: string, place: BlobPlace): Promise<Buffer> {
    const { pack, offset, length, plainLength, packEnd } = place;
    const start = offset - (offset % blockSize);
    const end = Math.min(start + blockSize, packEnd);
    if (typeof pack !== 'string' || offset + length > end) return this.#store.loadBlob(id, place);
    const key = `${pack} ${start} ${end}`;
    const loading =
      this.#blocks.get(key) ?? this.#store.loadPack(pack, `blob ${id}`, { offset: start, length: end - start });
    this.#blocks.delete(key);
    this.#blocks.set(key, loading);
    if (this.#blocks.size > mostBlocks) this.#blocks.delete(this.#blocks.keys().next().value!);
    const block = await this.#loaded(key, loading);
    const content =
      block && this.#store.openBlob(id, block.subarray(offset - start, offset - start + length), plainLength);
    if (content !== undefined) return content;
    this.#blocks.delete(key);
    return this.#store.loadBlob(id, place); // what is wrong with the block may spare this part of it
  }

  /** Undefined when the pack is damaged. */
  async #loaded(key: string, loading: Promise<Buffer>): Promise<Buffer | undefined> {
    try {
      return await loading;
    } catch (error) {
      this.#blocks.delete(key);
      if (isResiteError(error, 'REPOSITORY_DAMAGED')) return undefined;
      throw error;
    }
  }
}
