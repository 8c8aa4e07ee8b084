import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';

export const pageSize = 4096;
export const binHeaderSize = 32;
const binSignature = 0x6e696268; // hbin

/** What is known of a place where a cell can begin. */
export const unknown = 0;
export const free = 1;
export const inUse = 2;

export function isBin(words: Int32Array, offset: number): boolean {
  return words[offset >>> 2] === binSignature;
}

/** That a bin begins at `offset` and fits is checked. */
export function binSize(words: Int32Array, offset: number): number {
  const [place, left] = [offset + headerSize, words.length * 4 - offset];
  if (!isBin(words, offset)) throw hiveInvalid(place, 'no bin begins there');
  if (left < binHeaderSize) throw hiveInvalid(place, 'the bin there is cut off');
  if (words[(offset >>> 2) + 1] !== offset) throw hiveInvalid(place + 4, 'the bin there belongs elsewhere');
  const size = words[(offset >>> 2) + 2]!;
  if (size <= 0 || size % pageSize !== 0 || size > left) {
    throw hiveInvalid(place + 8, `${size >>> 0} cannot be the size of the bin there`);
  }
  return size;
}

/** Where the next bin may begin behind a damaged one: at the next page that says so, or else at the end. */
export function nextBin(bytes: Buffer, offset: number): number {
  for (let next = offset + pageSize; next < bytes.length - binHeaderSize; next += pageSize) {
    if (bytes.toString('latin1', next, next + 4) === 'hbin' && bytes.readUInt32LE(next + 4) === next) return next;
  }
  return bytes.length;
}

export interface CellRange {
  start: number;
  end: number;
  /** Sizes are multiples of it. */
  unit: number;
}

/** That cells fill the range without a gap is checked; says in `states`, by offset / 8, what begins where. */
export function markCells(words: Int32Array, { start, end, unit }: CellRange, states: Uint8Array): void {
  for (let offset = start; offset < end; ) {
    const size = words[offset >>> 2]!;
    const length = size < 0 ? -size : size;
    if (length < 8 || length % unit !== 0 || length > end - offset) {
      throw hiveInvalid(offset + headerSize, `${size} cannot be the size of the cell there`);
    }
    states[offset >>> 3] = size < 0 ? inUse : free;
    offset += length;
  }
}

/** The first place from which cells follow cells up to the end. */
export function nextCells(bytes: Buffer, { start, end, unit }: CellRange): number {
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
