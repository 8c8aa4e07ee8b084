import { isResiteError } from '@resite/errors';
import { sha256 } from '../crypto/hash.ts';
import type { IndexedPack } from '../index/index-file.ts';
import { decodeHeader, type PackedBlob } from '../pack/header.ts';
import type { Store } from '../store.ts';

/** Reads a whole pack and compares it with its name, its header with the index, and every blob with its ID. */
export async function findPackProblems(store: Store, pack: IndexedPack): Promise<string[]> {
  const file = `data/${pack.id}`;
  const bytes = await load(store, pack.id);
  if (bytes === undefined) return [`${file} cannot be read`];
  const problems: string[] = [];
  if (sha256(bytes) !== pack.id) problems.push(`${file} is damaged: its content does not match its name`);
  const blobs = [...pack.blobs].sort((a, b) => a.offset - b.offset);
  const header = readHeader(store, bytes);
  if (header === undefined) problems.push(`${file} has a damaged header`);
  else if (!sameBlobs(header, blobs)) problems.push(`${file} holds other blobs than the index says`);
  for (const { id, offset, length, plainLength } of blobs) {
    const content = await store.openBlob(id, bytes.subarray(offset, offset + length), plainLength);
    if (content === undefined) problems.push(`blob ${id} in ${file} is damaged`);
  }
  return problems;
}

async function load(store: Store, pack: string): Promise<Buffer | undefined> {
  try {
    return await store.backend.load('data', pack);
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING', 'FILE_ACCESS')) return undefined;
    throw error;
  }
}

function readHeader(store: Store, bytes: Buffer): PackedBlob[] | undefined {
  if (bytes.length < 4) return undefined;
  const end = bytes.length - 4;
  const start = end - bytes.readUInt32LE(end);
  const header = start < 0 ? undefined : store.sealer.open(bytes.subarray(start, end));
  return header && decodeHeader(header);
}

function sameBlobs(left: readonly PackedBlob[], right: readonly PackedBlob[]): boolean {
  const text = (blob: PackedBlob) => `${blob.type} ${blob.id} ${blob.offset} ${blob.length} ${blob.plainLength}`;
  return left.length === right.length && left.every((blob, position) => text(blob) === text(right[position]!));
}
