import { BlobWriter } from '../archive/blob-writer.ts';
import { IndexLoader } from '../blob-index/index-loader.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { encodeSnapshot } from '../format/snapshot-file.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { BlobSet } from '../prune/used-blobs.ts';
import { BlobReader } from '../restore/blob-reader.ts';
import { Breather } from '../system/breather.ts';
import { isCopyOf } from './is-copy.ts';

export interface CopyOptions {
  readonly onProgress?: (progress: CopyProgress) => void;
  readonly signal?: AbortSignal;
}

export interface CopyProgress {
  snapshot: Snapshot;
  /** Blobs of this snapshot that were copied, and how many there are to copy. */
  blobs: number;
  totalBlobs: number;
}

export interface CopyResult {
  copied: { from: Snapshot; to: Snapshot }[];
  /** Snapshots that the destination had already. */
  skipped: Snapshot[];
}

/**
 * Copies snapshots with all that they need into another repository, sealed with its key. `original` of a copy
 * names its origin, and a copy has no parent. What the destination has already is not copied again; data is shared best when it was
 * made with `chunkLike`. Each snapshot is stored when its data is: an interrupted copy goes on where it stopped.
 *
 * @example
 * ```ts
 * import { copySnapshots, initRepository, openRepository } from '@resite/repository';
 *
 * const from = await openRepository('./backups', 'a long password');
 * const to = await initRepository('rest:https://backup.example/away/', 'another password', { chunkLike: from });
 * const { copied } = await copySnapshots(from, to, await from.snapshots());
 * console.log(`${copied.length} copied`);
 * await Promise.all([from.close(), to.close()]);
 * ```
 */
export async function copySnapshots(
  source: OpenedRepository,
  destination: OpenedRepository,
  snapshots: readonly Snapshot[],
  options: CopyOptions = {},
): Promise<CopyResult> {
  const { reading } = source[internals];
  const { changing, store } = destination[internals];
  return reading(() =>
    changing({ exclusive: false }, async lock => {
      const loader = new IndexLoader(store);
      await loader.refresh();
      const writer = new BlobWriter(store, loader, { beforeStore: () => lock.assertHeld() });
      const existing = await destination.snapshots();
      const result: CopyResult = { copied: [], skipped: [] };
      try {
        for (const snapshot of snapshots) {
          if (existing.some(other => isCopyOf(other, snapshot))) {
            result.skipped.push(snapshot);
            continue;
          }
          await copyBlobs(source, snapshot, writer, options);
          await writer.flush();
          await lock.confirm();
          const copy = await storeCopy(destination, snapshot);
          existing.push(copy);
          result.copied.push({ from: snapshot, to: copy });
        }
      } finally {
        await writer.end();
      }
      return result;
    }),
  );
}

async function copyBlobs(
  source: OpenedRepository,
  snapshot: Snapshot,
  writer: BlobWriter,
  { onProgress, signal }: CopyOptions,
): Promise<void> {
  const { store, loadIndex } = source[internals];
  const index = await loadIndex();
  const { trees, data } = await missingBlobs(source, snapshot.tree, writer, signal);
  const progress = { snapshot, blobs: 0, totalBlobs: trees.length + data.length };
  const count = () => onProgress?.({ ...progress, blobs: ++progress.blobs });
  const reader = new BlobReader(store, index, data);
  for (const id of data) {
    signal?.throwIfAborted();
    await writer.addContents([await reader.read(id)]);
    await writer.ready();
    count();
  }
  for (const id of trees) {
    // Byte for byte, so that its ID stays: another program may have written it in another way.
    writer.add('tree', await store.loadBlob(id, index.place('tree', id)!));
    await writer.ready();
    count();
  }
}

/** What the destination lacks; a tree that it has may still lead to blobs that it lacks. */
async function missingBlobs(
  source: OpenedRepository,
  root: string,
  writer: BlobWriter,
  signal: AbortSignal | undefined,
): Promise<{ trees: string[]; data: string[] }> {
  const seen = new BlobSet();
  const missing = { trees: [] as string[], data: [] as string[] };
  const breather = new Breather(signal);
  const visit = async (tree: string): Promise<void> => {
    if (!seen.add('tree', tree)) return;
    await breather.breathe();
    if (!writer.has('tree', tree)) missing.trees.push(tree);
    for (const { content = [], subtree } of await source.tree(tree)) {
      for (const id of content) if (seen.add('data', id) && !writer.has('data', id)) missing.data.push(id);
      if (subtree !== undefined) await visit(subtree);
    }
  };
  await visit(root);
  return missing;
}

async function storeCopy(destination: OpenedRepository, { id, parent: _, ...fields }: Snapshot): Promise<Snapshot> {
  const { store, snapshots } = destination[internals];
  const original = fields.original ?? id;
  return snapshots.load(await store.saveUnpacked('snapshots', encodeSnapshot({ ...fields, original })));
}
