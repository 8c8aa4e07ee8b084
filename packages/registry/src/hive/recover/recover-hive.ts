import { binHeaderSize, pageSize } from '../bins.ts';
import { hasRightChecksum, headerField, headerSize, isKnownVersion, writeChecksum } from '../header.ts';
import { hiveInvalid } from '../hive-invalid.ts';
import { chooseEntries } from './choose-entries.ts';
import { type HiveLog, type LogEntry, openLog } from './log-file.ts';

export interface Recovery {
  /** The hive, clean; of one that needed nothing, a copy. */
  bytes: Buffer;
  /** False when the hive was clean, and then no log is looked at. */
  wasDirty: boolean;
  /** What was taken over, in this order. `sequence` is the number of the write. */
  applied: { log: string; sequence: number; pages: number }[];
  /** Log files of which nothing was taken over. */
  ignored: { log: string; reason: string }[];
  /** Where, from the start of the file, a bin from a log was not sound and an empty one was put in its place. */
  emptied: number[];
}

/**
 * Finishes, from its log files, the write of a hive that was cut off, as Windows does when it loads such a hive. `logs`
 * are those beside it, `.LOG1` before `.LOG2`; what is missing or empty may be left out. Both formats are known:
 * that up to Windows 8, and that of 8.1 and later with its hashes. Fails with `HIVE_INVALID` for a dirty hive to which
 * none of them belongs. Source: Maxim Suhanov, Windows registry file format specification.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { recoverHive } from '@resite/registry';
 *
 * const logs = ['SYSTEM.LOG1', 'SYSTEM.LOG2'].map(name => ({ name, bytes: readFileSync(name) }));
 * const { bytes, applied } = recoverHive(readFileSync('SYSTEM'), logs);
 * for (const { log, pages } of applied) console.log(`${pages} pages from ${log}`);
 * writeFileSync('SYSTEM.clean', bytes);
 * ```
 */
export function recoverHive(primary: Uint8Array, logs: readonly HiveLog[]): Recovery {
  const hive = Buffer.from(primary);
  if (hive.length < headerSize) throw hiveInvalid(hive.length, 'it ends within its header');
  const isValid = isSoundHeader(hive);
  if (isValid && hive.readUInt32LE(headerField.primarySequence) === hive.readUInt32LE(headerField.secondarySequence)) {
    return { bytes: hive, wasDirty: false, applied: [], ignored: [], emptied: [] };
  }
  const ignored: Recovery['ignored'] = [];
  const refuse = (log: string) => (reason: string) => void ignored.push({ log, reason });
  const opened = logs.map(log => openLog(log, refuse(log.name))).filter(log => log !== undefined);
  const chosen = chooseEntries({ hive, isValid, logs: opened }, refuse);
  const [first] = chosen;
  if (first === undefined) throw notRecoverable(isValid, ignored);
  if (!isValid) restoreHeader(hive, first.log.header);
  let bytes: Buffer = hive;
  for (const { entry } of chosen) bytes = applyEntry(bytes, entry);
  const emptied = emptyBadBins(
    bytes,
    chosen.flatMap(({ entry }) => entry.pages),
  );
  const last = chosen.at(-1)!.entry.sequence;
  markClean(bytes, (last + 1) >>> 0, first.log.timestamp);
  const applied = chosen.map(({ log, entry }) => ({
    log: log.name,
    sequence: entry.sequence,
    pages: entry.pages.length,
  }));
  return { bytes, wasDirty: true, applied, ignored, emptied };
}

/** Whether a write of this hive was cut off, so that it needs `recoverHive`; false for what is no hive. */
export function isDirtyHive(bytes: Uint8Array): boolean {
  const hive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (hive.length < headerSize || hive.toString('latin1', 0, 4) !== 'regf') return false;
  return (
    !hasRightChecksum(hive) ||
    hive.readUInt32LE(headerField.primarySequence) !== hive.readUInt32LE(headerField.secondarySequence)
  );
}

function isSoundHeader(hive: Buffer): boolean {
  return hive.toString('latin1', 0, 4) === 'regf' && hasRightChecksum(hive) && isKnownVersion(hive);
}

function notRecoverable(isValid: boolean, ignored: Recovery['ignored']): Error {
  const reasons = ignored.map(({ log, reason }) => `${log}: ${reason}`).join('; ');
  const problem = isValid ? 'its last write was cut off' : 'the checksum of the header is wrong';
  return hiveInvalid(
    isValid ? headerField.primarySequence : headerField.checksum,
    `${problem}, and no log file can finish it${reasons && ` (${reasons})`}`,
  );
}

/** The header's first sector is in the log, with the type of the log. */
function restoreHeader(hive: Buffer, header: Buffer): void {
  header.copy(hive);
  hive.writeUInt32LE(0, headerField.fileType);
}

function applyEntry(hive: Buffer, { dataSize, flag, pages }: LogEntry): Buffer {
  const size = headerSize + dataSize;
  const bytes = hive.length >= size ? hive : Buffer.concat([hive, Buffer.alloc(size - hive.length)]);
  for (const page of pages) page.bytes.copy(bytes, headerSize + page.offset);
  bytes.writeUInt32LE(dataSize, headerField.dataSize);
  if (flag !== undefined) {
    bytes.writeUInt32LE(((bytes.readUInt32LE(headerField.flags) & ~1) | flag) >>> 0, headerField.flags);
  }
  return bytes;
}

/** Bins that came from a log and cannot be bins become empty ones of one page. */
function emptyBadBins(hive: Buffer, pages: LogEntry['pages']): number[] {
  const written = new Set(
    pages.flatMap(({ offset, bytes }) => {
      const first = Math.floor(offset / pageSize);
      return Array.from({ length: Math.ceil((offset + bytes.length) / pageSize) - first }, (_, index) => first + index);
    }),
  );
  const emptied: number[] = [];
  const end = hive.readUInt32LE(headerField.dataSize);
  for (let offset = 0; offset < end; ) {
    const place = headerSize + offset;
    const size = hive.readUInt32LE(place + 8);
    const isSound =
      hive.toString('latin1', place, place + 4) === 'hbin' &&
      hive.readUInt32LE(place + 4) === offset &&
      size >= pageSize &&
      size % pageSize === 0 &&
      size <= end - offset;
    if (!isSound && written.has(offset / pageSize)) {
      emptyBin(hive.subarray(place, place + pageSize), offset);
      emptied.push(place);
    }
    offset += isSound ? size : pageSize;
  }
  return emptied;
}

function emptyBin(page: Buffer, offset: number): void {
  page.fill(0);
  page.write('hbin', 'latin1');
  page.writeUInt32LE(offset, 4);
  page.writeUInt32LE(pageSize, 8);
  page.writeInt32LE(pageSize - binHeaderSize, binHeaderSize);
}

function markClean(hive: Buffer, sequence: number, timestamp: bigint): void {
  hive.writeUInt32LE(sequence, headerField.primarySequence);
  hive.writeUInt32LE(sequence, headerField.secondarySequence);
  hive.writeBigUInt64LE(timestamp, headerField.timestamp);
  writeChecksum(hive);
}
