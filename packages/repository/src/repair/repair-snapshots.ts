import { defined, isResiteError } from '@resite/errors';
import { BlobWriter } from '../archive/blob-writer.ts';
import { listSurely } from '../backend/list-surely.ts';
import { Contents } from '../blob-index/contents.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { replaceSnapshot } from '../tag/replace-snapshot.ts';
import { type Loss, TreeRewriter } from './rewrite-tree.ts';

export interface RepairSnapshotsOptions {
  /** Only these; all by default. A snapshot file that cannot be read is named by its ID or the beginning of one. */
  readonly ids?: readonly string[] | undefined;
  /** Remove a damaged snapshot once what is left of it is stored as another one, and files that cannot be read if named. */
  readonly forget?: boolean | undefined;
  /** Only say what is lost. */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal;
}

export interface RepairSnapshotsResult {
  /** Snapshots that lost something, with all that they lost; `replacement` is what is left of them, tagged `repaired`. */
  damaged: { snapshot: Snapshot; losses: Loss[]; replacement?: Snapshot }[];
  /** Snapshots of which not even the first folder can be read. They are left as they are. */
  hopeless: Snapshot[];
  /** Names of snapshot files that cannot be read, left as they are. */
  unreadable: string[];
  /** Names of those that are removed, because they were named together with `forget`. */
  removed: string[];
  sound: number;
}

const repairedTag = 'repaired';

/**
 * Stores beside each snapshot that lost data another one without the lost parts: files lack what is missing of their
 * content, folders that cannot be read are empty. It is tagged `repaired` and names its `original`; what it lost is in the
 * result. It believes the index: repair that first. Snapshots that lost nothing stay as they are.
 *
 * @example
 * ```ts
 * import { openRepository, repairSnapshots } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { damaged } = await repairSnapshots(repository, { dryRun: true });
 * for (const { snapshot, losses } of damaged) console.log(`${snapshot.id} lost ${losses.length} files or folders`);
 * await repository.close();
 * ```
 */
export async function repairSnapshots(
  repository: OpenedRepository,
  { ids, forget = false, dryRun = false, signal }: RepairSnapshotsOptions = {},
): Promise<RepairSnapshotsResult> {
  const { store, changing, reading } = repository[internals];
  const repair = async (beforeStore: (() => void) | undefined) => {
    // What no index names is taken for lost here, so each index file must be usable, whenever it is read.
    const contents = new Contents(store, { isStrict: true });
    await contents.refreshIndex();
    const { loader } = contents;
    const writer = beforeStore && new BlobWriter(store, loader, { beforeStore });
    const rewriter = new TreeRewriter({ index: loader.current, loadTree: id => contents.tree(id), writer, signal });
    const { snapshots, unreadable } = await loadSnapshots(repository);
    const isNamed = (name: string) => ids?.some(id => id.length >= 2 && name.startsWith(id));
    const removed = forget ? unreadable.filter(isNamed) : [];
    const left = unreadable.filter(name => !removed.includes(name) && (ids === undefined || isNamed(name)));
    const wanted = ids?.filter(id => !unreadable.some(name => id.length >= 2 && name.startsWith(id)));
    const chosen = wanted && (await Promise.all(wanted.map(id => repository.findSnapshot(id))));
    const result: RepairSnapshotsResult = { damaged: [], hopeless: [], unreadable: left, removed, sound: 0 };
    for (const name of removed) {
      beforeStore?.();
      if (beforeStore !== undefined) await store.backend.remove('snapshots', name);
    }
    for (const snapshot of chosen ?? snapshots) {
      const rewritten = await attempt(() => rewriter.rewrite(snapshot.tree));
      if (rewritten === undefined) result.hopeless.push(snapshot);
      else if (rewritten.losses.length === 0) result.sound += 1;
      else {
        const { losses, tree } = rewritten;
        await writer?.flush();
        beforeStore?.();
        const replacement = writer && (await storeReplacement(repository, { snapshot, tree, forget, snapshots }));
        result.damaged.push(defined({ snapshot, losses, replacement }));
      }
    }
    return result;
  };
  if (dryRun) return reading(() => repair(undefined));
  return changing({ exclusive: true }, lock => repair(() => lock.assertHeld()));
}

/** Does not store again what an earlier run has stored. */
async function storeReplacement(
  repository: OpenedRepository,
  { snapshot, tree, forget, snapshots }: { snapshot: Snapshot; tree: string; forget: boolean; snapshots: Snapshot[] },
): Promise<Snapshot> {
  const origin = snapshot.original ?? snapshot.id;
  const { store } = repository[internals];
  const existing = snapshots.find(other => other.tree === tree && other.original === origin);
  if (existing !== undefined) {
    if (forget) await store.backend.remove('snapshots', snapshot.id);
    return existing;
  }
  const { summary: _, ...unsummed } = snapshot; // its counts are those of what was
  const tags = [...new Set([...(snapshot.tags ?? []), repairedTag])];
  return replaceSnapshot(repository, unsummed, { tree, tags }, { keepOld: !forget });
}

async function loadSnapshots(repository: OpenedRepository): Promise<{ snapshots: Snapshot[]; unreadable: string[] }> {
  const { store, snapshots: files } = repository[internals];
  const snapshots: Snapshot[] = [];
  const unreadable: string[] = [];
  for (const { name } of await listSurely(store.backend, 'snapshots')) {
    const snapshot = await attempt(() => files.load(name));
    if (snapshot === undefined) unreadable.push(name);
    else snapshots.push(snapshot);
  }
  return { snapshots, unreadable };
}

async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (isResiteError(error, 'REPOSITORY_DAMAGED')) return undefined;
    throw error;
  }
}
