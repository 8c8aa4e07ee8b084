import { sealOverhead } from '../crypto/seal.ts';

export type BlobType = 'data' | 'tree';

/** A blob as its pack's header and the index describe it. */
export interface PackedBlob {
  id: string;
  type: BlobType;
  offset: number;
  /** Stored bytes, sealed. */
  length: number;
  /** Bytes of the content when it is compressed, 0 when it is stored plain. */
  plainLength: number;
}

const plainEntry = 37;
const compressedEntry = 41;

/** The header that lists a pack's blobs in their order, before sealing (restic: internal/repository/pack/pack.go). */
export function encodeHeader(blobs: readonly PackedBlob[]): Buffer {
  const parts = blobs.map(({ id, type, length, plainLength }) => {
    const entry = Buffer.alloc(plainLength > 0 ? compressedEntry : plainEntry);
    entry[0] = (type === 'tree' ? 1 : 0) + (plainLength > 0 ? 2 : 0);
    entry.writeUInt32LE(length, 1);
    if (plainLength > 0) entry.writeUInt32LE(plainLength, 5);
    entry.write(id, entry.length - 32, 'hex');
    return entry;
  });
  return Buffer.concat(parts);
}

/** The blobs that a header lists, undefined when it is malformed. */
export function decodeHeader(header: Buffer): PackedBlob[] | undefined {
  const blobs: PackedBlob[] = [];
  let offset = 0;
  for (let position = 0; position < header.length; ) {
    const kind = header[position]!;
    const size = kind < 2 ? plainEntry : compressedEntry;
    if (kind > 3 || position + size > header.length) return undefined;
    const length = header.readUInt32LE(position + 1);
    const plainLength = kind < 2 ? 0 : header.readUInt32LE(position + 5);
    if (length < sealOverhead || (kind >= 2 && plainLength === 0)) return undefined;
    blobs.push({
      id: header.toString('hex', position + size - 32, position + size),
      type: kind % 2 === 1 ? 'tree' : 'data',
      offset,
      length,
      plainLength,
    });
    offset += length;
    position += size;
  }
  if (offset > 0xffff_ffff) return undefined;
  return blobs;
}

/** Bytes of a blob's content. */
export function contentSize({ length, plainLength }: Pick<PackedBlob, 'length' | 'plainLength'>): number {
  return plainLength > 0 ? plainLength : length - sealOverhead;
}

/** Size of the pack file that holds exactly these blobs. */
export function packSize(blobs: Iterable<Pick<PackedBlob, 'length' | 'plainLength'>>): number {
  let size = sealOverhead + 4;
  for (const { length, plainLength } of blobs) size += length + (plainLength > 0 ? compressedEntry : plainEntry);
  return size;
}
