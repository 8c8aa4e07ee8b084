import { adviceOf, ResiteError } from '@resite/errors';
import { listPacks } from '../backend/list-surely.ts';
import { readAgain } from '../backend/read-again.ts';
import { Contents } from '../blob-index/contents.ts';
import type { IndexedPack } from '../format/index-file.ts';
import type { Lock } from '../locks/lock.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { sealBlob } from '../pack/seal-blob.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import type { Store } from '../store/store.ts';
import type { MaxUnused } from './limits.ts';
import { PackWriter } from './pack-writer.ts';
import { type PruneBytes, type PrunePlan, planPrune } from './plan.ts';
import { type RepackOptions, type RepackRules, repackRules } from './repack-options.ts';
import { loadIndexFiles, packsOf, rewriteIndex } from './rewrite-index.ts';
import { findUsedBlobs } from './used-blobs.ts';

export interface PruneOptions extends RepackOptions {
  /** Unused data that may stay, because moving the rest would cost more; 5 % by default. */
  readonly maxUnused?: MaxUnused;
  /** Bytes of packs that this run may rewrite; the rest is left for the next one. */
  readonly maxRepackSize?: number;
  /** Only plan; nothing is written or removed. */
  readonly dryRun?: boolean | undefined;
  readonly onProgress?: (progress: PruneProgress) => void;
  /** Ends the prune at any point; nothing that a snapshot needs is lost. */
  readonly signal?: AbortSignal;
}

export interface PruneProgress {
  /** Packs whose used blobs were moved. */
  repacked: number;
  toRepack: number;
}

export interface PruneResult {
  snapshots: number;
  usedBlobs: number;
  packs: { kept: number; repacked: number; removed: number; unindexed: number };
  bytes: PruneBytes;
}

/**
 * Removes what no snapshot needs, under an exclusive lock: packs without use, and the unused parts of others, whose used
 * blobs move; and what `RepackOptions` name. New packs are stored before the index that names them, old index files are removed after that and old packs
 * last: a stop at any point loses nothing but the work. Every blob that moves is compared with its hash first.
 * `REPOSITORY_DAMAGED`, with nothing removed, when something that a snapshot needs cannot be found, or when a snapshot or
 * index file cannot be used: then nobody knows what it needs.
 *
 * @example
 * ```ts
 * import { openRepository, prune } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { packs, bytes } = await prune(repository, { maxUnused: { percent: 10 } });
 * console.log(`${packs.removed} packs removed, ${bytes.freed} bytes freed`);
 * await repository.close();
 * ```
 */
export async function prune(repository: OpenedRepository, options: PruneOptions = {}): Promise<PruneResult> {
  const parts = repository[internals];
  const { store, snapshots } = parts;
  const rules = repackRules(options, store);
  const plan = async () => {
    const trees = await rootsOf(snapshots);
    const files = await loadIndexFiles(store);
    const contents = new Contents(store, { isStrict: true });
    await contents.refreshIndex();
    const loadTree = (id: string) => contents.tree(id);
    const used = await findUsedBlobs(trees, { index: contents.loader.current, loadTree, signal: options.signal });
    const packs = [...packsOf(files).values()];
    const stored = new Map((await listPacks(store.backend, packs)).map(({ name, size }) => [name, size]));
    const plan = planPrune({
      packs,
      files: stored,
      used,
      maxUnused: options.maxUnused ?? { percent: 5 },
      maxRepackSize: options.maxRepackSize ?? Number.POSITIVE_INFINITY,
      ...rules,
    });
    const { remove, repack, unindexed } = plan;
    const kept = stored.size - remove.length - repack.length - unindexed.length;
    const result: PruneResult = {
      snapshots: trees.length,
      usedBlobs: used.size,
      packs: { kept, repacked: repack.length, removed: remove.length, unindexed: unindexed.length },
      bytes: plan.bytes,
    };
    return { plan, files, result };
  };
  if (options.dryRun) return parts.reading(async () => (await plan()).result);
  return parts.changing({ exclusive: true }, async lock => {
    parts.forgetIndex();
    const { plan: decided, files, result } = await plan();
    try {
      await lock.confirm();
      await store.backend.removeUnfinished?.();
      await removePacks(store, decided.unindexed, lock, options);
      const added = await repackAll(store, { ...decided, ...rules }, lock, options);
      const without = new Set([...decided.remove, ...decided.vanished, ...decided.repack.map(({ id }) => id)]);
      options.signal?.throwIfAborted();
      await lock.confirm();
      if (without.size > 0) await rewriteIndex(store, files, { without, added, beforeStore: () => lock.assertHeld() });
      await removePacks(store, [...decided.remove, ...decided.repack.map(({ id }) => id)], lock, options);
    } finally {
      parts.forgetIndex();
    }
    return result;
  });
}

async function rootsOf(files: Snapshots): Promise<string[]> {
  const { snapshots, unusable } = await files.survey({ isWhole: true });
  const [first] = unusable;
  if (first === undefined) return snapshots.map(({ tree }) => tree);
  const others = unusable.length === 1 ? '' : ` It is one of ${unusable.length} such snapshots.`;
  const message = `nothing was removed: what a snapshot needs is not known. ${first.error.message}.${others}`;
  throw new ResiteError(first.error.code, message, { ...adviceOf(first.error), cause: first.error });
}

async function repackAll(
  store: Store,
  { repack, homes, compress, bytes: counted }: PrunePlan & RepackRules,
  lock: Lock,
  { onProgress, signal }: PruneOptions,
): Promise<IndexedPack[]> {
  const writer = new PackWriter(store, () => lock.assertHeld());
  const moved = new Set<string>();
  for (const [number, pack] of repack.entries()) {
    signal?.throwIfAborted();
    const range = { offset: 0, length: end(pack) };
    const bytes = await readAgain(() => store.loadPack(pack.id, 'what a snapshot needs', range));
    for (const { type, id, offset, length, plainLength } of pack.blobs) {
      if (homes.of(type, id) !== pack.id || moved.has(`${type} ${id}`)) continue;
      moved.add(`${type} ${id}`);
      // A copy, because a view would keep the whole pack in memory.
      const stored = Buffer.from(bytes.subarray(offset, offset + length));
      const opened = store.openBlob(id, stored, plainLength);
      const place = { pack: pack.id, offset, length, plainLength, packEnd: range.length };
      const { sealed, content } =
        opened === undefined ? await store.loadBlobAsStored(id, place) : { sealed: stored, content: opened };
      const mustCompress = plainLength === 0 && compress.has(type);
      const blob = mustCompress ? sealBlob(store, type, id, content, { compress: true }) : { sealed, plainLength };
      counted.compressed += sealed.length - blob.sealed.length;
      await writer.add(type, id, blob.sealed, blob.plainLength);
    }
    onProgress?.({ repacked: number + 1, toRepack: repack.length });
  }
  return writer.finish();
}

const end = ({ blobs }: IndexedPack) => Math.max(...blobs.map(({ offset, length }) => offset + length));

async function removePacks(store: Store, ids: readonly string[], lock: Lock, { signal }: PruneOptions): Promise<void> {
  await lock.confirm();
  for (const id of ids) {
    signal?.throwIfAborted();
    lock.assertHeld();
    await store.backend.remove('data', id);
  }
}
