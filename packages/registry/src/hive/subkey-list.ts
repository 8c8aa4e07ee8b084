import { upcaseUnit } from '../model/names.ts';
import { attempt, type Cells, expectLength, type Report } from './cells.ts';
import { headerSize } from './header.ts';
import { type HiveInvalid, hiveInvalid } from './hive-invalid.ts';
import { fitting } from './read-key.ts';
import { encodeName } from './stored-name.ts';

const what = 'a list of subkeys';
const headSize = 4;
const [indexRoot, hashLeaf, hintLeaf, plainLeaf] = [0x6972, 0x686c, 0x666c, 0x696c]; // ri, lh, lf, li

/** An entry of a list, and what the list says of the name: a hint in `lf`, a hash in `lh`, nothing in `li`. */
export interface ListEntry {
  offset: number;
  clue: { kind: 'hint' | 'hash'; number: number } | undefined;
  /** Of the entry, from the start of the file. */
  place: number;
}

/**
 * The offsets of the key nodes in a list: `lf` or `lh` (with hashes), `li` (without), or `ri`, a list of such lists.
 * With `report`, what is damaged is left out.
 */
export function readSubkeyList(cells: Cells, offset: number, report?: Report): ListEntry[] {
  const cell = cells.take(offset, what);
  if (signatureOf(cell) !== 'ri') return readLeaf(cell, offset, report);
  const leaves = readEntries(cell, { step: 4, offset, report });
  return leaves.flatMap(
    leaf => attempt(report, () => readLeaf(cells.take(leaf.offset, what), leaf.offset, report)) ?? [],
  );
}

/** As `readSubkeyList`, of a hive without damage, one after the other. Gives how many there are. */
export function visitSubkeyList(cells: Cells, offset: number, visit: (subkey: number) => void): number {
  const start = cells.open(offset, what);
  if (cells.uint16(start) !== indexRoot) return visitLeaf(cells, offset, start, visit);
  const count = listLength(cells, { offset, start, step: 4 });
  let listed = 0;
  for (let index = 0; index < count; index++) {
    const leaf = cells.uint32(start + headSize + 4 * index);
    listed += visitLeaf(cells, leaf, cells.open(leaf, what), visit);
  }
  return listed;
}

function visitLeaf(cells: Cells, offset: number, start: number, visit: (subkey: number) => void): number {
  const signature = cells.uint16(start);
  if (signature !== hashLeaf && signature !== hintLeaf && signature !== plainLeaf) throw noList(offset);
  const step = signature === plainLeaf ? 4 : 8;
  const count = listLength(cells, { offset, start, step });
  for (let index = 0; index < count; index++) visit(cells.uint32(start + headSize + step * index));
  return count;
}

/** Of the list whose cell was opened last. */
function listLength(cells: Cells, { offset, start, step }: { offset: number; start: number; step: number }): number {
  const count = cells.uint16(start + 2);
  expectLength({ length: cells.end - start }, headSize + step * count, offset, what);
  return count;
}

function readLeaf(cell: Buffer, offset: number, report: Report | undefined): ListEntry[] {
  const signature = signatureOf(cell);
  if (signature === 'lh') return readEntries(cell, { step: 8, offset, report, clue: 'hash' });
  if (signature === 'lf') return readEntries(cell, { step: 8, offset, report, clue: 'hint' });
  if (signature === 'li') return readEntries(cell, { step: 4, offset, report });
  throw noList(offset);
}

function noList(offset: number): HiveInvalid {
  return hiveInvalid(offset + headerSize, `${what} should be there, but its signature is missing`);
}

interface ListShape {
  step: 4 | 8;
  offset: number;
  report: Report | undefined;
  clue?: 'hint' | 'hash';
}

function readEntries(cell: Buffer, { step, offset, report, clue }: ListShape): ListEntry[] {
  const count = fitting(cell, { count: cell.readUInt16LE(2), step, start: headSize }, offset, what, report);
  const entries = new Array<ListEntry>(count);
  for (let index = 0; index < count; index++) {
    const start = headSize + index * step;
    entries[index] = {
      offset: cell.readUInt32LE(start),
      clue: clue && { kind: clue, number: cell.readUInt32LE(start + 4) },
      place: headerSize + offset + 4 + start,
    };
  }
  return entries;
}

export function signatureOf(cell: Buffer): string {
  return cell.toString('latin1', 0, 2);
}

/** A subkey as its parent lists it. */
export interface ListedSubkey {
  name: string;
  offset: number;
}

/** A list with hashes, with hints, or with offsets alone. */
export type LeafKind = 'lh' | 'lf' | 'li';

/** As many entries as a list has at most; those of `lf` and `li` then fit a bin of 4096 bytes. */
export const leafCapacity: Readonly<Record<LeafKind, number>> = { lh: 507, lf: 507, li: 1013 };

/**
 * How a key with so many subkeys lists them: `lh` since format 1.5, `li` before 1.3 (msuhanov/regf, "Very old versions of Windows"),
 * and `lf` between them while one list is enough. More are in lists `li` below an `ri`, as in the hives of Windows NT 4.0, which does
 * not divide an `lf`.
 */
export function listShape(count: number, minorVersion: number): { kind: LeafKind; rooted: boolean } {
  const kind = minorVersion >= 5 ? 'lh' : minorVersion >= 3 && count <= leafCapacity.lf ? 'lf' : 'li';
  return { kind, rooted: count > leafCapacity.lf && (minorVersion >= 3 || count > leafCapacity.li) };
}

/** `subkeys` are in the order of their names, and no more than the capacity. */
export function encodeLeaf(subkeys: readonly ListedSubkey[], kind: LeafKind): Buffer {
  const step = entrySize(kind);
  const cell = Buffer.alloc(headSize + step * subkeys.length);
  cell.write(kind, 0, 'latin1');
  cell.writeUInt16LE(subkeys.length, 2);
  subkeys.forEach(({ name, offset }, index) => {
    const place = headSize + step * index;
    cell.writeUInt32LE(offset, place);
    if (kind === 'lh') cell.writeUInt32LE(nameHash(name), place + 4);
    if (kind === 'lf') nameHint(name).copy(cell, place + 4);
  });
  return cell;
}

export function entrySize(kind: LeafKind): 4 | 8 {
  return kind === 'li' ? 4 : 8;
}

/** `ri`: the lists of a key with more subkeys than one list holds. */
export function encodeIndexRoot(leaves: readonly number[]): Buffer {
  const cell = Buffer.alloc(headSize + 4 * leaves.length);
  cell.write('ri', 0, 'latin1');
  cell.writeUInt16LE(leaves.length, 2);
  leaves.forEach((offset, index) => {
    cell.writeUInt32LE(offset, headSize + 4 * index);
  });
  return cell;
}

/** The hash of `lh` entries: 37 times the hash before, plus the uppercase character. */
export function nameHash(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++)
    hash = (Math.imul(hash, 37) + upcaseUnit(name.charCodeAt(index))) | 0;
  return hash >>> 0;
}

/** The hint of `lf` entries: the first four characters, or zeros when one of them needs more than a byte. */
export function nameHint(name: string): Buffer {
  const { bytes, compressed } = encodeName(name.slice(0, 4));
  return compressed ? bytes : Buffer.alloc(4);
}
