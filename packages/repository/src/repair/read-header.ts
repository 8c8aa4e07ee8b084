import { isResiteError } from '@resite/errors';
import type { StoredFile } from '../backend/backend.ts';
import { decodeHeader, type PackedBlob, packSize } from '../format/pack-header.ts';
import type { Store } from '../store/store.ts';

/** What a pack holds by its own header, undefined when the header cannot be read or does not fit the file, twice. */
export async function readPackHeader(store: Store, file: StoredFile): Promise<PackedBlob[] | undefined> {
  return (await readOnce(store, file)) ?? readOnce(store, file);
}

async function readOnce(store: Store, { name, size }: StoredFile): Promise<PackedBlob[] | undefined> {
  if (size < 4) return undefined;
  try {
    const length = (await store.backend.load('data', name, { offset: size - 4, length: 4 })).readUInt32LE();
    const offset = size - 4 - length;
    if (offset < 0) return undefined;
    const header = store.sealer.open(await store.backend.load('data', name, { offset, length }));
    const blobs = header && decodeHeader(header);
    return blobs !== undefined && packSize(blobs) === size ? blobs : undefined;
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING', 'REPOSITORY_DAMAGED')) return undefined;
    throw error;
  }
}
