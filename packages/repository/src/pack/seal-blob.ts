import { looksIncompressible } from '../compression/compressible.ts';
import { type CompressionMode, isThorough, levelOf } from '../compression/modes.ts';
import { compressBound, compressInto } from '../compression/zstd.ts';
import { openBlob } from '../crypto/open-blob.ts';
import { type Sealer, sealOverhead } from '../crypto/seal.ts';
import type { BlobType } from '../format/pack-header.ts';
import { ScratchMemory } from '../system/scratch-memory.ts';

export interface SealedBlob {
  sealed: Buffer;
  /** Bytes of the content when it is compressed, 0 when it is stored plain. */
  plainLength: number;
}

export interface SealingParts {
  readonly sealer: Sealer;
  /** Format version 1 knows no compression. */
  readonly version: 1 | 2;
  readonly compression: CompressionMode;
}

export interface HowToSeal {
  /** Also data that does not shrink by it. */
  compress?: boolean;
}

/**
 * Compresses and seals a blob's content and opens it again: what does not come back with the hash `id` is never stored.
 * Data that does not shrink stays plain; tree blobs are always compressed, as restic wants them.
 */
export function sealBlob(
  parts: SealingParts,
  type: BlobType,
  id: string,
  content: Uint8Array,
  how: HowToSeal = {},
): SealedBlob {
  const room = scratch.take(roomToSeal(content.length));
  const { length, plainLength } = sealBlobInto(parts, type, content, room, how);
  const sealed = Buffer.from(room.subarray(0, length));
  requireOpened(openBlob(parts.sealer, id, sealed, plainLength));
  return { sealed, plainLength };
}

const scratch = new ScratchMemory();

/** Bytes that sealing a content of this length may need. */
export const roomToSeal = (length: number) => compressBound(length) + sealOverhead;

/** As {@link sealBlob}, at the start of memory with room for it. The caller opens it again before it counts as stored. */
export function sealBlobInto(
  { sealer, version, compression }: SealingParts,
  type: BlobType,
  content: Uint8Array,
  into: Uint8Array,
  { compress = type === 'tree' }: HowToSeal = {},
): { length: number; plainLength: number } {
  const isWorthIt = compress || isThorough(compression) || (compression !== 'off' && !looksIncompressible(content));
  const room = into.subarray(sealOverhead / 2, roomToSeal(content.length));
  const frame = version === 1 || !isWorthIt ? 0 : compressInto(content, room, levelOf(compression));
  const shrinks = frame > 0 && (frame < content.length || compress);
  const length = (shrinks ? frame : content.length) + sealOverhead;
  const sealed = into.subarray(0, length);
  sealer.sealInto(sealed, shrinks ? sealed.subarray(sealOverhead / 2, length - sealOverhead / 2) : content);
  return { length, plainLength: shrinks ? content.length : 0 };
}

/** Throws when a blob that was just sealed did not open again. */
export function requireOpened(content: Uint8Array | undefined): void {
  if (content !== undefined) return;
  throw new Error(
    'a blob did not come out of compression and encryption as it went in: the memory of this computer may be faulty',
  );
}
