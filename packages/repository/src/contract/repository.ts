import type { ArchiveOptions, ArchiveResult } from './archive.ts';
import type { CheckOptions, CheckResult } from './check.ts';
import type { TreeNode } from './node.ts';
import type { RestoreOptions, RestoreResult } from './restore.ts';
import type { Snapshot, SnapshotFields, SnapshotFilter } from './snapshot.ts';
import type { Source, SourceEntry } from './source.ts';
import type { Target } from './target.ts';

/** The public shape of an open repository. */
export interface Repository {
  readonly id: string;
  readonly location: string;
  /** All snapshots that can be used, oldest first. `OpenOptions.onUnusable` hears of the others. */
  snapshots(): Promise<Snapshot[]>;
  /**
   * `latest`, `latest~2` for the second before it, a full ID or a unique prefix (at least 2 characters) → snapshot; `SNAPSHOT_MISSING`
   * otherwise. The latest is that of those which pass the filter; an ID names its snapshot whether it does or not.
   *
   * @example
   * ```ts
   * import { openRepository } from '@resite/repository';
   *
   * const repository = await openRepository('./backups', 'a long password');
   * const snapshot = await repository.findSnapshot('latest');
   * for await (const { path, node } of repository.walk(snapshot.tree)) console.log(node.type, path);
   * await repository.close();
   * ```
   */
  findSnapshot(id: string, filter?: SnapshotFilter): Promise<Snapshot>;
  /**
   * Reads a source into blobs and returns the root tree's ID. Nothing of it is visible as a snapshot until `commit`.
   * A file whose size, times and inode equal those in `parent` (a tree ID) is not read again, unless `reread` says so.
   *
   * @example
   * ```ts
   * import { hostname, userInfo } from 'node:os';
   * import { formatRfc3339, localSource, newest, now, openRepository } from '@resite/repository';
   *
   * const repository = await openRepository('./backups', 'a long password');
   * const parent = newest(await repository.snapshots());
   * const time = formatRfc3339(now());
   * const { tree, unreadable } = await repository.archive(localSource(['/etc']), parent ? { parent: parent.tree } : {});
   * for (const { path, error } of unreadable) console.log(`${path}: ${error.message}`);
   * const { username } = userInfo();
   * const snapshot = await repository.commit({ time, tree, paths: ['/etc'], hostname: hostname(), username });
   * console.log(snapshot.id);
   * await repository.close();
   * ```
   */
  archive<E extends SourceEntry>(source: Source<E>, options?: ArchiveOptions): Promise<ArchiveResult>;
  /** Stores everything that `archive` left pending (packs, then index) and only then the snapshot: the commit. */
  commit(fields: SnapshotFields): Promise<Snapshot>;
  /** As `commit`, without a snapshot: for a tree that one has already. */
  finish(tree: string): Promise<void>;
  tree(id: string): Promise<TreeNode[]>;
  /**
   * The node at a slash-separated path below the snapshot's root, undefined when there is none. In this and other paths, bytes that are
   * not UTF-8 are lone surrogates, see `textFromBytes` of `@resite/filesystem`.
   */
  find(tree: string, path: string): Promise<TreeNode | undefined>;
  /** Every node below `tree`, folders before their children, with its slash-separated path. */
  walk(tree: string): AsyncIterable<{ path: string; node: TreeNode }>;
  /**
   * Content of a file node; each blob is verified against its ID.
   *
   * @example
   * ```ts
   * import { openRepository } from '@resite/repository';
   *
   * const repository = await openRepository('./backups', 'a long password');
   * const { tree } = await repository.findSnapshot('latest');
   * const hosts = await repository.find(tree, '/etc/hosts');
   * if (hosts) for await (const part of repository.read(hosts)) process.stdout.write(part);
   * await repository.close();
   * ```
   */
  read(file: TreeNode): AsyncIterable<Buffer>;
  /**
   * Writes a tree, or what `include` takes of it, to a target. What could not be restored is in `failed`.
   *
   * @example
   * ```ts
   * import { localTarget, openRepository } from '@resite/repository';
   *
   * const repository = await openRepository('./backups', 'a long password');
   * const { tree } = await repository.findSnapshot('latest');
   * const target = localTarget('./restored', { restored: tree });
   * const { files, failed } = await repository.restore(tree, target, { overwrite: 'if-changed', verify: true });
   * console.log(`${files} files are as in the snapshot`);
   * for (const { path, error } of failed) console.log(`${path}: ${error.message}`);
   * await repository.close();
   * ```
   */
  restore<F>(tree: string, target: Target<F>, options?: RestoreOptions): Promise<RestoreResult>;
  /**
   * Looks for damage in everything that the snapshots need, and with `readData` in the data of the packs as well.
   *
   * @example
   * ```ts
   * import { openRepository } from '@resite/repository';
   *
   * const repository = await openRepository('./backups', 'a long password');
   * const { problems, remedies } = await repository.check({ readData: { percent: 5 } });
   * for (const problem of problems) console.log(problem);
   * for (const { kind } of remedies) console.log(`what can be done: ${kind}`);
   * await repository.close();
   * ```
   */
  check(options?: CheckOptions): Promise<CheckResult>;
  /** Takes a shared lock until `close`, so that the reads that follow need none of their own. */
  hold(): Promise<void>;
  /** Releases the locks that `archive` and `hold` took and forgets keys; safe to call twice. */
  close(): Promise<void>;
}
