import type { FileType } from '../backend/backend.ts';
import type { BlobType } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';

const fileTypes = {
  packs: 'data',
  index: 'index',
  snapshots: 'snapshots',
  keys: 'keys',
  locks: 'locks',
} as const satisfies Record<string, FileType>;

/** What `listObjects` can list. */
export type ObjectList = 'blobs' | keyof typeof fileTypes;

/**
 * Names everything of a kind that the repository holds: files by what is stored, blobs by what the index says, each once.
 * `onObject` gets the type of a blob as well.
 */
export async function listObjects(
  repository: OpenedRepository,
  list: ObjectList,
  onObject: (id: string, type?: BlobType) => void,
): Promise<void> {
  const { store, reading, loadIndex } = repository[internals];
  if (list !== 'blobs') {
    for (const { name } of await store.backend.list(fileTypes[list])) onObject(name);
    return;
  }
  const index = await reading(loadIndex);
  for (const type of ['data', 'tree'] as const) {
    for (const id of index.ids(type)) onObject(id, type);
  }
}
