import { isResiteError, ResiteError } from '@resite/errors';
import { now as clockNow, every, monotonic, sleep } from '@resite/filesystem/clock';
import { at } from '@resite/filesystem/port';
import type { Remedy } from '../contract/remedy.ts';
import type { Store } from '../store/store.ts';
import { currentUser } from '../system/user.ts';
import { optionalText, parseObject, text, uint32 } from '../text/json-fields.ts';
import { now } from '../text/now.ts';
import { formatRfc3339, parseRfc3339 } from '../text/time.ts';
import { lockHolder } from './lock-holder.ts';

const minute = 60_000;
const staleAfter = 30 * minute;

/** Milliseconds, restic's by default. */
export interface LockTiming {
  /** Between writing a lock and looking for others once more. */
  settling: number;
  refreshEvery: number;
  /** A holder that could not refresh for this long must stop, before others take its lock for stale. */
  lostAfter: number;
  /** Waits for a lock file that cannot be read, which may be half-written or half-removed on a slow disk. */
  unreadableWaits: number[];
}

const resticTiming: LockTiming = {
  settling: 200,
  refreshEvery: 5 * minute,
  lostAfter: 22.5 * minute,
  unreadableWaits: [5_000, 10_000, 20_000],
};

export interface LockFile {
  time: string;
  exclusive: boolean;
  hostname: string;
  username: string;
  pid: number;
  uid?: number;
  gid?: number;
}

/** A lock that others respect, restic among them (restic: internal/repository/lock_file.go, lock.go). */
export interface Lock {
  /** Name of the lock file; it changes with every refresh. */
  readonly name: string;
  /** Throws `REPOSITORY_LOCKED` when the lock could not be kept fresh and others may have taken it for stale, or have. */
  assertHeld(): void;
  /** As `assertHeld`, but looks for the lock file first. For the moments before a commit or a removal. */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

export interface LockOptions {
  exclusive: boolean;
  /** A lock of the same holder, which is no conflict. */
  beside?: Lock | undefined;
  /** Called when the lock is written, before the wait for others: the lock may still be given up. */
  onWritten?: (() => void) | undefined;
  timing?: Partial<LockTiming>;
}

/**
 * Takes a lock: look for others, write, wait, look again. Exclusive excludes all, shared only exclusive ones. Stale locks,
 * whose holder is gone from this computer or silent for half an hour, are removed, as `restic unlock` does.
 * `REPOSITORY_LOCKED` names the holder.
 */
export async function acquireLock(store: Store, options: LockOptions): Promise<Lock> {
  const { exclusive, beside, onWritten, timing: changed } = options;
  const timing = { ...resticTiming, ...changed };
  await refuseConflict(store, exclusive, [beside?.name], timing);
  let name = await writeLock(store, exclusive);
  try {
    onWritten?.();
    await sleep(timing.settling);
    await refuseConflict(store, exclusive, [beside?.name, name], timing);
  } catch (error) {
    await store.backend.remove('locks', name);
    throw error;
  }

  let refreshed = clocks();
  let isLost = false;
  let released = false;
  let refreshing: Promise<void> | undefined;
  /** Lock files that are ours, but for a moment only the one of `name`. */
  const own = new Set([name]);
  const lose = () => {
    isLost = true;
    stopRefreshing();
  };
  const refresh = async () => {
    const writing = clocks();
    const fresh = await writeLock(store, exclusive);
    own.add(fresh);
    // Somebody who took the old lock for stale may work already; anybody who looks from now on sees the new one.
    if (!(await isThere(store, [name]))) return lose();
    name = fresh;
    refreshed = writing;
    for (const old of own) {
      if (old === name) continue;
      await store.backend.remove('locks', old);
      own.delete(old);
    }
  };
  const stopRefreshing = every(timing.refreshEvery, () => {
    // A refresh that fails is tried again at the next turn; `assertHeld` stops the holder when none succeeds in time.
    refreshing ??= refresh()
      .catch(() => {})
      .finally(() => {
        refreshing = undefined;
      });
  });

  const assertHeld = () => {
    if (isLost) throw lostLock(store, 'was removed by another program, which may work on it now');
    if (elapsedSince(refreshed) >= timing.lostAfter) throw lostLock(store, 'could not be refreshed in time');
  };
  return {
    get name() {
      return name;
    },
    assertHeld,
    async confirm() {
      const before = [...own];
      if (!(await isThere(store, before)) && !(await isThere(store, [...before, ...own]))) lose();
      assertHeld();
    },
    async release() {
      if (released) return;
      released = true;
      stopRefreshing();
      await refreshing;
      for (const file of own) await store.backend.remove('locks', file);
    },
  };
}

/** The time of day, and a time that no change of the clock moves but that may stand still while the computer sleeps. */
function clocks(): [day: number, steady: number] {
  return [clockNow(), monotonic()];
}

function elapsedSince([day, steady]: readonly [number, number]): number {
  return Math.max(clockNow() - day, monotonic() - steady);
}

async function isThere(store: Store, wanted: readonly string[]): Promise<boolean> {
  return (await store.backend.list('locks')).some(({ name }) => wanted.includes(name));
}

function lostLock(store: Store, what: string): ResiteError {
  return new ResiteError('REPOSITORY_LOCKED', `the lock on ${store.backend.location} ${what}`, {
    hint: 'Make sure that the repository can be written and start again; what is stored already is not stored again.',
  });
}

async function writeLock(store: Store, exclusive: boolean): Promise<string> {
  const { username, uid, gid } = currentUser();
  const { hostname, pid } = at(lockHolder);
  const lock: LockFile = { time: formatRfc3339(now()), exclusive, hostname: hostname(), username, pid: pid() };
  if (uid > 0) lock.uid = uid;
  if (gid > 0) lock.gid = gid;
  return store.saveUnpacked('locks', Buffer.from(JSON.stringify(lock)));
}

async function refuseConflict(
  store: Store,
  exclusive: boolean,
  own: (string | undefined)[],
  { unreadableWaits }: LockTiming,
): Promise<void> {
  for (const wait of [...unreadableWaits, undefined]) {
    try {
      const holder = await findConflict(store, exclusive, own);
      if (holder !== undefined) throw locked(store, holder);
      return;
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
      if (wait === undefined) throw unreadable(store, error);
      await sleep(wait);
    }
  }
}

async function findConflict(
  store: Store,
  exclusive: boolean,
  own: (string | undefined)[],
): Promise<LockFile | undefined> {
  for (const { name, size } of await store.backend.list('locks')) {
    if (own.includes(name) || size === 0) continue;
    const lock = await loadLock(store, name);
    if (lock === undefined) continue;
    if (isStale(lock)) await store.backend.remove('locks', name);
    else if (exclusive || lock.exclusive) return lock;
  }
  return undefined;
}

/** Undefined when the holder has released it meanwhile. */
export async function loadLock(store: Store, name: string): Promise<LockFile | undefined> {
  try {
    return decodeLock(await store.loadUnpacked('locks', name));
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return undefined; // released meanwhile
    if (error instanceof SyntaxError || error instanceof RangeError) throw store.damaged(`locks/${name}`, error);
    throw error;
  }
}

/** Throws `SyntaxError` or `RangeError` when the text is no lock. */
export function decodeLock(plaintext: Buffer): LockFile {
  const stored = parseObject(plaintext);
  const lock: LockFile = {
    time: text(stored.time, 'the time'),
    exclusive: stored.exclusive === true,
    hostname: optionalText(stored.hostname, 'the host'),
    username: optionalText(stored.username, 'the user'),
    pid: uint32(stored.pid, 'the process'),
  };
  parseRfc3339(lock.time);
  if (stored.uid) lock.uid = uint32(stored.uid, 'the user number');
  if (stored.gid) lock.gid = uint32(stored.gid, 'the group number');
  return lock;
}

/** Whether its holder is gone from this computer, or silent for half an hour. */
export function isStale(lock: LockFile): boolean {
  if (clockNow() - Number(parseRfc3339(lock.time) / 1_000_000n) > staleAfter) return true;
  const { hostname, isRunning } = at(lockHolder);
  return lock.hostname === hostname() && !isRunning(lock.pid);
}

function locked(store: Store, { hostname, username, pid, time, exclusive }: LockFile): ResiteError {
  const age = Math.max(0, Math.round((clockNow() - Number(parseRfc3339(time) / 1_000_000n)) / 1000));
  const kind = exclusive ? 'an exclusive lock' : 'a lock';
  const message = `${store.backend.location} is in use: ${username}@${hostname}, process ${pid}, has held ${kind} for ${age} s`;
  return new ResiteError('REPOSITORY_LOCKED', message, {
    remedy: {
      kind: 'wait-or-unlock',
      process: pid,
      isHere: hostname === at(lockHolder).hostname(),
      until: new Date(Number(parseRfc3339(time) / 1_000_000n) + staleAfter).toISOString(),
    } satisfies Remedy,
  });
}

function unreadable(store: Store, cause: Error): ResiteError {
  return new ResiteError('REPOSITORY_LOCKED', `a lock of ${store.backend.location} cannot be read: ${cause.message}`, {
    remedy: { kind: 'remove-all-locks' } satisfies Remedy,
    cause,
  });
}
