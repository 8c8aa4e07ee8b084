import { defined } from '@resite/errors';
import { BlobWriter } from '../archive/blob-writer.ts';
import { Contents } from '../blob-index/contents.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Snapshot, SnapshotFields, SnapshotFilter } from '../contract/snapshot.ts';
import type { Lock } from '../locks/lock.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { chooseSnapshots } from '../snapshots/choose.ts';
import { replaceSnapshot } from '../tag/replace-snapshot.ts';
import { parseRfc3339 } from '../text/time.ts';
import { type Filtered, TreeFilter } from './tree-filter.ts';

export interface RewriteOptions {
  /** Whether to leave out an entry, and all that is below it. */
  exclude?(path: string, node: TreeNode): boolean;
  /** Another host. */
  readonly host?: string | undefined;
  /** Another time, RFC 3339. */
  readonly time?: string | undefined;
  /** Remove the originals. */
  readonly forget?: boolean | undefined;
  /** Only say what would change. */
  readonly dryRun?: boolean | undefined;
  /** Whether a snapshot has to stay as it is. */
  isFixed?(snapshot: Snapshot): Promise<boolean>;
  readonly signal?: AbortSignal;
}

export interface RewriteResult {
  /** Snapshots that change, the paths that are left out of each, and what is stored instead. */
  rewritten: { snapshot: Snapshot; excluded: string[]; replacement?: Snapshot }[];
  /** Snapshots that would have changed, and have to stay as they are. */
  fixed: Snapshot[];
  /** How many have nothing to change. */
  unchanged: number;
}

const rewrittenTag = 'rewrite';

/**
 * Stores snapshots, which are named or else pass the filter, anew without some of their files, or with another host or time. A new one
 * names its `original` and is tagged `rewrite`, unless `forget` puts it in the place of the original. One that has nothing to change
 * stays, and what an earlier run has stored is not stored again. All trees are stored before the first snapshot.
 *
 * @example
 * ```ts
 * import { openRepository, pathPattern, rewriteSnapshots } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { rewritten } = await rewriteSnapshots(repository, [], { exclude: pathPattern('*.iso'), forget: true });
 * for (const { snapshot, excluded } of rewritten) console.log(`${snapshot.id} lacks ${excluded.join(', ')}`);
 * await repository.close();
 * ```
 */
export async function rewriteSnapshots(
  repository: OpenedRepository,
  names: readonly string[],
  options: RewriteOptions,
  filter: SnapshotFilter = {},
): Promise<RewriteResult> {
  const { changing, reading } = repository[internals];
  if (options.dryRun) return reading(() => rewrite(repository, names, options, filter));
  return changing({ exclusive: options.forget === true }, lock => rewrite(repository, names, options, filter, lock));
}

/** `lock` is absent in a dry run. */
async function rewrite(
  repository: OpenedRepository,
  names: readonly string[],
  options: RewriteOptions,
  filter: SnapshotFilter,
  lock?: Lock,
): Promise<RewriteResult> {
  const { store } = repository[internals];
  const { exclude = () => false, signal, isFixed = async () => false } = options;
  const contents = new Contents(store);
  await contents.refreshIndex();
  const writer = lock && new BlobWriter(store, contents.loader, { beforeStore: () => lock.assertHeld() });
  const parts = { exclude, signal, loadTree: (id: string) => contents.tree(id) };
  const trees = new TreeFilter({ ...parts, writer });
  const fixedTrees = new TreeFilter({ ...parts, writer: undefined });
  const result: RewriteResult = { rewritten: [], fixed: [], unchanged: 0 };
  const changes: { snapshot: Snapshot; excluded: string[]; fields: Partial<SnapshotFields> }[] = [];
  try {
    const existing = await repository.snapshots();
    for (const snapshot of await chooseSnapshots(repository, names, filter)) {
      const stays = await isFixed(snapshot);
      const left = await (stays ? fixedTrees : trees).filter(snapshot.tree);
      const fields = changedFields(snapshot, left, options);
      const isDone =
        !options.forget && fields !== undefined && rewrittenBefore(existing, snapshot, fields) !== undefined;
      if (fields === undefined || isDone) result.unchanged += 1;
      else if (stays) result.fixed.push(snapshot);
      else changes.push({ snapshot, excluded: left.excluded, fields });
    }
    await writer?.flush();
    for (const { snapshot, excluded, fields } of changes) {
      signal?.throwIfAborted();
      await lock?.confirm();
      const replacement = lock && (await replace(repository, { snapshot, fields, existing, ...options }));
      result.rewritten.push(defined({ snapshot, excluded, replacement }));
    }
  } finally {
    await writer?.end();
  }
  return result;
}

/** undefined when there is nothing to change. */
function changedFields(
  snapshot: Snapshot,
  { tree, files, bytes }: Filtered,
  { host = snapshot.hostname, time = snapshot.time, forget }: RewriteOptions,
): Partial<SnapshotFields> | undefined {
  const isOtherTree = tree !== snapshot.tree;
  if (!isOtherTree && host === snapshot.hostname && isSameTime(time, snapshot.time)) return undefined;
  const { summary, tags = [] } = snapshot;
  return {
    tree,
    time,
    hostname: host,
    original: snapshot.id,
    ...(!forget && { tags: [...new Set([...tags, rewrittenTag])] }),
    ...(isOtherTree && summary && { summary: { ...summary, filesProcessed: files, bytesProcessed: Number(bytes) } }),
  };
}

const isSameTime = (one: string, other: string) => parseRfc3339(one) === parseRfc3339(other);

/** What an earlier run, which may have been cut off, has stored. */
const rewrittenBefore = (existing: readonly Snapshot[], { id }: Snapshot, wanted: Partial<SnapshotFields>) =>
  existing.find(
    ({ original, tree, hostname, time }) =>
      original === id && tree === wanted.tree && hostname === wanted.hostname && isSameTime(time, wanted.time!),
  );

async function replace(
  repository: OpenedRepository,
  { snapshot, fields, existing, forget }: RewriteOptions & Replacing,
): Promise<Snapshot> {
  const known = rewrittenBefore(existing, snapshot, fields);
  if (known === undefined) return replaceSnapshot(repository, snapshot, fields, { keepOld: !forget });
  await repository[internals].store.backend.remove('snapshots', snapshot.id);
  return known;
}

interface Replacing {
  snapshot: Snapshot;
  fields: Partial<SnapshotFields>;
  existing: readonly Snapshot[];
}
