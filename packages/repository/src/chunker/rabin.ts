import { fingerprintModule, layout } from './fingerprint-module.ts';
import { type Polynomial, remainder } from './polynomial.ts';

export const minimumChunk = 512 * 1024;
export const maximumChunk = 8 * 1024 * 1024;
const { window } = layout;
const cutMask = (1 << 20) - 1;

/** What is used of it; TypeScript describes it for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

const compiled = new WebAssembly.Module(fingerprintModule);

/**
 * Finds where content is cut into blobs: a Rabin fingerprint over the last 64 bytes, cut where its low 20 bits are zero
 * (restic/chunker). A fingerprint depends on nothing but those 64 bytes, so nothing before the minimum is hashed.
 */
export class Rabin {
  readonly #memory: Buffer;
  readonly #prime: (start: number, end: number) => number;
  readonly #scan: (start: number, end: number) => number;
  /** Where the window ends; nothing has been looked at while it is below the minimum. */
  #position = 0;

  constructor(polynomial: Polynomial) {
    const { memory, prime, scan } = new WebAssembly.Instance(compiled).exports as Exports;
    this.#memory = Buffer.from(memory.buffer);
    this.#prime = prime;
    this.#scan = scan;
    const leaving = new BigInt64Array(memory.buffer, layout.leaving, 256);
    const overflow = new BigInt64Array(memory.buffer, layout.overflow, 256);
    for (let bit = 0; bit < 8; bit += 1) {
      const over = 1n << BigInt(53 + bit);
      addBit(leaving, bit, remainder(1n << BigInt(8 * (window - 1) + bit), polynomial));
      addBit(overflow, bit, remainder(over, polynomial) | over);
    }
  }

  /** To be called before each chunk. */
  reset(): void {
    this.#position = 0;
  }

  /** Length of the chunk that `data` starts with, 0 while more of it is needed. `data` only ever grows between two resets. */
  cut(data: Uint8Array, filled: number): number {
    if (filled < minimumChunk) return 0;
    const { content, fingerprint, room } = layout;
    if (this.#position === 0) {
      this.#memory.writeBigInt64LE(0n, fingerprint);
      this.#memory.set(data.subarray(minimumChunk - window, minimumChunk), content);
      this.#prime(content, content + window);
      this.#position = minimumChunk;
      if ((this.#memory.readUInt32LE(fingerprint) & cutMask) === 0) return minimumChunk;
    }
    const end = Math.min(filled, maximumChunk);
    while (this.#position < end) {
      const size = Math.min(end - this.#position, room);
      this.#memory.set(data.subarray(this.#position - window, this.#position + size), content);
      const reached = this.#scan(content + window, content + window + size);
      this.#position += Math.abs(reached) - content - window;
      if (reached < 0) return this.#position;
    }
    return this.#position === maximumChunk ? maximumChunk : 0;
  }
}

interface Exports {
  memory: { buffer: ArrayBuffer };
  prime(start: number, end: number): number;
  scan(start: number, end: number): number;
}

/** Tables are linear: the entry of a byte is the sum of the entries of its bits. */
function addBit(table: BigInt64Array, bit: number, value: Polynomial): void {
  for (let byte = 1 << bit; byte < 2 << bit; byte += 1) table[byte] = table[byte - (1 << bit)]! ^ value;
}
