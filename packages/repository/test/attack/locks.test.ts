import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError } from '@resite/errors';
import { sampled } from '../../../../scripts/sample.ts';
import {
  type Backend,
  forgetSnapshots,
  formatRfc3339,
  localBackend,
  memoryBackend,
  now,
  prune,
  unlock,
} from '../../src/index.ts';
import { acquireLock } from '../../src/locks/lock.ts';
import { fieldsFor, makeRepository, password, reopen, resticOk, temporaryFolder } from '../helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from '../memory-repository.ts';
import { virtualSource } from '../virtual-source.ts';
import { Forger } from './forge.ts';

async function removeLocks(backend: Backend): Promise<void> {
  for (const { name } of await backend.list('locks')) await backend.remove('locks', name);
}

test('a backup whose lock was removed is not committed, and the next one is', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const { tree } = await repository.archive(virtualSource({ a: 'a' }));
  await removeLocks(backend);
  await assert.rejects(repository.commit({ ...fieldsFor('/'), tree }), {
    code: 'REPOSITORY_LOCKED',
    message: /was removed by another program/,
  });
  assert.deepEqual(await repository.snapshots(), []);
  const { tree: stored } = await store(repository, { a: 'a' });
  assert.deepEqual(await contents(repository, stored), { '/a': 'a' });
  await repository.close();
  assert.deepEqual(await backend.list('locks'), []);
});

/** Removes all locks before the nth removal or store of a file of the type. */
function losingLocksAt(inner: Backend, action: 'save' | 'remove', type: string): Backend {
  let isDone = false;
  const before = async (isThis: boolean) => {
    if (isThis && !isDone) {
      isDone = true;
      await removeLocks(inner);
    }
  };
  return {
    ...inner,
    save: async (...args) => {
      await before(action === 'save' && args[0] === type);
      await inner.save(...args);
    },
    remove: async (...args) => {
      await before(action === 'remove' && args[0] === type);
      await inner.remove(...args);
    },
  };
}

test('a prune whose lock was removed while it moved data removes nothing', async () => {
  const inner = memoryBackend();
  const repository = await makeMemoryRepository(inner);
  const shared = randomBytes(1000);
  await store(repository, { old: randomBytes(5000), shared });
  const { tree } = await store(repository, { shared });
  await forgetSnapshots(repository, { last: 1 });
  const names = async () => (await inner.list('data')).map(({ name }) => name);
  const before = await names();
  const pruning = await reopenMemory(losingLocksAt(inner, 'save', 'data'));
  await assert.rejects(prune(pruning, { maxUnused: { bytes: 0 } }), { code: 'REPOSITORY_LOCKED' });
  const after = new Set(await names());
  assert.ok(before.every(name => after.has(name)));
  assert.deepEqual((await (await reopenMemory(inner)).check({ readData: true })).problems, []);
  assert.deepEqual(Object.keys(await contents(repository, tree)), ['/shared']);
});

test('a refresh finds out that the lock was removed, and never takes it up again', async () => {
  const { store: files, backend } = await Forger.begin();
  const lock = await acquireLock(files, { exclusive: false, timing: { refreshEvery: 5 } });
  await removeLocks(backend);
  await assert.rejects(
    async () => {
      for (;;) {
        lock.assertHeld();
        await sleep(1);
      }
    },
    { code: 'REPOSITORY_LOCKED', message: /was removed by another program/ },
  );
  const other = await acquireLock(files, { exclusive: false, timing: { refreshEvery: 5 } });
  for (let refreshes = 0, { name } = other; refreshes < 3; await sleep(1)) {
    if (other.name === name) continue;
    name = other.name;
    refreshes += 1;
  }
  await other.release();
  assert.throws(() => lock.assertHeld(), { code: 'REPOSITORY_LOCKED' });
  await lock.release();
  assert.deepEqual(await backend.list('locks'), []);
});

test('a lock file that a refresh could not remove is removed later', async () => {
  const { store: files, backend } = await Forger.begin();
  const lock = await acquireLock(files, { exclusive: false, timing: { refreshEvery: 5 } });
  const { remove } = backend;
  const failed = Promise.withResolvers<void>();
  backend.remove = async () => {
    failed.resolve();
    throw new Error('the network is gone');
  };
  await failed.promise;
  backend.remove = remove;
  await lock.confirm();
  await lock.release();
  assert.deepEqual(await backend.list('locks'), []);
});

test('a process that was suspended while others took its lock for stale stops', async t => {
  const location = join(temporaryFolder(t), 'repository');
  await (await makeRepository(t, location)).close();
  const child = fork(new URL('fixtures/hold-lock.ts', import.meta.url), [location, password]);
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'message');
  child.kill('SIGSTOP');
  const stopped = () => spawnSync('ps', ['-o', 'state=', '-p', String(child.pid)], { encoding: 'utf8' }).stdout.trim();
  while (!stopped().startsWith('T')) await sleep(5);
  const other = await reopen(t, location);
  await assert.rejects(other.check(), { code: 'REPOSITORY_LOCKED' });
  await unlock(other, { all: true });
  assert.deepEqual((await other.check()).problems, []);
  child.kill('SIGCONT');
  assert.deepEqual(await once(child, 'message'), ['REPOSITORY_LOCKED', undefined]);
  await once(child, 'exit');
  assert.deepEqual(await localBackend(location).list('locks'), []);
});

test('of many who want an exclusive lock at once, never two have it', async () => {
  const { store: files, backend } = await Forger.begin();
  let holders = 0;
  const attempts = Array.from({ length: sampled(40, 2_000) }, async (_, number) => {
    await sleep(number % 7);
    const timing = { settling: 20 };
    try {
      const lock = await acquireLock(files, { exclusive: number % 3 !== 0, timing });
      const isExclusive = number % 3 !== 0;
      assert.ok(holders >= 0 && (!isExclusive || holders === 0), 'nobody else holds it');
      holders = isExclusive ? -1 : holders + 1;
      await sleep(3);
      holders = isExclusive ? 0 : holders - 1;
      await lock.release();
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_LOCKED')) throw error;
    }
  });
  await Promise.all(attempts);
  assert.deepEqual(await backend.list('locks'), []);
});

const minutes = 60_000_000_000n;
for (const [what, age, stale] of [
  ['29 minutes old', 29n, false],
  ['31 minutes old', 31n, true],
  ['of a clock that is an hour ahead', -60n, false],
] as const) {
  test(`the lock of another computer ${what} is ${stale ? 'removed' : 'respected'}, and by restic, too`, async t => {
    const location = join(temporaryFolder(t), 'repository');
    const repository = await makeRepository(t, location);
    const { store: files } = await Forger.into(localBackend(location));
    const lock = {
      time: formatRfc3339(now() - age * minutes),
      exclusive: true,
      hostname: 'elsewhere',
      username: 'u',
      pid: 1,
    };
    await files.saveUnpacked('locks', Buffer.from(JSON.stringify(lock)));
    const unlocked = await unlock(repository);
    assert.equal(unlocked.removed.length, stale ? 1 : 0);
    await resticOk(location, ['unlock']);
    assert.equal((await files.backend.list('locks')).length, stale ? 0 : 1);
    if (!stale)
      await assert.rejects(repository.check(), { code: 'REPOSITORY_LOCKED', message: /u@elsewhere, process 1/ });
  });
}

test('the lock of a process that is gone from this computer is removed at once', async t => {
  const location = join(temporaryFolder(t), 'repository');
  await (await makeRepository(t, location)).close();
  const child = fork(new URL('fixtures/hold-lock.ts', import.meta.url), [location, password]);
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const repository = await reopen(t, location);
  assert.equal((await localBackend(location).list('locks')).length, 1);
  assert.deepEqual((await repository.check()).problems, []);
  assert.deepEqual(await localBackend(location).list('locks'), []);
});

test('the time of a lock is that of the clock, also when the clock was set while the process ran', () => {
  const { now: clock } = Date;
  try {
    Date.now = () => clock() + 3_600_000;
    assert.ok(now() > BigInt(clock() + 3_599_000) * 1_000_000n);
    Date.now = () => clock() - 3_600_000;
    assert.ok(now() < BigInt(clock() - 3_599_000) * 1_000_000n);
  } finally {
    Date.now = clock;
  }
});
