import type { FileType } from '../backend/backend.ts';
import type { BlobType } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { loadUsableIndexFiles } from '../prune/rewrite-index.ts';

const fileTypes = {
  packs: 'data',
  index: 'index',
  snapshots: 'snapshots',
  keys: 'keys',
  locks: 'locks',
} as const satisfies Record<string, FileType>;

/** What `listObjects` can list. */
export const objectLists = ['blobs', ...(Object.keys(fileTypes) as (keyof typeof fileTypes)[])] as const;
export type ObjectList = (typeof objectLists)[number];

/**
 * Names everything of a kind that the repository holds: files by what is stored, blobs by what the index says, each once.
 * `onObject` gets the type of a blob as well.
 */
export async function listObjects(
  repository: OpenedRepository,
  list: ObjectList,
  onObject: (id: string, type?: BlobType) => void,
): Promise<void> {
  const { store, reading } = repository[internals];
  if (list !== 'blobs') {
    for (const { name } of await store.backend.list(fileTypes[list])) onObject(name);
    return;
  }
  const seen = { data: new Set<string>(), tree: new Set<string>() };
  for (const { packs } of await reading(() => loadUsableIndexFiles(store))) {
    for (const { type, id } of packs.flatMap(({ blobs }) => blobs)) {
      if (seen[type].has(id)) continue;
      seen[type].add(id);
      onObject(id, type);
    }
  }
}
