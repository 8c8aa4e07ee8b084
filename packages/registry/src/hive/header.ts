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

/** Where things are in the header. */
export const headerField = {
  primarySequence: 4,
  secondarySequence: 8,
  timestamp: 12,
  majorVersion: 20,
  minorVersion: 24,
  fileType: 28,
  fileFormat: 32,
  rootOffset: 36,
  dataSize: 40,
  clusteringFactor: 44,
  fileName: 48,
  flags: 144,
  checksum: 508,
} as const;

/** What `fileType` says. Windows before XP has 2 in its log files, later ones 1, and 6 in those of Windows 8.1 and later. */
export const fileType = { primary: 0, log: 1, oldLog: 2, newLog: 6 } as const;

export function readHeader(bytes: Buffer): HiveHeader {
  if (bytes.length < headerSize) throw hiveInvalid(bytes.length, 'it ends within its header');
  if (bytes.toString('latin1', 0, 4) !== 'regf')
    throw hiveInvalid(0, 'it does not begin with "regf", so it is no hive');
  if (!hasRightChecksum(bytes)) throw hiveInvalid(headerField.checksum, 'the checksum of the header is wrong');
  const [majorVersion, minorVersion] = [bytes.readUInt32LE(20), bytes.readUInt32LE(24)];
  if (!isKnownVersion(bytes)) {
    throw hiveInvalid(20, `the format version ${majorVersion}.${minorVersion} is not known`);
  }
  if (bytes.readUInt32LE(headerField.fileType) !== fileType.primary)
    throw hiveInvalid(headerField.fileType, 'it is a log file, not the hive itself');
  const dataSize = bytes.readUInt32LE(headerField.dataSize);
  if (dataSize === 0 || dataSize % 4096 !== 0) throw hiveInvalid(40, `${dataSize} cannot be the size of its bins`);
  if (dataSize > bytes.length - headerSize) {
    throw hiveInvalid(
      bytes.length,
      `it should go on for ${dataSize + headerSize - bytes.length} bytes, so it is truncated`,
    );
  }
  return { ...describeHeader(bytes), dataSize };
}

/** What the header says, whether it can be true or not. */
export function describeHeader(bytes: Buffer): HiveHeader {
  return {
    majorVersion: bytes.readUInt32LE(headerField.majorVersion),
    minorVersion: bytes.readUInt32LE(headerField.minorVersion),
    timestamp: bytes.readBigUInt64LE(headerField.timestamp),
    fileName: bytes.toString('utf16le', 48, 112).split('\0', 1)[0]!,
    dirty: bytes.readUInt32LE(headerField.primarySequence) !== bytes.readUInt32LE(headerField.secondarySequence),
    rootOffset: bytes.readUInt32LE(headerField.rootOffset),
    dataSize: bytes.readUInt32LE(headerField.dataSize),
  };
}

/** 1.1 (Windows NT 3.1) to 1.6. */
export function isKnownVersion(bytes: Buffer): boolean {
  const minorVersion = bytes.readUInt32LE(headerField.minorVersion);
  return bytes.readUInt32LE(headerField.majorVersion) === 1 && minorVersion >= 1 && minorVersion <= 6;
}

export function writeHeader(header: HiveHeader): Buffer {
  const bytes = Buffer.alloc(headerSize);
  bytes.write('regf', 0, 'latin1');
  bytes.writeUInt32LE(1, headerField.primarySequence); // equal to the secondary one in a clean hive
  bytes.writeUInt32LE(header.dirty ? 0 : 1, headerField.secondarySequence);
  bytes.writeBigUInt64LE(header.timestamp, headerField.timestamp);
  bytes.writeUInt32LE(header.majorVersion, headerField.majorVersion);
  bytes.writeUInt32LE(header.minorVersion, headerField.minorVersion);
  bytes.writeUInt32LE(1, headerField.fileFormat); // memory-load format
  bytes.writeUInt32LE(header.rootOffset, headerField.rootOffset);
  bytes.writeUInt32LE(header.dataSize, headerField.dataSize);
  bytes.writeUInt32LE(1, headerField.clusteringFactor);
  bytes.write(header.fileName.slice(-31), headerField.fileName, 'utf16le');
  writeChecksum(bytes);
  return bytes;
}

export function hasRightChecksum(bytes: Buffer): boolean {
  return bytes.readUInt32LE(headerField.checksum) === checksum(bytes);
}

export function writeChecksum(bytes: Buffer): void {
  bytes.writeUInt32LE(checksum(bytes), headerField.checksum);
}

/** Exclusive or of the 127 numbers before it; 0 and 0xFFFFFFFF are avoided. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let offset = 0; offset < headerField.checksum; offset += 4) sum ^= bytes.readUInt32LE(offset);
  if (sum === 0) return 1;
  if (sum === -1) return 0xfffffffe;
  return sum >>> 0;
}
