import type { BlobType, PackedBlob } from '../pack/header.ts';

export interface IndexedPack {
  id: string;
  blobs: PackedBlob[];
}

interface StoredIndex {
  packs: {
    id: string;
    blobs: { id: string; type: BlobType; offset: number; length: number; uncompressed_length?: number }[];
  }[];
}

/** An index file's plaintext (restic: internal/repository/index/index.go). */
export function encodeIndex(packs: readonly IndexedPack[]): Buffer {
  const stored: StoredIndex = {
    packs: packs.map(pack => ({
      id: pack.id,
      blobs: pack.blobs.map(({ id, type, offset, length, plainLength }) =>
        plainLength > 0 ? { id, type, offset, length, uncompressed_length: plainLength } : { id, type, offset, length },
      ),
    })),
  };
  return Buffer.from(`${JSON.stringify(stored)}\n`);
}

/** Throws `SyntaxError` when the text is no index. */
export function decodeIndex(plaintext: Buffer): IndexedPack[] {
  const { packs } = JSON.parse(plaintext.toString()) as StoredIndex;
  if (!Array.isArray(packs)) throw new SyntaxError('an index has no list of packs');
  return packs.map(pack => ({
    id: pack.id,
    blobs: pack.blobs.map(({ id, type, offset, length, uncompressed_length = 0 }) => ({
      id,
      type,
      offset,
      length,
      plainLength: uncompressed_length,
    })),
  }));
}
