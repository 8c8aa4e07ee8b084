import { listAhead } from '../archive/list-ahead.ts';
import type { Session } from '../archive/session.ts';
import { loadTreesAhead, type TreesAhead } from '../archive/trees-ahead.ts';
import { Contents } from '../blob-index/contents.ts';
import type { ArchiveOptions, ArchiveResult } from '../contract/archive.ts';
import type { CheckOptions, CheckResult } from '../contract/check.ts';
import type { TreeNode } from '../contract/node.ts';
import type { RestoreOptions, RestoreResult } from '../contract/restore.ts';
import type { Snapshot, SnapshotFields, SnapshotFilter } from '../contract/snapshot.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import type { Target } from '../contract/target.ts';
import type { Config } from '../format/config.ts';
import { encodeSnapshot } from '../format/snapshot-file.ts';
import { type LockSettings, OwnLocks } from '../locks/own-locks.ts';
import { type Internals, internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { Snapshots } from '../snapshots/snapshots.ts';
import type { Store } from '../store/store.ts';

export interface OpenedWith {
  /** Name of the key file that the password opened. */
  keyName: string;
  locks: LockSettings;
}

/** An open repository in restic's format, on any backend. Code that only some uses need is loaded when they begin. */
export class ResticRepository implements OpenedRepository {
  readonly id: string;
  readonly location: string;
  readonly [internals]: Internals;
  readonly #store: Store;
  readonly #config: Config;
  readonly #snapshots: Snapshots;
  readonly #contents: Contents;
  readonly #locks: OwnLocks;
  #session: Promise<Session> | undefined;

  constructor(store: Store, config: Config, { keyName, locks }: OpenedWith) {
    this.id = config.id;
    this.location = store.backend.location;
    this.#store = store;
    this.#config = config;
    this.#snapshots = new Snapshots(store);
    this.#contents = new Contents(store);
    this.#locks = new OwnLocks(store, locks);
    this[internals] = {
      store,
      config,
      keyName,
      snapshots: this.#snapshots,
      reading: action => this.#reading(action),
      changing: (options, action) => this.#locks.changing(options, action),
      loadIndex: async () => {
        await this.#contents.refreshIndex();
        return this.#contents.loader.current;
      },
      forgetIndex: () => this.#contents.forgetIndex(),
    };
  }

  snapshots(): Promise<Snapshot[]> {
    return this.#snapshots.list();
  }

  findSnapshot(id: string, filter?: SnapshotFilter): Promise<Snapshot> {
    return this.#snapshots.find(id, filter);
  }

  async archive<E extends SourceEntry>(source: Source<E>, options: ArchiveOptions = {}): Promise<ArchiveResult> {
    options.signal?.throwIfAborted();
    let trees: TreesAhead | undefined;
    this.#session ??= this.#begin(options.journal, () => {
      if (options.parent !== undefined) trees ??= loadTreesAhead(options.parent, id => this.tree(id));
    });
    const ahead = listAhead(source);
    const session = await this.#sessionOrNone().finally(() => Promise.all([ahead.stop(), trees?.stop()]));
    try {
      return await session.archive(ahead.source, { trees, totals: ahead.totals }, options);
    } catch (error) {
      if (session.failed) await this.#abandon(session);
      throw error;
    }
  }

  async commit(fields: SnapshotFields): Promise<Snapshot> {
    const session = await this.#flushed(fields.tree);
    const id = await this.#store.saveUnpacked('snapshots', encodeSnapshot(fields));
    await this.#end(session);
    return this.#snapshots.load(id);
  }

  async finish(tree: string): Promise<void> {
    await this.#end(await this.#flushed(tree));
  }

  tree(id: string): Promise<TreeNode[]> {
    return this.#contents.tree(id);
  }

  find(tree: string, path: string): Promise<TreeNode | undefined> {
    return this.#contents.find(tree, path);
  }

  walk(tree: string): AsyncGenerator<{ path: string; node: TreeNode }> {
    return this.#contents.walk(tree);
  }

  read(file: TreeNode): AsyncGenerator<Buffer> {
    return this.#contents.read(file);
  }

  async restore<F>(tree: string, target: Target<F>, options: RestoreOptions = {}): Promise<RestoreResult> {
    options.signal?.throwIfAborted();
    return this.#reading(async () => {
      await this.#contents.refreshIndex();
      const { restoreTree } = await import('../restore/restorer.ts');
      const { loader } = this.#contents;
      const parts = { store: this.#store, index: loader.current, loadTree: (id: string) => this.tree(id) };
      return restoreTree(parts, tree, target, options);
    });
  }

  async check(options: CheckOptions = {}): Promise<CheckResult> {
    const { checkRepository } = await import('../check/check.ts');
    const session = await this.#session;
    return this.#locks.checking(session?.lock, () => checkRepository(this.#store, options));
  }

  hold(): Promise<void> {
    return this.#locks.hold();
  }

  async close(): Promise<void> {
    const opening = this.#session;
    this.#session = undefined;
    try {
      await (await opening)?.abandon();
    } finally {
      await this.#locks.close().finally(async () => {
        await this.#store.close();
        await this.#store.backend.close();
      });
    }
  }

  /** Runs under the lock of the open archive, if there is one. */
  async #reading<T>(action: () => Promise<T>): Promise<T> {
    return (await this.#session) === undefined ? this.#locks.reading(action) : action();
  }

  async #begin(journal?: ArchiveOptions['journal'], onIndex = () => {}): Promise<Session> {
    const { Session } = await import('../archive/session.ts');
    const parts = { store: this.#store, config: this.#config, contents: this.#contents, locks: this.#locks };
    return Session.begin(parts, journal, onIndex);
  }

  /** The session, once it is open. A session that cannot begin does not stay. */
  async #sessionOrNone(): Promise<Session> {
    const opening = this.#session!;
    try {
      return await opening;
    } catch (error) {
      if (this.#session === opening) this.#session = undefined;
      throw error;
    }
  }

  /** The session, with everything stored that a snapshot of the tree needs. */
  async #flushed(tree: string): Promise<Session> {
    this.#session ??= this.#begin();
    const session = await this.#sessionOrNone();
    await session.requireWhole(tree);
    try {
      await session.flush();
    } catch (error) {
      await this.#abandon(session);
      throw error;
    }
    return session;
  }

  async #end(session: Session): Promise<void> {
    this.#session = undefined;
    await session.end();
  }

  async #abandon(session: Session): Promise<void> {
    this.#session = undefined;
    await session.abandon();
  }
}
