import { marvin32 } from '../src/hive/recover/marvin32.ts';
import { withChecksum } from './hive-bytes.ts';

/** Log files as Windows writes them, made from two states of a hive: what is in the file, and what was in memory. */

interface Header {
  type: number;
  sequence: number;
}

function logHeader(hive: Buffer, { type, sequence }: Header): Buffer {
  const header = Buffer.from(hive.subarray(0, 512));
  header.writeUInt32LE(sequence, 4);
  header.writeUInt32LE(sequence, 8);
  header.writeUInt32LE(type, 28);
  return withChecksum(header);
}

/** The pages of `size` bytes that differ. */
function changedPages(before: Buffer, after: Buffer, size: number): number[] {
  const pages: number[] = [];
  for (let offset = 4096; offset < after.length; offset += size) {
    if (!before.subarray(offset, offset + size).equals(after.subarray(offset, offset + size)))
      pages.push(offset - 4096);
  }
  return pages;
}

/** With a map of pages of 512 bytes: NT to Windows 8. */
export function oldLog(before: Buffer, after: Buffer, { type = 1, sequence = 2 }: Partial<Header> = {}): Buffer {
  const pages = changedPages(before, after, 512);
  const map = Buffer.alloc(Math.ceil(((after.length - 4096) / 512 / 8 + 4) / 512) * 512);
  map.write('DIRT');
  for (const offset of pages) map[4 + Math.floor(offset / 4096)]! |= 1 << ((offset / 512) % 8);
  const content = pages.map(offset => after.subarray(4096 + offset, 4096 + offset + 512));
  return Buffer.concat([logHeader(after, { type, sequence }), map, ...content]);
}

/** With an entry for each step from one state to the next: Windows 8.1 and later. */
export function newLog(states: readonly Buffer[], sequence: number): Buffer {
  const entries = states.slice(1).map((after, index) => {
    const pages = changedPages(states[index]!, after, 4096);
    const size = Math.ceil((40 + pages.length * (8 + 4096)) / 512) * 512;
    const entry = Buffer.alloc(size);
    entry.write('HvLE');
    entry.writeUInt32LE(size, 4);
    entry.writeUInt32LE(sequence + index, 12);
    entry.writeUInt32LE(after.length - 4096, 16);
    entry.writeUInt32LE(pages.length, 20);
    pages.forEach((offset, position) => {
      entry.writeUInt32LE(offset, 40 + 8 * position);
      entry.writeUInt32LE(4096, 44 + 8 * position);
      after.copy(entry, 40 + 8 * pages.length + 4096 * position, 4096 + offset, 8192 + offset);
    });
    return hashed(entry);
  });
  return Buffer.concat([logHeader(states.at(-1)!, { type: 6, sequence }), ...entries]);
}

export function hashed(entry: Buffer): Buffer {
  entry.writeBigUInt64LE(marvin32(entry.subarray(40)), 24);
  entry.writeBigUInt64LE(marvin32(entry.subarray(0, 32)), 32);
  return entry;
}

/** As it is in the file when power fails before the write begins (nothing of `after` is there) or ends. */
export function cutOff(hive: Buffer, { primary = 2, secondary = 1 } = {}): Buffer {
  const bytes = Buffer.from(hive);
  bytes.writeUInt32LE(primary, 4);
  bytes.writeUInt32LE(secondary, 8);
  return withChecksum(bytes);
}
