import { maximumChunk } from '../chunker/rabin.ts';

/** Room for the largest chunk, or a batch of small files, sealed. */
const usualSize = maximumChunk + 64 * 1024;

/** Memory that threads share, used again and again: what is handed to and fro as garbage would pile up. */
export class SharedRooms {
  readonly #free: Buffer[] = [];

  /** At least this many bytes. */
  take(size: number): Buffer {
    if (size <= usualSize) return this.#free.pop() ?? Buffer.from(new SharedArrayBuffer(usualSize));
    return Buffer.from(new SharedArrayBuffer(size));
  }

  give(room: Buffer): void {
    if (room.length === usualSize) this.#free.push(room);
  }
}
