import { isUtf8 } from 'node:buffer';
import type { TreeNode } from '../contract/node.ts';
import { permissionBits } from '../format/file-mode.ts';

/** An entry of a zip archive (APPNOTE.TXT of PKWARE, 4.3). */
export interface ZipEntry {
  name: Buffer;
  /** `st_mode`. */
  mode: number;
  /** Nanoseconds since 1970. */
  modified: bigint;
  isDeflated: boolean;
  /** Checksum and sizes follow the content in a record of their own, since they are not known before. */
  isStreamed: boolean;
  /** The sizes in that record are of 8 bytes. */
  isLarge: boolean;
  checksum: number;
  size: bigint;
  packedSize: bigint;
  /** Of the local header in the archive. */
  offset: bigint;
}

/** undefined for what a zip archive has no entry for. */
export function zipMode({ type, mode }: TreeNode): number | undefined {
  const kind = ({ file: 0o100000, symlink: 0o120000, dir: 0o040000 } as Record<string, number>)[type];
  return kind === undefined ? undefined : kind | permissionBits(mode);
}

/** What comes before the content. */
export function localHeader(entry: ZipEntry): Buffer {
  const { name, isStreamed, isLarge, checksum, size, packedSize } = entry;
  const sizes = isLarge ? [0n, 0n] : [];
  const extra = Buffer.concat([zip64Field(sizes), timeField(entry.modified)]);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeCommon(header, 4, entry, isLarge);
  header.writeUInt32LE(isStreamed ? 0 : checksum, 14);
  header.writeUInt32LE(isStreamed ? (isLarge ? most32 : 0) : Number(packedSize), 18);
  header.writeUInt32LE(isStreamed ? (isLarge ? most32 : 0) : Number(size), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** What comes behind the content of an entry that `isStreamed`. */
export function dataDescriptor({ isLarge, checksum, size, packedSize }: ZipEntry): Buffer {
  const record = Buffer.alloc(isLarge ? 24 : 16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(checksum, 4);
  if (isLarge) {
    record.writeBigUInt64LE(packedSize, 8);
    record.writeBigUInt64LE(size, 16);
  } else {
    record.writeUInt32LE(Number(packedSize), 8);
    record.writeUInt32LE(Number(size), 12);
  }
  return record;
}

/** The entry in the list at the end of the archive. */
export function centralHeader(entry: ZipEntry): Buffer {
  const { name, mode, checksum, size, packedSize, offset } = entry;
  const large = zip64Field([size, packedSize, offset].filter(isBeyond32));
  const extra = Buffer.concat([large, timeField(entry.modified)]);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((madeOnUnix << 8) | version64, 4);
  writeCommon(header, 6, entry, entry.isLarge || large.length > 0);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(in32(packedSize), 20);
  header.writeUInt32LE(in32(size), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(((mode << 16) | (name.at(-1) === slash ? folderAttribute : 0)) >>> 0, 38);
  header.writeUInt32LE(in32(offset), 42);
  return Buffer.concat([header, name, extra]);
}

/** What ends the archive. `start` and `size` are those of the list of entries. */
export function endOfArchive({ count, start, size }: { count: number; start: bigint; size: bigint }): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, most16), 8);
  end.writeUInt16LE(Math.min(count, most16), 10);
  end.writeUInt32LE(in32(size), 12);
  end.writeUInt32LE(in32(start), 16);
  if (count < most16 && !isBeyond32(size) && !isBeyond32(start)) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(record.length - 12), 4);
  record.writeUInt16LE((madeOnUnix << 8) | version64, 12);
  record.writeUInt16LE(version64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(size, 40);
  record.writeBigUInt64LE(start, 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(start + size, 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

const most16 = 0xffff;
const most32 = 0xffff_ffff;
const madeOnUnix = 3;
const version64 = 45;
const folderAttribute = 0x10;
const slash = 0x2f;
const second = 1_000_000_000n;

const isBeyond32 = (value: bigint) => value >= BigInt(most32);
const in32 = (value: bigint) => (isBeyond32(value) ? most32 : Number(value));

/** Five fields that the local header and the list have alike. */
function writeCommon(header: Buffer, position: number, entry: ZipEntry, is64: boolean): void {
  const { name, isStreamed, isDeflated, modified } = entry;
  const isText = isUtf8(name) && name.some(byte => byte >= 0x80);
  header.writeUInt16LE(is64 ? version64 : 20, position);
  header.writeUInt16LE((isStreamed ? 0x8 : 0) | (isText ? 0x800 : 0), position + 2);
  header.writeUInt16LE(isDeflated ? 8 : 0, position + 4);
  header.writeUInt32LE(dosTime(modified), position + 6);
}

function zip64Field(values: readonly bigint[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(values.length * 8, 2);
  for (const [number, value] of values.entries()) field.writeBigUInt64LE(value, 4 + number * 8);
  return field;
}

/** Seconds since 1970, for readers that know more than the time of DOS; only of times that fit. */
function timeField(modified: bigint): Buffer {
  const seconds = modified / second;
  if (seconds !== BigInt.asIntN(32, seconds)) return Buffer.alloc(0);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeInt32LE(Number(seconds), 5);
  return field;
}

/** Local time from 1980 to 2107, as DOS has it: the nearest that there is. */
function dosTime(modified: bigint): number {
  const date = new Date(Number(modified / 1_000_000n));
  const year = date.getFullYear();
  if (!(year >= 1980)) return dosFields(0, 1, 1, 0, 0, 0);
  if (year > 2107) return dosFields(127, 12, 31, 23, 59, 58);
  const [hour, minute, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return dosFields(year - 1980, date.getMonth() + 1, date.getDate(), hour, minute, seconds);
}

function dosFields(year: number, month: number, day: number, hour: number, minute: number, seconds: number): number {
  const date = (year << 9) | (month << 5) | day;
  return ((date << 16) | (hour << 11) | (minute << 5) | (seconds >> 1)) >>> 0;
}
