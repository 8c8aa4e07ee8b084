import { isResiteError } from '@resite/errors';
import { now, sleep } from '@resite/filesystem/clock';
import type { Store } from '../store/store.ts';
import { acquireLock, type Lock, type LockOptions } from './lock.ts';

const firstPause = 500;
const longestPause = 30_000;

export interface WaitOptions extends LockOptions {
  /** Milliseconds after which a lock that others hold is given up; 0 = at once. */
  retryLock: number;
}

/** Takes a lock, trying again with growing pauses while others hold it; `REPOSITORY_LOCKED` when the time is over. */
export async function waitForLock(store: Store, { retryLock, ...options }: WaitOptions): Promise<Lock> {
  const end = now() + retryLock;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await acquireLock(store, options);
    } catch (error) {
      const left = end - now();
      if (!isResiteError(error, 'REPOSITORY_LOCKED') || left <= 0) throw error;
      await sleep(Math.min(pause, left));
    }
  }
}
