import { openBlobInPlace } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import { ScratchMemory } from '../system/scratch-memory.ts';

/** Opens blobs one after the other in the same memory. */
export class BlobOpener {
  readonly #sealer: Sealer;
  readonly #scratch = new ScratchMemory();
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
    const room = (size: number) => this.#scratch.take(size).subarray(0, size);
    const content = openBlobInPlace(this.#sealer, id, sealed, { plainLength, room });
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
  }
}
