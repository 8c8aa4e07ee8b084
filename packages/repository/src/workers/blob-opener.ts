import { openBlobInto } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import { contentSize } from '../pack/header.ts';
import { largestContent } from '../zstd.ts';
import { roomFor } from './pack-window.ts';

/** Memory beyond this is let go of after use. */
const mostKept = 16 * 1024 * 1024;

/** Opens blobs one after the other in the same memory. */
export class BlobOpener {
  readonly #sealer: Sealer;
  #memory = Buffer.alloc(0);
  #last: { id: string; content: Buffer } | undefined;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /** Verified content, valid until the next blob is opened; undefined when the sealed bytes are damaged. */
  open(id: string, sealed: Uint8Array, plainLength: number): Buffer | undefined {
    this.#last = undefined;
    const size = contentSize({ length: sealed.length, plainLength });
    if (size < 0 || size > largestContent) return undefined;
    if (this.#memory.length < size) this.#memory = Buffer.allocUnsafeSlow(roomFor(size));
    const content = this.#memory.subarray(0, size);
    if (!openBlobInto(this.#sealer, id, sealed, plainLength > 0, content)) return undefined;
    this.#last = { id, content };
    return content;
  }

  /** Content of the blob that was opened last, if it is this one: files often repeat a blob. */
  again(id: string): Buffer | undefined {
    return this.#last?.id === id ? this.#last.content : undefined;
  }

  /** Lets go of the last blob: its pack may change from now on. */
  end(): void {
    this.#last = undefined;
    if (this.#memory.length > mostKept) this.#memory = Buffer.alloc(0);
  }
}
