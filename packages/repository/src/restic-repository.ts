import { isResiteError, isSystemError, ResiteError } from '@resite/errors';
import type { BlobWriter } from './archive/blob-writer.ts';
import { listAhead } from './archive/list-ahead.ts';
import type { ScanJournal } from './archive/scan-journal.ts';
import { loadTreesAhead, type TreesAhead } from './archive/trees-ahead.ts';
import { BlockCache } from './block-cache.ts';
import type { Rabin } from './chunker/rabin.ts';
import type { Config } from './config.ts';
import { IndexLoader } from './index/index-loader.ts';
import { readAnyCopy } from './index/read-any-copy.ts';
import { exposeInternals } from './internals.ts';
import type { Lock, LockOptions } from './lock.ts';
import { waitForLock } from './locks/wait-for-lock.ts';
import type { TreeNode } from './node.ts';
import type { BlobType } from './pack/header.ts';
import type {
  ArchiveOptions,
  ArchiveResult,
  CheckOptions,
  CheckResult,
  JournalOptions,
  Repository,
  RestoreOptions,
  RestoreResult,
} from './repository.ts';
import type { Snapshot, SnapshotFields } from './snapshot.ts';
import { encodeSnapshot } from './snapshot-file.ts';
import { Snapshots } from './snapshots.ts';
import type { Source, SourceEntry } from './source.ts';
import { damageHint, type Store } from './store.ts';
import type { Target } from './target.ts';
import { decodeTree } from './tree.ts';

/** Milliseconds after which a stored pack stands in an index file: what is in none is read again after an interruption. */
const indexedWithout = 10 * 60_000;
const indexedWithJournal = 30_000;

/** What lies between the first `archive` and the `commit`. */
interface Session {
  lock: Lock;
  writer: BlobWriter;
  /** Trees archived in this session, known to be whole. */
  trees: Set<string>;
  journals: Map<string, ScanJournal>;
}

export interface OpenedWith {
  /** Name of the key file that the password opened. */
  keyName: string;
  /** Milliseconds to wait for the locks of others. */
  retryLock?: number | undefined;
}

/** An open repository in restic's format, on any backend. What only some uses need is loaded when they begin. */
export class ResticRepository implements Repository {
  readonly id: string;
  readonly location: string;
  readonly #store: Store;
  readonly #config: Config;
  readonly #snapshots: Snapshots;
  readonly #loader: IndexLoader;
  readonly #trees: BlockCache;
  readonly #retryLock: number;
  #rabin: Rabin | undefined;
  #indexLoaded = false;
  #session: Promise<Session> | undefined;

  constructor(store: Store, config: Config, { keyName, retryLock = 0 }: OpenedWith) {
    this.id = config.id;
    this.location = store.backend.location;
    this.#store = store;
    this.#config = config;
    this.#snapshots = new Snapshots(store);
    this.#loader = new IndexLoader(store);
    this.#trees = new BlockCache(store);
    this.#retryLock = retryLock;
    exposeInternals(this, {
      store,
      config,
      keyName,
      snapshots: this.#snapshots,
      reading: action => this.#locked({ exclusive: false }, action),
      changing: (options, action) => this.#changing(options, action),
      loadIndex: async () => {
        await this.#refreshIndex();
        return this.#loader.current;
      },
      forgetIndex: () => {
        this.#loader.forget();
        this.#indexLoaded = false;
      },
    });
  }

  snapshots(): Promise<Snapshot[]> {
    return this.#snapshots.list();
  }

  findSnapshot(id: string): Promise<Snapshot> {
    return this.#snapshots.find(id);
  }

  async archive<E extends SourceEntry>(source: Source<E>, options: ArchiveOptions = {}): Promise<ArchiveResult> {
    options.signal?.throwIfAborted();
    let trees: TreesAhead | undefined;
    this.#session ??= this.#beginSession(options.journal, () => {
      if (options.parent !== undefined) trees ??= loadTreesAhead(options.parent, id => this.tree(id));
    });
    const ahead = listAhead(source);
    const [session, { archiveSource }, { Rabin }] = await Promise.all([
      this.#sessionOrNone(),
      import('./archive/archiver.ts'),
      import('./chunker/rabin.ts'),
    ]).finally(() => Promise.all([ahead.stop(), trees?.stop()]));
    this.#rabin ??= new Rabin(this.#config.polynomial);
    const damagedInParent: string[] = [];
    const parts = {
      writer: session.writer,
      journal: options.journal === undefined ? undefined : await this.#openJournal(session, options.journal.file),
      rabin: this.#rabin,
      totals: ahead.totals,
      loadTree: (id: string) =>
        this.#takeTree(id, trees).catch(error => {
          if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
          damagedInParent.push(error.message);
          // The new tree may be the very same one, and must not rest on the damaged blob.
          this.#loader.current.distrust('tree', id);
          return undefined;
        }),
    };
    try {
      const result = await archiveSource(parts, ahead.source, options);
      session.trees.add(result.tree);
      return { ...result, damagedInParent };
    } catch (error) {
      if (session.writer.failed) await this.#abandonSession(session);
      throw error;
    }
  }

  async commit(fields: SnapshotFields): Promise<Snapshot> {
    this.#session ??= this.#beginSession();
    const session = await this.#sessionOrNone();
    if (!session.trees.has(fields.tree)) await this.#requireWhole(fields.tree);
    try {
      await session.writer.flush();
      await session.lock.confirm();
    } catch (error) {
      await this.#abandonSession(session);
      throw error;
    }
    const id = await this.#store.saveUnpacked('snapshots', encodeSnapshot(fields));
    this.#session = undefined;
    for (const journal of session.journals.values()) journal.remove();
    await session.lock.release();
    return this.#snapshots.load(id);
  }

  async tree(id: string): Promise<TreeNode[]> {
    const blob = await this.#loadBlob('tree', id);
    try {
      return decodeTree(blob);
    } catch (error) {
      throw this.#store.damaged(`tree ${id}`, error);
    }
  }

  async find(tree: string, path: string): Promise<TreeNode | undefined> {
    let node: TreeNode | undefined;
    let subtree: string | undefined = tree;
    for (const part of path.split('/').filter(Boolean)) {
      if (subtree === undefined) return undefined;
      const name = Buffer.from(part);
      node = (await this.tree(subtree)).find(candidate => candidate.name.equals(name));
      subtree = node?.subtree;
    }
    return node;
  }

  async *walk(tree: string): AsyncGenerator<{ path: string; node: TreeNode }> {
    const open = [{ folder: '', nodes: (await this.tree(tree)).values() }];
    for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
      const { done, value: node } = inner.nodes.next();
      if (done) {
        open.pop();
        continue;
      }
      const path = `${inner.folder}/${node.name}`;
      yield { path, node };
      if (node.subtree !== undefined) open.push({ folder: path, nodes: (await this.tree(node.subtree)).values() });
    }
  }

  async *read(file: TreeNode): AsyncGenerator<Buffer> {
    for (const id of file.content ?? []) yield await this.#loadBlob('data', id);
  }

  async restore<F>(tree: string, target: Target<F>, options: RestoreOptions = {}): Promise<RestoreResult> {
    options.signal?.throwIfAborted();
    return this.#locked({ exclusive: false }, async () => {
      await this.#refreshIndex();
      const { restoreTree } = await import('./restore/restorer.ts');
      const parts = { store: this.#store, index: this.#loader.current, loadTree: (id: string) => this.tree(id) };
      return restoreTree(parts, tree, target, options);
    });
  }

  async check(options: CheckOptions = {}): Promise<CheckResult> {
    const { checkRepository } = await import('./check/check.ts');
    return this.#locked({ exclusive: true }, () => checkRepository(this.#store, options));
  }

  async close(): Promise<void> {
    const opening = this.#session;
    this.#session = undefined;
    try {
      const session = await opening;
      for (const journal of session?.journals.values() ?? []) journal.close();
      await session?.writer.end();
      await session?.lock.release();
    } finally {
      await this.#store.close();
      await this.#store.backend.close();
    }
  }

  /** One that was loaded ahead counts only while the index still has it. */
  async #takeTree(id: string, ahead: TreesAhead | undefined): Promise<TreeNode[]> {
    const tree = ahead?.take(id);
    return tree !== undefined && this.#loader.current.has('tree', id) ? tree : this.tree(id);
  }

  /** `onIndex` is called when the index is read and the lock may still have to settle. */
  async #beginSession(journal?: JournalOptions, onIndex?: () => void): Promise<Session> {
    const { BlobWriter } = await import('./archive/blob-writer.ts');
    let loading: Promise<unknown> | undefined;
    const onWritten = () => {
      loading = this.#refreshIndex({ keep: false }).then(onIndex, () => {}); // what fails is met again under the lock
    };
    const lock = await this.#acquireLock({ exclusive: false, onWritten }).finally(() => loading);
    try {
      await this.#refreshIndex({ keep: false }); // what changed before the lock was held
      const longestUnindexed = journal === undefined ? indexedWithout : (journal.indexEvery ?? indexedWithJournal);
      const writer = new BlobWriter(this.#store, this.#loader, {
        beforeStore: () => lock.assertHeld(),
        longestUnindexed,
      });
      return { lock, writer, trees: new Set(), journals: new Map() };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async #openJournal({ journals }: Session, path: string): Promise<ScanJournal> {
    const { ScanJournal } = await import('./archive/scan-journal.ts');
    const journal = journals.get(path) ?? new ScanJournal(path, this.id);
    journals.set(path, journal);
    return journal;
  }

  /** The session that is open; one that could not begin leaves none behind. */
  async #sessionOrNone(): Promise<Session> {
    const opening = this.#session!;
    try {
      return await opening;
    } catch (error) {
      if (this.#session === opening) this.#session = undefined;
      throw error;
    }
  }

  /** After a failed write nobody knows which blobs are stored: what was pending is given up, the index is read anew. */
  async #abandonSession(session: Session): Promise<void> {
    this.#session = undefined;
    this.#indexLoaded = false;
    for (const journal of session.journals.values()) journal.close();
    await session.writer.end();
    this.#loader.forget();
    await session.lock.release();
  }

  async #requireWhole(tree: string): Promise<void> {
    for await (const { path, node } of this.walk(tree)) {
      const missing = node.content?.find(id => !this.#loader.current.has('data', id));
      if (missing === undefined) continue;
      const message = `the tree ${tree} lacks content of ${path}: blob ${missing} is not in ${this.location}`;
      throw new ResiteError('SNAPSHOT_INCOMPLETE', message, { hint: 'Archive the source again before the commit.' });
    }
  }

  /** Runs what only reads under a lock, or without one on a medium that cannot be written. */
  async #locked<T>({ exclusive }: { exclusive: boolean }, action: () => Promise<T>): Promise<T> {
    const session = await this.#session;
    if (session !== undefined && !exclusive) return action();
    const lock = await this.#lockUnlessReadOnly(exclusive, session?.lock);
    try {
      return await action();
    } finally {
      await lock?.release();
    }
  }

  /** Under a lock of its own: an exclusive one excludes also an archive of this repository that is not committed. */
  async #changing<T>(options: { exclusive: boolean }, action: (lock: Lock) => Promise<T>): Promise<T> {
    if (options.exclusive) await this.#requireRemoval();
    const lock = await this.#acquireLock(options);
    try {
      return await action(lock);
    } finally {
      await lock.release();
    }
  }

  /** What needs an exclusive lock to change something also removes something: it must not find out halfway that it may not. */
  async #requireRemoval(): Promise<void> {
    await this.#store.backend.remove('data', '0'.repeat(64));
  }

  #acquireLock(options: LockOptions): Promise<Lock> {
    return waitForLock(this.#store, { ...options, retryLock: this.#retryLock });
  }

  async #lockUnlessReadOnly(exclusive: boolean, beside: Lock | undefined): Promise<Lock | undefined> {
    try {
      return await this.#acquireLock({ exclusive, beside });
    } catch (error) {
      if (isResiteError(error, 'FILE_ACCESS') && isSystemError(error.cause, 'EROFS', 'EACCES', 'EPERM'))
        return undefined;
      if (isResiteError(error, 'REPOSITORY_FORBIDDEN')) return undefined;
      throw error;
    }
  }

  async #loadBlob(type: BlobType, id: string): Promise<Buffer> {
    if (!this.#indexLoaded || !this.#loader.current.has(type, id)) await this.#refreshIndex();
    const place = this.#loader.current.place(type, id);
    if (place !== undefined) {
      return readAnyCopy(this.#store, this.#loader.current, { type, id }, () =>
        type === 'tree' ? this.#trees.loadBlob(id, place) : this.#store.loadBlob(id, place),
      );
    }
    throw new ResiteError('REPOSITORY_DAMAGED', `${type} blob ${id} is in no index of ${this.location}`, {
      hint: damageHint,
    });
  }

  /** Pending blobs stand in the index too, so nothing is dropped from it while there may be some. */
  async #refreshIndex({ keep = this.#session !== undefined } = {}): Promise<void> {
    await this.#loader.refresh({ keep });
    this.#indexLoaded = true;
  }
}
