import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ScratchMemory } from '../system/scratch-memory.ts';

/** Where a thread finds a pack: in a file of this computer, or as bytes that come along, which begin at `from` of the pack. */
export type PackSource = { readonly path: string } | { readonly bytes: Uint8Array; readonly from: number };

/** Small blobs are read together. */
export const leastRead = 256 * 1024;

/**
 * A pack of which a part is in memory at a time. Its bytes are valid until the next are asked for. The memory is used again
 * for the next pack.
 */
export class PackWindow {
  readonly #scratch = new ScratchMemory();
  #file: number | undefined;
  /** What is in memory: `#bytes`, which begin at `#start` of the pack. */
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #size = 0;

  /** Bytes of the pack, or up to the end of those that came along. */
  get size(): number {
    return this.#size;
  }

  open(source: PackSource): void {
    if ('bytes' in source) {
      this.#bytes = source.bytes;
      this.#start = source.from;
      this.#size = source.from + source.bytes.length;
      return;
    }
    this.#file = openSync(source.path, 'r');
    this.#size = fstatSync(this.#file).size;
    this.#bytes = new Uint8Array();
    this.#start = 0;
  }

  /** Exactly this range; undefined when the pack ends before. */
  range(offset: number, length: number): Uint8Array | undefined {
    if (offset < 0 || offset + length > this.#size) return undefined;
    if (!this.#holds(offset, length) && !this.#read(offset, length)) return undefined;
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** What is in memory from this offset on; undefined when that is not. */
  from(offset: number): Uint8Array | undefined {
    return this.#holds(offset, 1) ? this.#bytes.subarray(offset - this.#start) : undefined;
  }

  /** What lies before this offset is used up: whoever asks for it has it read again, unless the bytes came along. */
  letGo(offset: number): void {
    const used = offset - this.#start;
    if (used <= 0) return;
    this.#bytes = this.#bytes.subarray(used);
    this.#start = offset;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#bytes = new Uint8Array();
  }

  #holds(offset: number, length: number): boolean {
    return offset >= this.#start && offset + length <= this.#start + this.#bytes.length;
  }

  #read(offset: number, length: number): boolean {
    if (this.#file === undefined) return false;
    const wanted = Math.min(Math.max(length, leastRead), this.#size - offset);
    const memory = this.#scratch.take(wanted);
    this.#start = offset;
    let filled = 0;
    while (filled < wanted) {
      const count = readSync(this.#file, memory, filled, wanted - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    this.#bytes = memory.subarray(0, filled);
    return filled >= length;
  }
}
