import { sha256 } from '../crypto/hash.ts';
import { openBlob } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { IndexedPack } from '../index/index-file.ts';
import { decodeHeader, type PackedBlob } from '../pack/header.ts';

/** Compares a whole pack with its name, its header with the index, and every blob with its ID. */
export function findPackProblems(sealer: Sealer, pack: IndexedPack, bytes: Buffer): string[] {
  const file = `data/${pack.id}`;
  const problems: string[] = [];
  if (sha256(bytes) !== pack.id) problems.push(`${file} is damaged: its content does not match its name`);
  const blobs = [...pack.blobs].sort((a, b) => a.offset - b.offset);
  const header = readHeader(sealer, bytes);
  if (header === undefined) problems.push(`${file} has a damaged header`);
  else if (!sameBlobs(header, blobs)) problems.push(`${file} holds other blobs than the index says`);
  for (const { id, offset, length, plainLength } of blobs) {
    const content = openBlob(sealer, id, bytes.subarray(offset, offset + length), plainLength);
    if (content === undefined) problems.push(`blob ${id} in ${file} is damaged`);
  }
  return problems;
}

function readHeader(sealer: Sealer, bytes: Buffer): PackedBlob[] | undefined {
  if (bytes.length < 4) return undefined;
  const end = bytes.length - 4;
  const start = end - bytes.readUInt32LE(end);
  const header = start < 0 ? undefined : sealer.open(bytes.subarray(start, end));
  return header && decodeHeader(header);
}

function sameBlobs(left: readonly PackedBlob[], right: readonly PackedBlob[]): boolean {
  const text = (blob: PackedBlob) => `${blob.type} ${blob.id} ${blob.offset} ${blob.length} ${blob.plainLength}`;
  return left.length === right.length && left.every((blob, position) => text(blob) === text(right[position]!));
}
