import type { BlobIndex } from './blob-index/blob-index.ts';
import type { Repository } from './contract/repository.ts';
import type { Config } from './format/config.ts';
import type { Lock } from './locks/lock.ts';
import type { Snapshots } from './snapshots/snapshots.ts';
import type { Store } from './store.ts';

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
  /** To be called when packs or index files were removed. */
  forgetIndex(): void;
}

const internals = new WeakMap<Repository, Internals>();

export function exposeInternals(repository: Repository, parts: Internals): void {
  internals.set(repository, parts);
}

/** Of a repository that this package opened; another implementation of the interface has none. */
export function internalsOf(repository: Repository): Internals {
  const parts = internals.get(repository);
  if (parts === undefined) throw new TypeError('the repository was not opened by this package');
  return parts;
}
