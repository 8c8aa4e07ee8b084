import type { PackContent } from './open-pack.ts';

/** Room for all but packs with very large blobs; it counts as used only where it has been written to. */
const usualRoom = 25 * 1024 * 1024;
const mostSpare = 3;
/** Memory of packs that are stored. */
const spare: Buffer[] = [];

/** The content of a pack, in memory. */
export class PackMemory implements PackContent {
  #room = spare.pop() ?? Buffer.allocUnsafeSlow(usualRoom);
  #size = 0;

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#size);
  }

  append(part: Uint8Array): void {
    const size = this.#size + part.length;
    if (size > this.#room.length) {
      const larger = Buffer.allocUnsafeSlow(size + size / 4);
      larger.set(this.bytes);
      this.#room = larger;
    }
    this.#room.set(part, this.#size);
    this.#size = size;
  }

  /** Empties it: its memory serves the next pack. */
  letGo(): void {
    if (spare.length < mostSpare && this.#room.length === usualRoom) spare.push(this.#room);
    this.#room = Buffer.alloc(0);
    this.#size = 0;
  }
}
