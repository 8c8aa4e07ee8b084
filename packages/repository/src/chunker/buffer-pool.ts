import { maximumChunk, minimumChunk } from './rabin.ts';

/**
 * Memory for chunks. Large buffers hold any chunk, can be seen by all threads and are used again; small ones are left to the
 * garbage collector.
 */
export class BufferPool {
  readonly #free: Buffer[] = [];

  /** A buffer of at least this size, up to the largest chunk. */
  take(size: number): Buffer {
    if (size < minimumChunk) return Buffer.allocUnsafe(Math.max(size, 1));
    return this.#free.pop() ?? Buffer.from(new SharedArrayBuffer(maximumChunk));
  }

  /** The same buffer, or a larger one with its first `filled` bytes, so that `size` bytes have room. */
  fit(buffer: Buffer, filled: number, size: number): Buffer {
    if (size <= buffer.length) return buffer;
    const larger = this.take(Math.max(size, buffer.length * 2));
    buffer.copy(larger, 0, 0, filled);
    return larger;
  }

  give(buffer: Buffer): void {
    if (buffer.length === maximumChunk && !this.#free.includes(buffer)) this.#free.push(buffer);
  }
}
