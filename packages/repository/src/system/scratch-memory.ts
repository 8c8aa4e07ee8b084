/** More than this is not kept for the next one. */
const mostKept = 2 * 1024 * 1024;
const least = 256 * 1024;

/** Memory for one thing at a time: the next one gets the same. Freed at once instead of by the collector, which sees it as small. */
export class ScratchMemory {
  #bytes = Buffer.alloc(0);

  /** At least so many bytes. What was taken before is void. */
  take(size: number): Buffer {
    const isKept = this.#bytes.length <= mostKept || size > mostKept;
    if (this.#bytes.length >= size && isKept) return this.#bytes;
    free(this.#bytes);
    this.#bytes = Buffer.allocUnsafeSlow(size > mostKept ? size : Math.max(least, 2 ** Math.ceil(Math.log2(size))));
    return this.#bytes;
  }
}

/** Gives the memory of a buffer back to the system; no view of it may be in use. */
export function free({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
