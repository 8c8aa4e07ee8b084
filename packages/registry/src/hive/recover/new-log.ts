import { type LogEntry, type OpenLog, sectorSize } from './log-file.ts';
import { marvin32 } from './marvin32.ts';

const headSize = 40;
const largestData = 0x7fffe000;

/**
 * The entries of a log file of Windows 8.1 and later, up to the first that is not sound or not the next in number:
 * from there on the file holds what is left of earlier ones.
 */
export function readNewLog({ bytes, sequence }: OpenLog): LogEntry[] {
  const entries: LogEntry[] = [];
  let offset = sectorSize;
  for (;;) {
    const entry = readEntry(bytes.subarray(offset));
    if (entry === undefined || entry.sequence !== (sequence + entries.length) >>> 0) return entries;
    entries.push(entry);
    offset += entry.size;
  }
}

function readEntry(bytes: Buffer): (LogEntry & { size: number }) | undefined {
  if (bytes.length < headSize || bytes.toString('latin1', 0, 4) !== 'HvLE') return undefined;
  const size = bytes.readUInt32LE(4);
  const dataSize = bytes.readUInt32LE(16);
  if (size < headSize || size % sectorSize !== 0 || size > bytes.length) return undefined;
  if (dataSize === 0 || dataSize % 4096 !== 0 || dataSize > largestData) return undefined;
  if (marvin32(bytes.subarray(headSize, size)) !== bytes.readBigUInt64LE(24)) return undefined;
  if (marvin32(bytes.subarray(0, 32)) !== bytes.readBigUInt64LE(32)) return undefined;
  const pages = readPages(bytes.subarray(0, size), dataSize);
  return pages && { size, sequence: bytes.readUInt32LE(12), dataSize, flag: bytes.readUInt32LE(8) & 1, pages };
}

function readPages(entry: Buffer, dataSize: number): LogEntry['pages'] | undefined {
  const count = entry.readUInt32LE(20);
  let start = headSize + 8 * count;
  if (start > entry.length) return undefined;
  const pages: LogEntry['pages'] = [];
  for (let index = 0; index < count; index++) {
    const offset = entry.readUInt32LE(headSize + 8 * index);
    const size = entry.readUInt32LE(headSize + 8 * index + 4);
    if (size > entry.length - start || size > dataSize - offset) return undefined;
    pages.push({ offset, bytes: entry.subarray(start, start + size) });
    start += size;
  }
  return pages;
}
