import { isResiteError, ResiteError } from '@resite/errors';
import type { Contents } from '../blob-index/contents.ts';
import { Rabin } from '../chunker/rabin.ts';
import type { ArchiveOptions, ArchiveResult } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import type { Config } from '../format/config.ts';
import type { Lock } from '../locks/lock.ts';
import type { OwnLocks } from '../locks/own-locks.ts';
import type { Store } from '../store/store.ts';
import { archiveSource } from './archiver.ts';
import { BlobWriter } from './blob-writer.ts';
import type { Totals } from './count-ahead.ts';
import { ScanJournal } from './scan-journal.ts';
import type { TreesAhead } from './trees-ahead.ts';

/** Milliseconds after which an index file names a stored pack. After an interruption, content of other packs is read again. */
const indexedWithout = 10 * 60_000;
const indexedWithJournal = 30_000;

export interface SessionParts {
  readonly store: Store;
  readonly config: Config;
  readonly contents: Contents;
  readonly locks: OwnLocks;
}

/** What was read ahead while the session began. */
export interface LookedAhead {
  readonly trees: TreesAhead | undefined;
  readonly totals: Totals | undefined;
}

/** What lies between the first `archive` of a repository and the `commit`: a lock, and blobs of which some are not stored yet. */
export class Session {
  readonly lock: Lock;
  readonly #parts: SessionParts;
  readonly #rabin: Rabin;
  readonly #writer: BlobWriter;
  /** Trees archived in this session, known to be whole. */
  readonly #whole = new Set<string>();
  readonly #journals = new Map<string, ScanJournal>();

  private constructor(parts: SessionParts, lock: Lock, longestUnindexed: number) {
    this.lock = lock;
    this.#parts = parts;
    this.#rabin = new Rabin(parts.config.polynomial);
    this.#writer = new BlobWriter(parts.store, parts.contents.loader, {
      beforeStore: () => lock.assertHeld(),
      longestUnindexed,
    });
  }

  /** `onIndex` is called when the index is read and the lock may still have to settle. */
  static async begin(parts: SessionParts, journal: ArchiveOptions['journal'], onIndex: () => void): Promise<Session> {
    const { contents, locks } = parts;
    let loading: Promise<unknown> | undefined;
    const onWritten = () => {
      loading = contents.refreshIndex({ keep: false }).then(onIndex, () => {}); // what fails is met again under the lock
    };
    const lock = await locks.take({ exclusive: false, onWritten }).finally(() => loading);
    try {
      await contents.refreshIndex({ keep: false }); // what changed before the lock was held
      contents.hasPending = true;
      return new Session(
        parts,
        lock,
        journal === undefined ? indexedWithout : (journal.indexEvery ?? indexedWithJournal),
      );
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Whether a write has failed: then nobody knows which blobs are stored, and the session can only be abandoned. */
  get failed(): boolean {
    return this.#writer.failed;
  }

  async archive<E extends SourceEntry>(
    source: Source<E>,
    { trees, totals }: LookedAhead,
    options: ArchiveOptions,
  ): Promise<ArchiveResult> {
    const { contents } = this.#parts;
    const damagedInParent: string[] = [];
    const parts = {
      totals,
      rabin: this.#rabin,
      writer: this.#writer,
      journal: options.journal && this.#openJournal(options.journal.file),
      loadTree: (id: string) =>
        this.#loadTree(id, trees).catch(error => {
          if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
          damagedInParent.push(error.message);
          // The new tree may be the very same one, and must not rest on the damaged blob.
          contents.loader.current.distrust('tree', id);
          return undefined;
        }),
    };
    const result = await archiveSource(parts, source, options);
    this.#whole.add(result.tree);
    return { ...result, damagedInParent };
  }

  /** `SNAPSHOT_INCOMPLETE` when the repository lacks content of the tree. */
  async requireWhole(tree: string): Promise<void> {
    if (this.#whole.has(tree)) return;
    const { contents, store } = this.#parts;
    for await (const { path, node } of contents.walk(tree)) {
      const missing = node.content?.find(id => !contents.loader.current.has('data', id));
      if (missing === undefined) continue;
      const message = `the tree ${tree} lacks content of ${path}: blob ${missing} is not in ${store.backend.location}`;
      throw new ResiteError('SNAPSHOT_INCOMPLETE', message, { hint: 'Archive the source again before the commit.' });
    }
  }

  /** Stores everything that is pending. When it throws, the session can only be abandoned. */
  async flush(): Promise<void> {
    await this.#writer.flush();
    await this.lock.confirm();
  }

  /** When everything is committed. */
  async end(): Promise<void> {
    this.#parts.contents.hasPending = false;
    for (const journal of this.#journals.values()) journal.remove();
    await this.lock.release();
  }

  /** Gives up what is pending, without a commit. The next use reads the index again. */
  async abandon(): Promise<void> {
    const { contents } = this.#parts;
    for (const journal of this.#journals.values()) journal.close();
    await this.#writer.end();
    contents.hasPending = false;
    contents.forgetIndex();
    await this.lock.release();
  }

  #openJournal(path: string): ScanJournal {
    const journal = this.#journals.get(path) ?? new ScanJournal(path, this.#parts.config.id);
    this.#journals.set(path, journal);
    return journal;
  }

  /** One that was loaded ahead counts only while the index still has it. */
  async #loadTree(id: string, ahead: TreesAhead | undefined): Promise<TreeNode[]> {
    const { contents } = this.#parts;
    const tree = ahead?.take(id);
    return tree !== undefined && contents.loader.current.has('tree', id) ? tree : contents.tree(id);
  }
}
