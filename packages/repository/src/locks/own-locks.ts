import { isResiteError, isSystemError } from '@resite/errors';
import type { Store } from '../store/store.ts';
import type { Lock, LockOptions } from './lock.ts';
import { waitForLock } from './wait-for-lock.ts';

export interface LockSettings {
  /** Milliseconds for which work waits when another program holds a lock on the repository; 0 by default. */
  retryLock?: number | undefined;
  /** What only reads takes no lock, and heeds none: what is removed meanwhile is missed. */
  noLock?: boolean | undefined;
}

/** The locks that one open repository takes: each for a piece of work, or one for all reading that follows. */
export class OwnLocks {
  readonly #store: Store;
  readonly #retryLock: number;
  readonly #noLock: boolean;
  #held: Promise<Lock | undefined> | undefined;

  /** It waits `retryLock` milliseconds for the locks of others; with `noLock`, what only reads takes none and heeds none. */
  constructor(store: Store, { retryLock = 0, noLock = false }: LockSettings) {
    this.#store = store;
    this.#retryLock = retryLock;
    this.#noLock = noLock;
  }

  take(options: LockOptions): Promise<Lock> {
    return waitForLock(this.#store, { ...options, retryLock: this.#retryLock });
  }

  /** Takes a shared lock that is kept until `close`: what reads meanwhile takes none. */
  async hold(): Promise<void> {
    this.#held ??= this.#takeUnlessReadOnly({ exclusive: false });
    try {
      await this.#held;
    } catch (error) {
      this.#held = undefined;
      throw error;
    }
  }

  /** Runs what only reads under a shared lock, or without one on a medium that cannot be written. */
  async reading<T>(action: () => Promise<T>): Promise<T> {
    if (this.#held !== undefined) {
      (await this.#held)?.assertHeld();
      return action();
    }
    return this.#under(await this.#takeUnlessReadOnly({ exclusive: false }), action);
  }

  /** Runs a check: alone but for `beside`, or without a lock on a medium that cannot be written. */
  async checking<T>(beside: Lock | undefined, action: () => Promise<T>): Promise<T> {
    return this.#under(
      await this.#takeUnlessReadOnly({ exclusive: true, beside: beside ?? (await this.#held) }),
      action,
    );
  }

  /** Runs what writes: an exclusive lock excludes also whatever else is under way through the same repository. */
  async changing<T>(options: { exclusive: boolean }, action: (lock: Lock) => Promise<T>): Promise<T> {
    // Work under an exclusive lock also removes something, so it must know before it begins whether it may.
    if (options.exclusive) await this.#store.backend.remove('data', '0'.repeat(64));
    const lock = await this.take(options);
    return this.#under(lock, () => action(lock));
  }

  async close(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    await (await held?.catch(() => undefined))?.release();
  }

  async #under<T>(lock: Lock | undefined, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } finally {
      await lock?.release();
    }
  }

  async #takeUnlessReadOnly(options: LockOptions): Promise<Lock | undefined> {
    if (this.#noLock) return undefined;
    try {
      return await this.take(options);
    } catch (error) {
      if (isResiteError(error, 'FILE_ACCESS') && isSystemError(error.cause, 'EROFS', 'EACCES', 'EPERM'))
        return undefined;
      if (isResiteError(error, 'REPOSITORY_FORBIDDEN')) return undefined;
      throw error;
    }
  }
}
