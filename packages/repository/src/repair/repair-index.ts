import { isResiteError } from '@resite/errors';
import { loadIndexFile } from '../blob-index/index-loader.ts';
import type { IndexedPack } from '../format/index-file.ts';
import { packSize } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { type IndexFile, packsOf, rewriteIndex } from '../prune/rewrite-index.ts';
import type { Store } from '../store/store.ts';
import { readPackHeader } from './read-header.ts';

export interface RepairIndexOptions {
  /** Read the headers of all packs instead of believing the index files. */
  readonly readAllPacks?: boolean | undefined;
  readonly onProgress?: (progress: { packs: number; totalPacks: number }) => void;
  readonly signal?: AbortSignal;
}

export interface RepairIndexResult {
  /** Index files that could not be read; they are removed. */
  damagedIndexFiles: string[];
  /** Packs that the index did not name before, or with other content. */
  addedPacks: string[];
  /** Packs that the index named and that are not there. */
  missingPacks: string[];
  /** Packs whose header cannot be read. The index does not name them any more; their files stay until the next prune. */
  unreadablePacks: string[];
}

/**
 * Makes the index say what the packs hold, from their own headers. New index files are stored before old ones are removed.
 * This loses nothing that was not lost before; `check` tells what is lost.
 *
 * @example
 * ```ts
 * import { openRepository, repairIndex } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { missingPacks, unreadablePacks } = await repairIndex(repository, { readAllPacks: true });
 * console.log(`missing: ${missingPacks.length}, unreadable: ${unreadablePacks.length}`);
 * await repository.close();
 * ```
 */
export async function repairIndex(
  repository: OpenedRepository,
  { readAllPacks = false, onProgress, signal }: RepairIndexOptions = {},
): Promise<RepairIndexResult> {
  const { store, changing, forgetIndex } = repository[internals];
  return changing({ exclusive: true }, async lock => {
    const { files, damaged } = await loadReadable(store);
    const known = packsOf(files);
    const stored = await store.backend.list('data');
    const present = new Set(stored.map(({ name }) => name));
    const doubtful = stored.filter(({ name, size }) => {
      const pack = known.get(name);
      return readAllPacks || pack === undefined || packSize(pack.blobs) !== size;
    });

    const added: IndexedPack[] = [];
    const unreadablePacks: string[] = [];
    for (const [number, file] of doubtful.entries()) {
      signal?.throwIfAborted();
      const blobs = await readPackHeader(store, file);
      if (blobs === undefined) unreadablePacks.push(file.name);
      else if (!isSame(known.get(file.name), blobs)) added.push({ id: file.name, blobs });
      onProgress?.({ packs: number + 1, totalPacks: doubtful.length });
    }
    const missingPacks = [...known.keys()].filter(id => !present.has(id));
    const without = new Set([...missingPacks, ...unreadablePacks]);
    await rewriteIndex(store, files, { without, added, beforeStore: () => lock.assertHeld() });
    forgetIndex();
    return { damagedIndexFiles: damaged, addedPacks: added.map(({ id }) => id), missingPacks, unreadablePacks };
  });
}

/** A damaged file counts as one that names nothing. */
async function loadReadable(store: Store): Promise<{ files: IndexFile[]; damaged: string[] }> {
  const files: IndexFile[] = [];
  const damaged: string[] = [];
  for (const { name } of await store.backend.list('index')) {
    try {
      files.push({ name, packs: await loadIndexFile(store, name) });
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
      damaged.push(name);
      files.push({ name, packs: [] });
    }
  }
  return { files, damaged };
}

function isSame(pack: IndexedPack | undefined, blobs: IndexedPack['blobs']): boolean {
  const text = (all: IndexedPack['blobs']) =>
    all
      .map(({ type, id, offset, length, plainLength }) => `${type} ${id} ${offset} ${length} ${plainLength}`)
      .sort()
      .join();
  return pack !== undefined && text(pack.blobs) === text(blobs);
}
