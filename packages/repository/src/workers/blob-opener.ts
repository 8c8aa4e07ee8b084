import { openBlobInPlace } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import { roomFor } from './pack-window.ts';

/** Memory beyond this is freed after use. */
const mostKept = 16 * 1024 * 1024;

/** Opens blobs one after the other in the same memory. */
export class BlobOpener {
  readonly #sealer: Sealer;
  #memory = Buffer.alloc(0);
  #last: { id: string; content: Uint8Array } | undefined;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /**
   * Verified content, valid until the next blob is opened or the next bytes of the pack are read; undefined when the
   * sealed bytes are damaged. They are used up in either case.
   */
  open(id: string, sealed: Uint8Array, plainLength: number): Uint8Array | undefined {
    this.#last = undefined;
    const content = openBlobInPlace(this.#sealer, id, sealed, { plainLength, room: size => this.#room(size) });
    if (content !== undefined) this.#last = { id, content };
    return content;
  }

  /** Content of the blob that was opened last, if it is this one: files often repeat a blob. */
  again(id: string): Uint8Array | undefined {
    return this.#last?.id === id ? this.#last.content : undefined;
  }

  /** Forgets the last blob. */
  end(): void {
    this.#last = undefined;
    if (this.#memory.length > mostKept) this.#memory = Buffer.alloc(0);
  }

  #room(size: number): Uint8Array {
    if (this.#memory.length < size) this.#memory = Buffer.allocUnsafeSlow(roomFor(size));
    return this.#memory.subarray(0, size);
  }
}
