import { isResiteError } from '@resite/errors';
import { isStale, loadLock } from '../locks/lock.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import type { Store } from '../store/store.ts';

export interface UnlockResult {
  /** Names of the lock files that are gone. */
  removed: string[];
  /** Names of those that are held, or that cannot be read. */
  kept: string[];
}

/**
 * Removes locks whose holder is gone from this computer or silent for half an hour. With `all`, every lock: only for
 * when nobody works on the repository, because whoever does would no longer be protected.
 *
 * @example
 * ```ts
 * import { openRepository, unlock } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { removed, kept } = await unlock(repository);
 * console.log(`${removed.length} locks removed, ${kept.length} in use`);
 * await repository.close();
 * ```
 */
export async function unlock(repository: OpenedRepository, { all = false } = {}): Promise<UnlockResult> {
  const { store } = repository[internals];
  const result: UnlockResult = { removed: [], kept: [] };
  for (const { name, size } of await store.backend.list('locks')) {
    if (all || size === 0 || (await isStaleFile(store, name))) {
      await store.backend.remove('locks', name);
      result.removed.push(name);
    } else {
      result.kept.push(name);
    }
  }
  return result;
}

async function isStaleFile(store: Store, name: string): Promise<boolean> {
  try {
    const lock = await loadLock(store, name);
    return lock !== undefined && isStale(lock);
  } catch (error) {
    if (isResiteError(error, 'REPOSITORY_DAMAGED')) return false;
    throw error;
  }
}
