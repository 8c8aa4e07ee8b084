import {
  binHeaderSize,
  binSize,
  type CellRange,
  free,
  inUse,
  isBin,
  markCells,
  nextBin,
  nextCells,
  unknown,
} from './bins.ts';
import { type HiveHeader, headerSize } from './header.ts';
import { type HiveInvalid, hiveInvalid } from './hive-invalid.ts';
import { NameReader } from './name-reader.ts';
import { readWords } from './words.ts';

/** The offset that means "none". */
export const none = 0xffffffff;

/** A cell in use that has an owner. */
const taken = 3;

/** Called for each damage that is got over; without it, damage is thrown. */
export type Report = (damage: HiveInvalid) => void;

/** The cells of a hive; offsets count from the first bin. */
export class Cells {
  /** Of format 1.1 or later; names are stored otherwise in 1.1. */
  readonly minorVersion: number;
  readonly dataSize: number;
  readonly names: NameReader;
  /** Where the content of the cell ends that was opened last. */
  end = 0;
  /** The bins as 32-bit numbers: cells begin at multiples of 8, so their fields lie in whole words. */
  readonly #words: Int32Array;
  readonly #bytes: Buffer;
  /** The same without the methods of `Buffer`. */
  readonly #plain: Uint8Array;
  /** By offset / 8: what begins there. */
  readonly #states: Uint8Array;
  /** A cell begins with its size; in 1.1 the offset of the cell before follows. */
  readonly #contentStart: number;
  readonly #report: Report | undefined;
  /** Bytes that may still be taken where the cells are not known; keeps the work proportional to the file. */
  #credit: number;

  /**
   * `bytes` is the whole file. That bins follow bins and cells fill bins without a gap is checked here. With `report`,
   * what is behind the damage is looked for, cells may be taken where none are known, if they can be ones, and the sizes
   * of damaged cells are changed in `bytes`.
   */
  constructor(
    bytes: Buffer,
    { dataSize, minorVersion }: Pick<HiveHeader, 'dataSize' | 'minorVersion'>,
    report?: Report,
  ) {
    this.minorVersion = minorVersion;
    this.dataSize = dataSize;
    this.#bytes = bytes.subarray(headerSize, headerSize + dataSize);
    this.#plain = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, dataSize);
    this.#words = readWords(this.#plain);
    this.names = new NameReader(this.#bytes, this.#words);
    this.#states = new Uint8Array(dataSize / 8);
    this.#contentStart = minorVersion === 1 ? 8 : 4;
    this.#report = report;
    this.#credit = dataSize;
    const unit = minorVersion === 1 ? 16 : 8;
    for (let offset = 0; offset < dataSize; ) {
      const end = attempt(report, () => offset + binSize(this.#words, offset)) ?? nextBin(this.#bytes, offset);
      if (isBin(this.#words, offset)) this.#markBin({ start: offset + binHeaderSize, end, unit });
      offset = end;
    }
  }

  /**
   * The content of the cell in use at `offset`, maybe longer than what was stored in it; `what` it should be is for
   * the error. A cell has one owner: taking it again, as a cycle would, is an error.
   */
  take(offset: number, what: string): Buffer {
    const start = this.open(offset, what);
    return this.buffer(start);
  }

  /** As `take`, without making an object: gives where the content begins, and sets `end`. */
  open(offset: number, what: string): number {
    if (offset % 8 !== 0 || this.#states[offset >>> 3] !== inUse) this.#expectCell(offset, what);
    this.#states[offset >>> 3] = taken;
    this.end = offset - this.#words[offset >>> 2]!;
    return offset + this.#contentStart;
  }

  /** The number in two bytes; `place` is even. */
  uint16(place: number): number {
    return (this.#words[place >>> 2]! >>> ((place & 2) * 8)) & 0xffff;
  }

  /** The number in four bytes; `place` is a multiple of 4. */
  uint32(place: number): number {
    return this.#words[place >>> 2]! >>> 0;
  }

  uint64(place: number): bigint {
    return this.#bytes.readBigUInt64LE(place);
  }

  /** Bytes of the hive, not copied. */
  slice(start: number, length: number): Uint8Array {
    return this.#plain.subarray(start, start + length);
  }

  /** A copy of bytes of the hive. */
  copy(start: number, length: number): Uint8Array {
    const copy = new Uint8Array(length);
    if (length > 64) copy.set(this.#bytes.subarray(start, start + length));
    else for (let index = 0; index < length; index++) copy[index] = this.#bytes[start + index]!;
    return copy;
  }

  /** Whether a cell in use begins there. */
  has(offset: number): boolean {
    return offset % 8 === 0 && (this.#states[offset / 8] ?? free) >= inUse;
  }

  /** The content of the cell that was opened last, from `start` on. */
  buffer(start: number): Buffer {
    return this.#bytes.subarray(start, this.end);
  }

  /** What is in the cell, whoever owns it; only where `has` is true. */
  content(offset: number): Buffer {
    return this.#bytes.subarray(offset + this.#contentStart, offset - this.#bytes.readInt32LE(offset));
  }

  /** The offsets of cells in use that nobody took. */
  *untaken(): Generator<number> {
    for (let index = 0; index < this.#states.length; index++) if (this.#states[index] === inUse) yield index * 8;
  }

  /** A damaged cell is taken to end where cells begin that fill the rest of the bin. */
  #markBin(range: CellRange): void {
    const whole = this.#report && ((damage: HiveInvalid) => this.#markBehind(damage, range));
    attempt(whole, () => markCells(this.#words, range, this.#states));
  }

  #markBehind(damage: HiveInvalid, { end, unit }: CellRange): void {
    this.#report?.(damage);
    const start = damage.offset - headerSize;
    if (end - start < 2 * unit) return;
    const next = nextCells(this.#bytes, { start: start + unit, end, unit });
    this.#bytes.writeInt32LE(start - next, start);
    this.#words[start / 4] = start - next; // they can be a copy
    markCells(this.#words, { start, end, unit }, this.#states);
  }

  #expectCell(offset: number, what: string): void {
    const state = offset % 8 === 0 ? this.#states[offset / 8] : undefined;
    if (state === taken) throw hiveInvalid(offset + headerSize, `${what} is used twice`);
    if (state !== inUse && !(state === unknown && this.#canBeCell(offset)))
      throw hiveInvalid(offset + headerSize, `${what} should be there, but no cell in use is`);
  }

  #canBeCell(offset: number): boolean {
    if (this.#report === undefined) return false;
    const length = -this.#bytes.readInt32LE(offset);
    if (length < 8 || length % 8 !== 0 || length > this.#bytes.length - offset || length > this.#credit) return false;
    this.#credit -= length;
    return true;
  }
}

/** Undefined when `work` met damage and `report` has been told; without `report`, damage is thrown. */
export function attempt<T>(report: Report | undefined, work: () => T): T | undefined {
  if (report === undefined) return work();
  try {
    return work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    report(error);
    return undefined;
  }
}

function isDamage(error: unknown): error is HiveInvalid {
  return error instanceof Error && 'code' in error && error.code === 'HIVE_INVALID' && 'offset' in error;
}

/** `length` bytes must be there before they are read. */
export function expectLength(cell: { length: number }, length: number, offset: number, what: string): void {
  if (cell.length < length) throw tooShort(cell.length, length, offset, what);
}

export function tooShort(present: number, needed: number, offset: number, what: string): HiveInvalid {
  return hiveInvalid(offset + headerSize, `${what} there needs ${needed} bytes, but its cell holds ${present}`);
}

/** Text in UTF-16 of `length` bytes: half a character is no text. With `report`, the rest of it is. */
export function expectUtf16(length: number, offset: number, what: string, report?: Report): void {
  attempt(report, () => {
    if (length % 2 !== 0)
      throw hiveInvalid(offset + headerSize, `${what} there has ${length} bytes, and UTF-16 has two a character`);
  });
}

export function expectSignature(cell: Buffer, signature: string, offset: number, what: string): void {
  if (cell[0] !== signature.charCodeAt(0) || cell[1] !== signature.charCodeAt(1)) {
    throw noSignature(signature, offset, what);
  }
}

export function noSignature(signature: string, offset: number, what: string): HiveInvalid {
  return hiveInvalid(offset + headerSize, `${what} should be there, but its signature "${signature}" is missing`);
}
