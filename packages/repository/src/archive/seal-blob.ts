import { looksIncompressible } from '../compressible.ts';
import { openBlobInto } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
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
export function sealBlob(
  { sealer, version }: SealingParts,
  type: BlobType,
  id: string,
  content: Uint8Array,
): SealedBlob {
  const frame = version === 1 || (type === 'data' && looksIncompressible(content)) ? undefined : compress(content);
  const shrinks = frame !== undefined && (frame.length < content.length || type === 'tree');
  const blob = { sealed: sealer.seal(shrinks ? frame : content), plainLength: shrinks ? content.length : 0 };
  if (room.length < content.length) room = Buffer.allocUnsafeSlow(content.length);
  if (openBlobInto(sealer, id, blob.sealed, shrinks, room.subarray(0, content.length))) return blob;
  throw new Error(
    'a blob did not come out of compression and encryption as it went in: the memory of this computer may be faulty',
  );
}
