import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';

/** The offset that means "none". */
export const none = 0xffffffff;

/**
 * The cells of a hive. Every offset is checked before anything is read: it must lie within a bin, be aligned, and lead
 * to a cell in use that ends within the same bin.
 */
export class Cells {
  readonly #bytes: Buffer;
  /** For each page of 4096 bytes, the offset at which its bin ends. */
  readonly #binEnds: Uint32Array;
  readonly #taken: Uint8Array;

  /** `bytes` is the whole file; the bins are validated here. */
  constructor(bytes: Buffer, dataSize: number) {
    this.#bytes = bytes.subarray(headerSize, headerSize + dataSize);
    this.#binEnds = findBins(this.#bytes);
    this.#taken = new Uint8Array(dataSize / 8);
  }

  /** The content of a cell that `owner` refers to; it may be longer than what was stored in it. */
  read(offset: number, what: string): Buffer {
    if (offset % 8 !== 0 || offset >= this.#bytes.length) {
      throw hiveInvalid(offset + headerSize, `no cell can begin there, where ${what} should be`);
    }
    const size = -this.#bytes.readInt32LE(offset);
    if (size < 8 || size % 8 !== 0 || offset + size > this.#binEnds[offset >>> 12]!) {
      throw hiveInvalid(offset + headerSize, `${what} should be there, but no cell in use is`);
    }
    return this.#bytes.subarray(offset + 4, offset + size);
  }

  /** As `read`, for a cell that belongs to one owner only: a second reference, as in a cycle, is an error. */
  take(offset: number, what: string): Buffer {
    const content = this.read(offset, what);
    if (this.#taken[offset / 8]) throw hiveInvalid(offset + headerSize, `${what} is used twice`);
    this.#taken[offset / 8] = 1;
    return content;
  }
}

/** Cell and bin headers come first in a bin, so no cell begins in its first 32 bytes. */
function findBins(bytes: Buffer): Uint32Array {
  const ends = new Uint32Array(bytes.length / 4096);
  for (let offset = 0; offset < bytes.length; ) {
    if (bytes.toString('latin1', offset, offset + 4) !== 'hbin')
      throw hiveInvalid(offset + headerSize, 'no bin begins there');
    if (bytes.readUInt32LE(offset + 4) !== offset)
      throw hiveInvalid(offset + headerSize + 4, 'the bin there is a stray one');
    const size = bytes.readUInt32LE(offset + 8);
    if (size === 0 || size % 4096 !== 0 || size > bytes.length - offset) {
      throw hiveInvalid(offset + headerSize + 8, `${size} cannot be the size of the bin there`);
    }
    ends.fill(offset + size, offset / 4096, (offset + size) / 4096);
    offset += size;
  }
  return ends;
}

/** `length` bytes must be there before they are read. */
export function expectLength(cell: Buffer, length: number, offset: number, what: string): void {
  if (cell.length < length) {
    throw hiveInvalid(offset + headerSize, `${what} there needs ${length} bytes, but its cell holds ${cell.length}`);
  }
}

export function expectSignature(cell: Buffer, signature: string, offset: number, what: string): void {
  if (cell.toString('latin1', 0, 2) !== signature) {
    throw hiveInvalid(offset + headerSize, `${what} should be there, but its signature "${signature}" is missing`);
  }
}
