import { ResiteError } from '@resite/errors';
import { binHeaderSize, pageSize } from './bins.ts';
import type { CellWriter } from './write-key.ts';

/** In memory the highest bit of an offset marks volatile cells. */
export const largestHive = 0x7fffe000;

/** Lays out cells one after another in bins, as a freshly saved hive has them. */
export class BinWriter implements CellWriter {
  #bytes = Buffer.alloc(16 * pageSize);
  #binStart = 0;
  #binEnd = 0;
  #next = 0;

  allocate(size: number): number {
    const cellSize = roundUp(size + 4, 8);
    if (this.#next + cellSize > this.#binEnd) this.#beginBin(cellSize);
    const offset = this.#next;
    this.#bytes.writeInt32LE(-cellSize, offset);
    this.#next += cellSize;
    return offset;
  }

  content(offset: number): Buffer {
    return this.#bytes.subarray(offset + 4, offset - this.#bytes.readInt32LE(offset));
  }

  add(content: Uint8Array): number {
    const offset = this.allocate(content.length);
    this.#bytes.set(content, offset + 4);
    return offset;
  }

  /** All bins; only the first carries a time. */
  finish(timestamp: bigint): Buffer {
    this.#endBin();
    this.#bytes.writeBigUInt64LE(timestamp, 20);
    return this.#bytes.subarray(0, this.#binEnd);
  }

  #beginBin(cellSize: number): void {
    this.#endBin();
    this.#binStart = this.#binEnd;
    this.#binEnd += roundUp(binHeaderSize + cellSize, pageSize);
    if (this.#binEnd > largestHive) throw hiveTooLarge();
    if (this.#binEnd > this.#bytes.length) this.#grow();
    this.#bytes.write('hbin', this.#binStart, 'latin1');
    this.#bytes.writeUInt32LE(this.#binStart, this.#binStart + 4);
    this.#bytes.writeUInt32LE(this.#binEnd - this.#binStart, this.#binStart + 8);
    this.#next = this.#binStart + binHeaderSize;
  }

  /** What is left of a bin is one free cell, of positive size. */
  #endBin(): void {
    if (this.#next < this.#binEnd) this.#bytes.writeInt32LE(this.#binEnd - this.#next, this.#next);
  }

  #grow(): void {
    const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, roundUp(this.#binEnd, pageSize)));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}

export function hiveTooLarge(): ResiteError {
  return new ResiteError('REGISTRY_LIMIT', `the registry hive would be larger than ${largestHive} bytes`, {
    hint: 'Save its subkeys one by one.',
  });
}

function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}
