import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { Repository } from '../contract/repository.ts';
import type { Config } from '../format/config.ts';
import type { Lock } from '../locks/lock.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import type { Store } from '../store/store.ts';

/** What the maintenance of a repository works with, beyond its public shape. */
export interface Internals {
  readonly store: Store;
  readonly config: Config;
  readonly snapshots: Snapshots;
  /** Name of the key file that the password opened. */
  keyName: string;
  /** Runs what only reads under a shared lock, or without one on a medium that cannot be written. */
  reading<T>(action: () => Promise<T>): Promise<T>;
  /** Runs what writes under a lock of its own. */
  changing<T>(options: { exclusive: boolean }, action: (lock: Lock) => Promise<T>): Promise<T>;
  /** The index, in step with the index files. */
  loadIndex(): Promise<BlobIndex>;
  /** Call it after packs or index files were removed. */
  forgetIndex(): void;
}

/** Key of what only the functions of this package need of a repository; the package does not export it. */
export const internals = Symbol('internals');

/** A repository that this package has opened: what changes, examines and repairs repositories takes no other. */
export interface OpenedRepository extends Repository {
  readonly [internals]: Internals;
}
