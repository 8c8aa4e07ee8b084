import { type HiveHeader, headerSize } from './header.ts';
import { type HiveInvalid, hiveInvalid } from './hive-invalid.ts';
import { NameReader } from './name-reader.ts';

/** The offset that means "none". */
export const none = 0xffffffff;

export const pageSize = 4096;
export const binHeaderSize = 32;
const unknown = 0;
const free = 1;
const inUse = 2;
const taken = 3;

/** Called for each damage that is got over; without it, damage is thrown. */
export type Report = (damage: HiveInvalid) => void;

/** The cells of a hive; offsets count from the first bin. */
export class Cells {
  /** Of format 1.1 or later; names are stored otherwise in 1.1. */
  readonly minorVersion: number;
  readonly dataSize: number;
  readonly names: NameReader;
  /** The bins, as numbers. */
  readonly view: DataView;
  /** Where the content of the cell ends that was opened last, in `view`. */
  end = 0;
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
    this.names = new NameReader(this.#bytes);
    this.view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, dataSize);
    this.#states = new Uint8Array(dataSize / 8);
    this.#contentStart = minorVersion === 1 ? 8 : 4;
    this.#report = report;
    this.#credit = dataSize;
    const unit = minorVersion === 1 ? 16 : 8;
    for (let offset = 0; offset < dataSize; ) {
      const end = attempt(report, () => offset + binSize(this.#bytes, offset)) ?? nextBin(this.#bytes, offset);
      if (this.#bytes.toString('latin1', offset, offset + 4) === 'hbin') {
        this.#markBin({ start: offset + binHeaderSize, end, unit });
      }
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

  /** As `take`, without making an object: gives where the content begins in `view`, and sets `end`. */
  open(offset: number, what: string): number {
    const state = offset % 8 === 0 ? this.#states[offset / 8] : undefined;
    if (state === taken) throw hiveInvalid(offset + headerSize, `${what} is used twice`);
    if (state !== inUse && !(state === unknown && this.#canBeCell(offset)))
      throw hiveInvalid(offset + headerSize, `${what} should be there, but no cell in use is`);
    this.#states[offset / 8] = taken;
    this.end = offset - this.view.getInt32(offset, true);
    return offset + this.#contentStart;
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
  #markBin(range: Range): void {
    const whole = this.#report && ((damage: HiveInvalid) => this.#markBehind(damage, range));
    attempt(whole, () => markCells(this.view, range, this.#states));
  }

  #markBehind(damage: HiveInvalid, { end, unit }: Range): void {
    this.#report?.(damage);
    const start = damage.offset - headerSize;
    if (end - start < 2 * unit) return;
    const next = nextCells(this.#bytes, { start: start + unit, end, unit });
    this.#bytes.writeInt32LE(start - next, start);
    markCells(this.view, { start, end, unit }, this.#states);
  }

  #canBeCell(offset: number): boolean {
    if (this.#report === undefined) return false;
    const length = -this.#bytes.readInt32LE(offset);
    if (length < 8 || length % 8 !== 0 || length > this.#bytes.length - offset || length > this.#credit) return false;
    this.#credit -= length;
    return true;
  }
}

function binSize(bytes: Buffer, offset: number): number {
  const place = offset + headerSize;
  if (bytes.toString('latin1', offset, offset + 4) !== 'hbin') throw hiveInvalid(place, 'no bin begins there');
  if (bytes.length - offset < binHeaderSize) throw hiveInvalid(place, 'the bin there is cut off');
  if (bytes.readUInt32LE(offset + 4) !== offset) throw hiveInvalid(place + 4, 'the bin there belongs elsewhere');
  const size = bytes.readUInt32LE(offset + 8);
  if (size === 0 || size % pageSize !== 0 || size > bytes.length - offset) {
    throw hiveInvalid(place + 8, `${size} cannot be the size of the bin there`);
  }
  return size;
}

/** Where the next bin may begin behind a damaged one: at the next page that says so, or else at the end. */
function nextBin(bytes: Buffer, offset: number): number {
  for (let next = offset + pageSize; next < bytes.length - binHeaderSize; next += pageSize) {
    if (bytes.toString('latin1', next, next + 4) === 'hbin' && bytes.readUInt32LE(next + 4) === next) return next;
  }
  return bytes.length;
}

interface Range {
  start: number;
  end: number;
  /** Sizes are multiples of it. */
  unit: number;
}

function markCells(view: DataView, { start, end, unit }: Range, states: Uint8Array): void {
  for (let offset = start; offset < end; ) {
    const size = view.getInt32(offset, true);
    const length = Math.abs(size);
    if (length < 8 || length % unit !== 0 || length > end - offset) {
      throw hiveInvalid(offset + headerSize, `${size} cannot be the size of the cell there`);
    }
    states[offset / 8] = size < 0 ? inUse : free;
    offset += length;
  }
}

/** The first place from which cells follow cells up to the end. */
function nextCells(bytes: Buffer, { start, end, unit }: Range): number {
  const leadsToEnd = new Uint8Array((end - start) / unit + 1);
  leadsToEnd[leadsToEnd.length - 1] = 1;
  let first = end;
  for (let offset = end - unit; offset >= start; offset -= unit) {
    const length = Math.abs(bytes.readInt32LE(offset));
    if (length < 8 || length % unit !== 0 || length > end - offset) continue;
    const leads = leadsToEnd[(offset + length - start) / unit] === 1;
    leadsToEnd[(offset - start) / unit] = leads ? 1 : 0;
    if (leads) first = offset;
  }
  return first;
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

export function expectSignature(cell: Buffer, signature: string, offset: number, what: string): void {
  if (cell[0] !== signature.charCodeAt(0) || cell[1] !== signature.charCodeAt(1)) {
    throw hiveInvalid(offset + headerSize, `${what} should be there, but its signature "${signature}" is missing`);
  }
}
