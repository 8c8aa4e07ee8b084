import type { BlobType } from '../pack/header.ts';
import type { Store } from '../store.ts';
import { compress, compressSync, worthThread } from '../zstd.ts';

export interface SealedBlob {
  sealed: Buffer;
  /** Bytes of the content when it is compressed, 0 when it is stored plain. */
  plainLength: number;
}

/**
 * Compresses and seals a blob's content and opens it again: what does not come back with the hash `id` is never stored.
 * Data that does not shrink stays plain; tree blobs are always compressed, as restic wants them.
 * Small blobs are done when this returns.
 */
export function sealBlob(
  store: Store,
  type: BlobType,
  id: string,
  content: Uint8Array,
): SealedBlob | Promise<SealedBlob> {
  if (store.version === 1) return sealPlain(store, id, content);
  if (content.length >= worthThread) return sealLarge(store, type, id, content);
  const blob = sealFrame(store, type, content, compressSync(content));
  return verified(blob, store.openBlobSync(id, blob.sealed, blob.plainLength));
}

async function sealLarge(store: Store, type: BlobType, id: string, content: Uint8Array): Promise<SealedBlob> {
  const blob = sealFrame(store, type, content, await compress(content));
  return verified(blob, await store.openBlob(id, blob.sealed, blob.plainLength));
}

function sealPlain(store: Store, id: string, content: Uint8Array): SealedBlob {
  const blob = { sealed: store.sealer.seal(content), plainLength: 0 };
  return verified(blob, store.openBlobSync(id, blob.sealed, 0));
}

function sealFrame(store: Store, type: BlobType, content: Uint8Array, frame: Buffer): SealedBlob {
  const shrinks = frame.length < content.length || type === 'tree';
  return { sealed: store.sealer.seal(shrinks ? frame : content), plainLength: shrinks ? content.length : 0 };
}

function verified(blob: SealedBlob, opened: Buffer | undefined): SealedBlob {
  if (opened !== undefined) return blob;
  throw new Error(
    'a blob did not come out of compression and encryption as it went in: the memory of this computer may be faulty',
  );
}
