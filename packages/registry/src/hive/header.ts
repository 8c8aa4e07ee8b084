import { hiveInvalid } from './hive-invalid.ts';

/** The base block: the first 4096 bytes of a hive. All offsets in a hive count from its end. */
export interface HiveHeader {
  majorVersion: number;
  minorVersion: number;
  /** FILETIME of the last write of the file. */
  timestamp: bigint;
  /** The end of the path the hive was loaded from, at most 31 characters. */
  fileName: string;
  /** True when a write was cut off; the newest changes may then be in the log files beside the hive only. */
  dirty: boolean;
  rootOffset: number;
  /** Bytes of all bins together. */
  dataSize: number;
}

export const headerSize = 4096;
const checksumOffset = 508;

export function readHeader(bytes: Buffer): HiveHeader {
  if (bytes.length < headerSize) throw hiveInvalid(bytes.length, 'it ends within its header');
  if (bytes.toString('latin1', 0, 4) !== 'regf')
    throw hiveInvalid(0, 'it does not begin with "regf", so it is no hive');
  if (bytes.readUInt32LE(checksumOffset) !== checksum(bytes))
    throw hiveInvalid(checksumOffset, 'the checksum of the header is wrong');
  const [majorVersion, minorVersion] = [bytes.readUInt32LE(20), bytes.readUInt32LE(24)];
  if (majorVersion !== 1 || minorVersion < 2 || minorVersion > 6) {
    throw hiveInvalid(20, `the format version ${majorVersion}.${minorVersion} is not known`);
  }
  if (bytes.readUInt32LE(28) !== 0) throw hiveInvalid(28, 'it is a log file, not the hive itself');
  const dataSize = bytes.readUInt32LE(40);
  if (dataSize === 0 || dataSize % 4096 !== 0) throw hiveInvalid(40, `${dataSize} cannot be the size of its bins`);
  if (dataSize > bytes.length - headerSize) {
    throw hiveInvalid(
      bytes.length,
      `it should go on for ${dataSize + headerSize - bytes.length} bytes, so it is truncated`,
    );
  }
  return {
    majorVersion,
    minorVersion,
    timestamp: bytes.readBigUInt64LE(12),
    fileName: bytes.toString('utf16le', 48, 112).split('\0', 1)[0]!,
    dirty: bytes.readUInt32LE(4) !== bytes.readUInt32LE(8),
    rootOffset: bytes.readUInt32LE(36),
    dataSize,
  };
}

export function writeHeader(header: HiveHeader): Buffer {
  const bytes = Buffer.alloc(headerSize);
  bytes.write('regf', 0, 'latin1');
  bytes.writeUInt32LE(1, 4); // the two sequence numbers, equal in a clean hive
  bytes.writeUInt32LE(header.dirty ? 0 : 1, 8);
  bytes.writeBigUInt64LE(header.timestamp, 12);
  bytes.writeUInt32LE(header.majorVersion, 20);
  bytes.writeUInt32LE(header.minorVersion, 24);
  bytes.writeUInt32LE(1, 32); // memory-load format
  bytes.writeUInt32LE(header.rootOffset, 36);
  bytes.writeUInt32LE(header.dataSize, 40);
  bytes.writeUInt32LE(1, 44); // sectors per cluster
  bytes.write(header.fileName.slice(-31), 48, 'utf16le');
  bytes.writeUInt32LE(checksum(bytes), checksumOffset);
  return bytes;
}

/** Exclusive or of the 127 numbers before it; 0 and 0xFFFFFFFF are avoided. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let offset = 0; offset < checksumOffset; offset += 4) sum ^= bytes.readUInt32LE(offset);
  if (sum === 0) return 1;
  if (sum === -1) return 0xfffffffe;
  return sum >>> 0;
}
