import { listSurely } from '../backend/list-surely.ts';
import { loadIndexFile } from '../blob-index/index-loader.ts';
import { encodeIndex, type IndexedPack } from '../format/index-file.ts';
import { unitedPack } from '../format/pack-entries.ts';
import type { Store } from '../store/store.ts';
import { isOfOneFile } from '../store/unusable-files.ts';

/** restic splits index files that grow beyond this. */
const mostBlobs = 50_000;

export interface IndexFile {
  name: string;
  packs: IndexedPack[];
}

/** Every index file with what it says. `REPOSITORY_DAMAGED` when one cannot be read. */
export async function loadIndexFiles(store: Store): Promise<IndexFile[]> {
  const files: IndexFile[] = [];
  for (const { name } of await listSurely(store.backend, 'index')) {
    files.push({ name, packs: await loadIndexFile(store, name) });
  }
  return files;
}

/** What the index files that can be used say; the others are told. */
export async function loadUsableIndexFiles(store: Store): Promise<IndexFile[]> {
  const files: IndexFile[] = [];
  for (const { name } of await store.backend.list('index')) {
    try {
      files.push({ name, packs: await loadIndexFile(store, name) });
    } catch (error) {
      if (!isOfOneFile(error)) throw error;
      store.unusable.tell({ type: 'index', id: name, error });
    }
  }
  return files;
}

/** Each pack once, whatever number of index files name it or a part of what it holds. */
export function packsOf(files: readonly IndexFile[]): Map<string, IndexedPack> {
  const packs = new Map<string, IndexedPack>();
  for (const pack of files.flatMap(file => file.packs)) packs.set(pack.id, unitedPack(packs.get(pack.id), pack));
  return packs;
}

export interface IndexChange {
  /** Packs to drop from the index. */
  without: ReadonlySet<string>;
  /** Packs to add to the index, in place of what it says about them. */
  added: readonly IndexedPack[];
  /** Called before each file; throws when nothing may be written any more. */
  beforeStore: () => void;
}

/**
 * Brings the index in step with the packs. Files in which nothing changes stay. New files are stored before old ones are
 * removed, so that at any moment every pack that is kept stands in an index.
 */
export async function rewriteIndex(
  store: Store,
  files: readonly IndexFile[],
  { without, added, beforeStore }: IndexChange,
): Promise<void> {
  const gone = new Set([...without, ...added.map(({ id }) => id)]);
  const packs = packsOf(files);
  const named = new Set<string>();
  const obsolete: IndexFile[] = [];
  for (const file of files) {
    const isOfUse = ({ id, blobs }: IndexedPack) =>
      !gone.has(id) && !named.has(id) && blobs.length === packs.get(id)!.blobs.length;
    const isUntouched = file.packs.length > 0 && file.packs.every(isOfUse);
    if (!isUntouched) obsolete.push(file);
    else for (const { id } of file.packs) named.add(id);
  }
  const inObsolete = new Set(obsolete.flatMap(file => file.packs.map(({ id }) => id)));
  const moved = [...inObsolete].filter(id => !gone.has(id) && !named.has(id)).map(id => packs.get(id)!);
  for (const part of inParts([...moved, ...added])) {
    beforeStore();
    await store.saveUnpacked('index', encodeIndex(part));
  }
  for (const { name } of obsolete) {
    beforeStore();
    await store.backend.remove('index', name);
  }
}

function* inParts(packs: readonly IndexedPack[]): Generator<IndexedPack[]> {
  let part: IndexedPack[] = [];
  let blobs = 0;
  for (const pack of packs) {
    if (part.length > 0 && blobs + pack.blobs.length > mostBlobs) {
      yield part;
      part = [];
      blobs = 0;
    }
    part.push(pack);
    blobs += pack.blobs.length;
  }
  if (part.length > 0) yield part;
}
