import { isResiteError } from '@resite/errors';
import { listPacks, listSurely } from '../backend/list-surely.ts';
import { loadIndexFile } from '../blob-index/index-loader.ts';
import type { IndexedPack } from '../format/index-file.ts';
import { hasSameEntries } from '../format/pack-entries.ts';
import { type PackedBlob, packSize } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { type IndexFile, packsOf, rewriteIndex } from '../prune/rewrite-index.ts';
import type { Store } from '../store/store.ts';
import { type LostBlob, withoutCopies } from './lost-blobs.ts';
import { readPackHeader } from './read-header.ts';
import { surveyPack } from './survey-pack.ts';

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
  /**
   * Packs with a damaged header, or with something missing or behind it. The index names what can be read of them now, and
   * `repairPacks` moves that into sound packs.
   */
  damagedPacks: string[];
  /** Packs of which nothing can be read. The index does not name them any more; their files stay until the next prune. */
  unreadablePacks: string[];
  /** Blobs that the index said are in damaged or unreadable packs, that cannot be read, and lie in no other pack. */
  lost: LostBlob[];
}

/**
 * Makes the index say what the packs hold, from their own headers. New index files are stored before old ones are removed.
 * Where a header cannot be read, it keeps what the index said and the pack still has. This loses nothing that was not lost
 * before; `check` tells what is lost.
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
    const stored = await listPacks(store.backend, known.values());
    const present = new Set(stored.map(({ name }) => name));
    const doubtful = stored.filter(({ name, size }) => {
      const pack = known.get(name);
      return readAllPacks || pack === undefined || packSize(pack.blobs) !== size;
    });

    const added: IndexedPack[] = [];
    const damagedPacks: string[] = [];
    const unreadablePacks: string[] = [];
    const unreadable: LostBlob[] = [];
    for (const [number, file] of doubtful.entries()) {
      signal?.throwIfAborted();
      const inIndex = known.get(file.name)?.blobs;
      const header = await readPackHeader(store, file);
      const survey = header === undefined ? await surveyPack(store, file.name, inIndex) : undefined;
      const blobs = header ?? survey!.readable.map(toEntry);
      const isUnreadable = header === undefined && blobs.length === 0;
      if (header === undefined) (isUnreadable ? unreadablePacks : damagedPacks).push(file.name);
      for (const { type, id } of survey?.damaged ?? []) unreadable.push({ type, id, pack: file.name });
      if (!isUnreadable && (inIndex === undefined || !hasSameEntries(inIndex, blobs)))
        added.push({ id: file.name, blobs });
      onProgress?.({ packs: number + 1, totalPacks: doubtful.length });
    }
    const missingPacks = [...known.keys()].filter(id => !present.has(id));
    const without = new Set([...missingPacks, ...unreadablePacks]);
    await rewriteIndex(store, files, { without, added, beforeStore: () => lock.assertHeld() });
    forgetIndex();
    const isDamaged = new Set([...damagedPacks, ...unreadablePacks]);
    const addedPacks = added.map(({ id }) => id).filter(id => !isDamaged.has(id));
    const others = [...known.values(), ...added].filter(({ id }) => present.has(id));
    const lost = withoutCopies(unreadable, others, isDamaged);
    return { damagedIndexFiles: damaged, addedPacks, missingPacks, damagedPacks, unreadablePacks, lost };
  });
}

/** A damaged file counts as one that names nothing. */
async function loadReadable(store: Store): Promise<{ files: IndexFile[]; damaged: string[] }> {
  const files: IndexFile[] = [];
  const damaged: string[] = [];
  for (const { name } of await listSurely(store.backend, 'index')) {
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

/** Without the bytes. */
const toEntry = ({ type, id, offset, length, plainLength }: PackedBlob) => ({ type, id, offset, length, plainLength });
