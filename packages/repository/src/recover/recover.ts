import { defined } from '@resite/errors';
import { BlobWriter } from '../archive/blob-writer.ts';
import { Contents } from '../blob-index/contents.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Snapshot, SnapshotFields } from '../contract/snapshot.ts';
import { folderMode } from '../format/file-mode.ts';
import { encodeSnapshot } from '../format/snapshot-file.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { type Loss, TreeRewriter } from '../repair/rewrite-tree.ts';
import { storeTree } from '../rewrite/change-tree.ts';
import { parseRfc3339 } from '../text/time.ts';
import { findOrphans } from './orphans.ts';

export interface RecoverOptions {
  readonly onProgress?: (progress: { trees: number; totalTrees: number }) => void;
  readonly signal?: AbortSignal;
}

export interface RecoverResult {
  /** Holds a folder for each root that was found, under its ID; absent when there is none. */
  snapshot?: Snapshot;
  /** Trees that nothing names, and what is missing of what was below them. */
  roots: { tree: string; losses: Loss[] }[];
  /** IDs of trees that cannot be read. */
  unreadable: string[];
}

const recoveredTag = 'recovered';

/**
 * Makes one snapshot, tagged `recovered`, of all folders in the repository that no snapshot and no other folder names: what
 * snapshots held that were forgotten and not pruned yet, or what an interrupted backup has left. What is missing below them is left
 * out and named. It believes the index: repair that first.
 *
 * @example
 * ```ts
 * import { hostname, userInfo } from 'node:os';
 * import { formatRfc3339, now, openRepository, recoverTrees } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const made = { time: formatRfc3339(now()), hostname: hostname(), username: userInfo().username };
 * const { snapshot, roots } = await recoverTrees(repository, made);
 * console.log(snapshot === undefined ? 'nothing is lost' : `${roots.length} folders are in ${snapshot.id}`);
 * await repository.close();
 * ```
 */
export async function recoverTrees(
  repository: OpenedRepository,
  fields: Omit<SnapshotFields, 'tree' | 'paths' | 'tags'>,
  { onProgress, signal }: RecoverOptions = {},
): Promise<RecoverResult> {
  const { store, snapshots, changing } = repository[internals];
  // Nobody else may write meanwhile: what a backup has stored so far looks the same.
  return changing({ exclusive: true }, async lock => {
    const contents = new Contents(store, { isStrict: true });
    await contents.refreshIndex();
    const { loader } = contents;
    const loadTree = (id: string) => contents.tree(id);
    const parts = { index: loader.current, loadTree, signal };
    const snapshotTrees = new Set((await repository.snapshots()).map(({ tree }) => tree));
    const onTree = (trees: number, totalTrees: number) => onProgress?.({ trees, totalTrees });
    const found = await findOrphans(snapshotTrees, { ...parts, onTree });
    const writer = new BlobWriter(store, loader, { beforeStore: () => lock.assertHeld() });
    try {
      const rewriter = new TreeRewriter({ ...parts, writer });
      const kept: { root: string; tree: string; losses: Loss[] }[] = [];
      for (const root of found.roots) kept.push({ root, ...(await rewriter.rewrite(root)) });
      const modified = parseRfc3339(fields.time);
      const save = async () => {
        const tree = await storeTree(
          writer,
          kept.map(({ root, tree }) => folderNode(root, tree, modified)),
        );
        await writer.flush();
        signal?.throwIfAborted();
        await lock.confirm();
        const text = encodeSnapshot({ ...fields, tree, paths: ['/recover'], tags: [recoveredTag] });
        return snapshots.load(await store.saveUnpacked('snapshots', text));
      };
      return defined({
        snapshot: kept.length === 0 ? undefined : await save(),
        roots: kept.map(({ root, losses }) => ({ tree: root, losses })),
        unreadable: found.unreadable,
      });
    } finally {
      await writer.end();
    }
  });
}

function folderNode(name: string, subtree: string, time: bigint): TreeNode {
  const times = { modified: time, accessed: time, changed: time };
  return { name: Buffer.from(name), type: 'dir', mode: folderMode, ...times, uid: 0, gid: 0, subtree };
}
