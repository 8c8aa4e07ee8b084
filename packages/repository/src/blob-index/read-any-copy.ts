import { isResiteError } from '@resite/errors';
import type { BlobType } from '../format/pack-header.ts';
import type { Store } from '../store/store.ts';
import type { BlobIndex } from './blob-index.ts';

export interface WantedCopy {
  type: BlobType;
  id: string;
  /** Gets a sentence when the first copy was damaged and another one was read. */
  onMended?: (what: string) => void;
}

/** What `read` gives; when that copy of the blob is damaged, the verified content of another one, if there is one. */
export async function readAnyCopy(
  store: Store,
  index: BlobIndex,
  { type, id, onMended }: WantedCopy,
  read: () => Promise<Buffer>,
): Promise<Buffer> {
  try {
    return await read();
  } catch (error) {
    if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
    for (const place of index.otherPlaces(type, id)) {
      try {
        const content = await store.loadBlob(id, place);
        onMended?.(`${error.message}; the copy in data/${place.pack} was read instead`);
        return content;
      } catch (another) {
        if (!isResiteError(another, 'REPOSITORY_DAMAGED')) throw another;
      }
    }
    throw error;
  }
}
