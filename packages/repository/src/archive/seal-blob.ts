import type { Store } from '../store.ts';
import { compress, compressSync, decompress, decompressSync } from '../zstd.ts';

export interface SealedBlob {
  sealed: Buffer;
  /** Bytes of the content when it is compressed, 0 when it is stored plain. */
  plainLength: number;
}

/**
 * Compresses and seals a blob's content and opens it again: what can't be read back is never stored.
 * Data that does not shrink stays plain; tree blobs are always compressed, as restic wants them.
 */
export async function sealBlob(store: Store, content: Uint8Array): Promise<SealedBlob> {
  const blob = sealChosen(store, content, await compress(content));
  const opened = store.sealer.open(blob.sealed);
  return verified(blob, content, blob.plainLength > 0 ? opened && (await decompress(opened, content.length)) : opened);
}

/** As {@link sealBlob} without leaving this thread, for small blobs, trees and repositories that know no compression. */
export function sealBlobSync(store: Store, content: Uint8Array, always: boolean): SealedBlob {
  const blob = sealChosen(store, content, store.version === 1 ? undefined : compressSync(content), always);
  const opened = store.sealer.open(blob.sealed);
  return verified(blob, content, blob.plainLength > 0 ? opened && decompressSync(opened, content.length) : opened);
}

function sealChosen(store: Store, content: Uint8Array, frame: Buffer | undefined, always = false): SealedBlob {
  if (frame === undefined || (!always && frame.length >= content.length)) {
    return { sealed: store.sealer.seal(content), plainLength: 0 };
  }
  return { sealed: store.sealer.seal(frame), plainLength: content.length };
}

function verified(blob: SealedBlob, content: Uint8Array, opened: Buffer | undefined): SealedBlob {
  if (opened?.equals(content)) return blob;
  throw new Error(
    'a blob did not come out of compression and encryption as it went in; the memory of this computer may be faulty',
  );
}
