import { looksIncompressible } from '../compressible.ts';
import { openBlobInto } from '../crypto/open-blob.ts';
import { type Sealer, sealOverhead } from '../crypto/seal.ts';
import type { BlobType } from '../pack/header.ts';
import { compress } from '../zstd.ts';

export interface SealedBlob {
  sealed: Buffer;
  /** Bytes of the content when it is compressed, 0 when it is stored plain. */
  plainLength: number;
}

export interface SealingParts {
  readonly sealer: Sealer;
  /** Format version 1 knows no compression. */
  readonly version: 1 | 2;
}

/** Where content is opened again. */
let room = Buffer.alloc(0);

/**
 * Compresses and seals a blob's content and opens it again: what does not come back with the hash `id` is never stored.
 * Data that does not shrink stays plain; tree blobs are always compressed, as restic wants them.
 */
export function sealBlob(parts: SealingParts, type: BlobType, id: string, content: Uint8Array): SealedBlob {
  const into = Buffer.allocUnsafeSlow(content.length + (content.length >>> 8) + 256);
  const { length, plainLength } = sealBlobInto(parts, type, id, content, into);
  return { sealed: into.subarray(0, length), plainLength };
}

/** As {@link sealBlob}, at the start of memory with room for the content and the overhead of sealing, for data at least. */
export function sealBlobInto(
  { sealer, version }: SealingParts,
  type: BlobType,
  id: string,
  content: Uint8Array,
  into: Uint8Array,
): { length: number; plainLength: number } {
  const frame = version === 1 || (type === 'data' && looksIncompressible(content)) ? undefined : compress(content);
  const shrinks = frame !== undefined && (frame.length < content.length || type === 'tree');
  const plaintext = shrinks ? frame : content;
  const sealed = into.subarray(0, plaintext.length + sealOverhead);
  sealer.sealInto(sealed, plaintext);
  if (room.length < content.length) room = Buffer.allocUnsafeSlow(content.length);
  if (openBlobInto(sealer, id, sealed, shrinks, room.subarray(0, content.length)))
    return { length: sealed.length, plainLength: shrinks ? content.length : 0 };
  throw new Error(
    'a blob did not come out of compression and encryption as it went in: the memory of this computer may be faulty',
  );
}
