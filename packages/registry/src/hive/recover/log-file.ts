import { fileType, hasRightChecksum, headerField } from '../header.ts';

/** A log file beside a hive: `SYSTEM.LOG`, `SYSTEM.LOG1`, `SYSTEM.LOG2`. `name` is for what is said of it. */
export interface HiveLog {
  name: string;
  bytes: Uint8Array;
}

/** Pages for one write of the hive. */
export interface LogEntry {
  /** Absent in the old format. */
  sequence: number;
  /** Of the bins, after this write. */
  dataSize: number;
  /** The lowest bit of the header's flags; undefined in the old format. */
  flag: number | undefined;
  pages: { offset: number; bytes: Buffer }[];
}

export interface OpenLog {
  name: string;
  format: 'old' | 'new';
  /** The first 512 bytes, a copy of those of the hive. */
  header: Buffer;
  sequence: number;
  timestamp: bigint;
  bytes: Buffer;
}

export const sectorSize = 512;

/** Undefined, with the reason told, when it is not a complete log file. */
export function openLog({ name, bytes }: HiveLog, refuse: (reason: string) => void): OpenLog | undefined {
  const log = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (log.length === 0) return void refuse('it is empty');
  if (log.length < 2 * sectorSize) return void refuse('it is too short');
  if (log.toString('latin1', 0, 4) !== 'regf') return void refuse('it does not begin with "regf"');
  if (!hasRightChecksum(log)) return void refuse('the checksum of its header is wrong');
  const type = log.readUInt32LE(headerField.fileType);
  if (type !== fileType.log && type !== fileType.oldLog && type !== fileType.newLog) {
    return void refuse(`its type is ${type}, which is that of no log file`);
  }
  const [sequence, second] = [
    log.readUInt32LE(headerField.primarySequence),
    log.readUInt32LE(headerField.secondarySequence),
  ];
  if (sequence !== second) return void refuse('it was itself cut off while it was written');
  return {
    name,
    format: type === fileType.newLog ? 'new' : 'old',
    header: log.subarray(0, sectorSize),
    sequence,
    timestamp: log.readBigUInt64LE(headerField.timestamp),
    bytes: log,
  };
}
