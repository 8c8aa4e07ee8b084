import { type Polynomial, remainder } from './polynomial.ts';

export const minimumChunk = 512 * 1024;
export const maximumChunk = 8 * 1024 * 1024;
const window = 64;
const cutMask = (1 << 20) - 1;

/**
 * Finds where content is cut into blobs: a Rabin fingerprint over the last 64 bytes, cut where its low 20 bits are zero
 * (restic/chunker). A fingerprint depends on nothing but those 64 bytes, so nothing before the minimum is hashed.
 * Fingerprints have 53 bits and are kept as two 32-bit halves.
 */
export class Rabin {
  readonly #outLow = new Int32Array(256);
  readonly #outHigh = new Int32Array(256);
  readonly #modLow = new Int32Array(256);
  readonly #modHigh = new Int32Array(256);
  #low = 0;
  #high = 0;
  #position = 0;

  constructor(polynomial: Polynomial) {
    for (let bit = 0; bit < 8; bit += 1) {
      const leaving = remainder(1n << BigInt(8 * (window - 1) + bit), polynomial);
      const overflow = 1n << BigInt(53 + bit);
      addBit(this.#outLow, this.#outHigh, bit, leaving);
      addBit(this.#modLow, this.#modHigh, bit, remainder(overflow, polynomial) | overflow);
    }
  }

  /** To be called before each chunk. */
  reset(): void {
    this.#low = 0;
    this.#high = 0;
    this.#position = minimumChunk - window;
  }

  /** Length of the chunk that `data` starts with, 0 while more of it is needed. `data` only ever grows between two resets. */
  cut(data: Uint8Array, filled: number): number {
    const outLow = this.#outLow;
    const outHigh = this.#outHigh;
    const modLow = this.#modLow;
    const modHigh = this.#modHigh;
    let low = this.#low;
    let high = this.#high;
    let position = this.#position;

    const primed = Math.min(filled, minimumChunk);
    for (; position < primed; position += 1) {
      const top = high >>> 13;
      high = ((high << 8) | (low >>> 24)) ^ modHigh[top]!;
      low = ((low << 8) | data[position]!) ^ modLow[top]!;
    }
    if (position === minimumChunk && filled >= minimumChunk && this.#position < minimumChunk && (low & cutMask) === 0) {
      return minimumChunk;
    }
    const end = Math.min(filled, maximumChunk);
    for (; position < end; position += 1) {
      const leaving = data[position - window]!;
      high ^= outHigh[leaving]!;
      low ^= outLow[leaving]!;
      const top = high >>> 13;
      high = ((high << 8) | (low >>> 24)) ^ modHigh[top]!;
      low = ((low << 8) | data[position]!) ^ modLow[top]!;
      if ((low & cutMask) === 0) return position + 1;
    }
    if (position === maximumChunk) return maximumChunk;
    this.#low = low;
    this.#high = high;
    this.#position = position;
    return 0;
  }
}

/** Tables are linear: the entry of a byte is the sum of the entries of its bits. */
function addBit(low: Int32Array, high: Int32Array, bit: number, value: Polynomial): void {
  for (let byte = 1 << bit; byte < 2 << bit; byte += 1) {
    low[byte] = low[byte - (1 << bit)]! ^ Number(BigInt.asIntN(32, value));
    high[byte] = high[byte - (1 << bit)]! ^ Number(value >> 32n);
  }
}
