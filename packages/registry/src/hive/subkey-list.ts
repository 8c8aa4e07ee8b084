import { upcaseUnit } from '../names.ts';
import { type Cells, expectLength } from './cells.ts';
import { headerSize } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { encodeName } from './stored-name.ts';

const what = 'a list of subkeys';
const headSize = 4;

/** The offsets of the key nodes in a list: `lf` or `lh` (with hashes), `li` (without), or `ri`, a list of such lists. */
export function readSubkeyList(cells: Cells, offset: number): number[] {
  const cell = cells.take(offset, what);
  const signature = cell.toString('latin1', 0, 2);
  if (signature !== 'ri') return readLeaf(cell, offset);
  return readOffsets(cell, 4, offset).flatMap(leaf => readLeaf(cells.take(leaf, what), leaf));
}

function readLeaf(cell: Buffer, offset: number): number[] {
  const signature = cell.toString('latin1', 0, 2);
  if (signature === 'lf' || signature === 'lh') return readOffsets(cell, 8, offset);
  if (signature === 'li') return readOffsets(cell, 4, offset);
  throw hiveInvalid(offset + headerSize, `${what} should be there, but its signature is missing`);
}

function readOffsets(cell: Buffer, step: number, offset: number): number[] {
  const count = cell.readUInt16LE(2);
  expectLength(cell, headSize + count * step, offset, what);
  return Array.from({ length: count }, (_, index) => cell.readUInt32LE(headSize + index * step));
}

/** A subkey as its parent lists it. */
export interface ListedSubkey {
  name: string;
  offset: number;
}

/** As many entries as Windows puts into one list, which then fits a bin of 4096 bytes. */
export const leafCapacity = 507;

/** `lh` for format 1.5, `lf` before. `subkeys` are in the order of their names, at most `leafCapacity` of them. */
export function encodeLeaf(subkeys: readonly ListedSubkey[], minorVersion: number): Buffer {
  const hashed = minorVersion >= 5;
  const cell = Buffer.alloc(headSize + 8 * subkeys.length);
  cell.write(hashed ? 'lh' : 'lf', 0, 'latin1');
  cell.writeUInt16LE(subkeys.length, 2);
  subkeys.forEach(({ name, offset }, index) => {
    cell.writeUInt32LE(offset, headSize + 8 * index);
    if (hashed) cell.writeUInt32LE(nameHash(name), headSize + 8 * index + 4);
    else nameHint(name).copy(cell, headSize + 8 * index + 4);
  });
  return cell;
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
function nameHint(name: string): Buffer {
  const { bytes, compressed } = encodeName(name.slice(0, 4));
  return compressed ? bytes : Buffer.alloc(4);
}
