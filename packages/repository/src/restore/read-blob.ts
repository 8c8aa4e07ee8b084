import { ResiteError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import { readAnyCopy } from '../blob-index/read-any-copy.ts';
import { findDamage, type Store } from '../store/store.ts';

/** Verified content of a single data blob; `REPOSITORY_DAMAGED` when it cannot be had from any copy. */
export async function readBlob(
  store: Store,
  index: BlobIndex,
  id: string,
  onMended: (what: string) => void,
): Promise<Buffer> {
  const place = index.place('data', id);
  if (place === undefined) throw inNoIndex(store, id);
  return readAnyCopy(store, index, { type: 'data', id, onMended }, () => store.loadBlob(id, place));
}

export function inNoIndex(store: Store, id: string): ResiteError {
  return new ResiteError('REPOSITORY_DAMAGED', `blob ${id} is in no index of ${store.backend.location}`, {
    remedy: findDamage,
  });
}
