import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';

/** The offset that means "none". */
export const none = 0xffffffff;

const pageSize = 4096;
const binHeaderSize = 32;
const free = 0;
const inUse = 1;
const taken = 2;

/** The cells of a hive; offsets count from the first bin. */
export class Cells {
  readonly #bytes: Buffer;
  /** By offset / 8: what begins there. */
  readonly #states: Uint8Array;

  /** `bytes` is the whole file. That bins follow bins and cells fill bins without a gap is checked here. */
  constructor(bytes: Buffer, dataSize: number) {
    this.#bytes = bytes.subarray(headerSize, headerSize + dataSize);
    this.#states = new Uint8Array(dataSize / 8);
    for (let offset = 0; offset < dataSize; ) {
      const size = binSize(this.#bytes, offset);
      markCells(this.#bytes, offset + binHeaderSize, offset + size, this.#states);
      offset += size;
    }
  }

  /**
   * The content of the cell in use at `offset`, maybe longer than what was stored in it; `what` it should be is for
   * the error. A cell has one owner: taking it again, as a cycle would, is an error.
   */
  take(offset: number, what: string): Buffer {
    const state = offset % 8 === 0 ? this.#states[offset / 8] : undefined;
    if (state === taken) throw hiveInvalid(offset + headerSize, `${what} is used twice`);
    if (state !== inUse) throw hiveInvalid(offset + headerSize, `${what} should be there, but no cell in use is`);
    this.#states[offset / 8] = taken;
    return this.#bytes.subarray(offset + 4, offset - this.#bytes.readInt32LE(offset));
  }
}

function binSize(bytes: Buffer, offset: number): number {
  const place = offset + headerSize;
  if (bytes.toString('latin1', offset, offset + 4) !== 'hbin') throw hiveInvalid(place, 'no bin begins there');
  if (bytes.readUInt32LE(offset + 4) !== offset) throw hiveInvalid(place + 4, 'the bin there belongs elsewhere');
  const size = bytes.readUInt32LE(offset + 8);
  if (size === 0 || size % pageSize !== 0 || size > bytes.length - offset) {
    throw hiveInvalid(place + 8, `${size} cannot be the size of the bin there`);
  }
  return size;
}

function markCells(bytes: Buffer, start: number, end: number, states: Uint8Array): void {
  for (let offset = start; offset < end; ) {
    const size = bytes.readInt32LE(offset);
    const length = Math.abs(size);
    if (length < 8 || length % 8 !== 0 || length > end - offset) {
      throw hiveInvalid(offset + headerSize, `${size} cannot be the size of the cell there`);
    }
    states[offset / 8] = size < 0 ? inUse : free;
    offset += length;
  }
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
