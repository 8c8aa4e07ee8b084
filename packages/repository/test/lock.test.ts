import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResiteError } from '@resite/errors';
import { Sealer } from '../src/crypto/seal.ts';
import { localSource, memoryBackend, openRepository } from '../src/index.ts';
import { openMasterKey } from '../src/keys/key-file.ts';
import { acquireLock } from '../src/locks/lock.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { Store } from '../src/store/store.ts';
import { now } from '../src/text/now.ts';
import { formatRfc3339 } from '../src/text/time.ts';
import { backUp, fieldsFor, makeRepository, password, restic, resticOk, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, store } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

test('restic respects the lock of an archive under way', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const { tree } = await repository.archive(localSource([source]));
  const refused = await restic(repository.location, ['check']);
  assert.notEqual(refused.exitCode, 0);
  assert.match(refused.output, new RegExp(`already locked by PID ${process.pid} on ${hostname()}`));
  await resticOk(repository.location, ['backup', source]); // shared beside shared
  await repository.commit({ ...fieldsFor(source), tree });
  await resticOk(repository.location, ['check']);
  assert.deepEqual(readdirSync(join(repository.location, 'locks')), []);
});

test('a lock that is held serves all reading until the end, and keeps only others out', async t => {
  const location = join(temporaryFolder(t), 'repository');
  const repository = await makeRepository(t, location);
  const { tree } = await store(repository, { file: 'content' });
  const locks = () => readdirSync(join(location, 'locks'));
  await Promise.all([repository.hold(), repository.hold()]);
  const [held, ...more] = locks();
  assert.deepEqual(more, []);
  assert.deepEqual(await contents(repository, tree), { '/file': 'content' });
  assert.match((await restic(location, ['prune'])).output, /already locked/);
  assert.deepEqual((await repository.check()).problems, []);
  await store(repository, { file: 'more' });
  assert.deepEqual(locks(), [held]);
  await repository.close();
  assert.deepEqual(locks(), []);
});

test('what reads under a lock that is held writes none of its own', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const { tree } = await store(repository, { file: 'content' });
  const { save } = backend;
  let written = 0;
  backend.save = async (type, name, parts) => {
    if (type === 'locks') written += 1;
    await save(type, name, parts);
  };
  await contents(repository, tree);
  assert.equal(written, 1);
  await repository.hold();
  for (let time = 0; time < 3; time += 1) await contents(repository, tree);
  assert.equal(written, 2);
  await repository.close();
});

test('hold fails while another has an exclusive lock, and leaves no lock of its own', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const other = await openRepository(repository.location, password);
  t.after(() => other.close());
  const { changing } = other[internals];
  await changing({ exclusive: true }, async () => {
    await assert.rejects(repository.hold(), { code: 'REPOSITORY_LOCKED' });
  });
  await repository.hold();
  assert.equal(readdirSync(join(repository.location, 'locks')).length, 1);
});

test('a backup of restic under way keeps our check out and lets our backup in', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const locks = join(repository.location, 'locks');
  const args = ['--repo', repository.location, '--no-cache', 'backup', '--stdin'];
  const backup = spawn('restic', args, {
    env: { ...process.env, RESTIC_PASSWORD: password },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(backup, 'exit');
  try {
    while (readdirSync(locks).filter(name => name.length === 64).length === 0) await sleep(20);
    await assert.rejects(repository.check(), {
      code: 'REPOSITORY_LOCKED',
      message: new RegExp(`process ${backup.pid}, has held a lock for \\d+ s`),
    });
    await backUp(repository, source);
  } finally {
    backup.stdin.end();
    await ended;
  }
  assert.deepEqual((await repository.check()).problems, []);
});

async function openStore() {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  await store(repository, { a: 'a' });
  return {
    repository,
    files: new Store(backend, new Sealer((await openMasterKey(backend, password)).key), 2),
    backend,
  };
}

test('an exclusive lock keeps everyone out until it is released', async () => {
  const { repository, files, backend } = await openStore();
  const lock = await acquireLock(files, { exclusive: true });
  const { tree } = await repository.findSnapshot('latest');
  await assert.rejects(repository.archive(virtualSource({})), {
    code: 'REPOSITORY_LOCKED',
    message: /has held an exclusive lock/,
  });
  await assert.rejects(repository.commit({ ...fieldsFor('/'), tree }), { code: 'REPOSITORY_LOCKED' });
  await assert.rejects(repository.check(), { code: 'REPOSITORY_LOCKED' });
  await lock.release();
  await repository.archive(virtualSource({}));
  assert.equal((await backend.list('locks')).length, 1);
  await repository.close();
  await repository.close();
  assert.deepEqual(await backend.list('locks'), []);
});

const ended = spawnSync(process.execPath, ['--version']).pid;
const minutesAgo = (minutes: number) => formatRfc3339(now() - BigInt(minutes) * 60_000_000_000n);

for (const [what, lock, stale] of [
  ['of a process that is gone', { hostname: hostname(), pid: ended, time: minutesAgo(0) }, true],
  ['that is 31 minutes old', { hostname: 'elsewhere', pid: 1, time: minutesAgo(31) }, true],
  ['of another computer', { hostname: 'elsewhere', pid: ended, time: minutesAgo(29) }, false],
  ['of a process that runs', { hostname: hostname(), pid: process.pid, time: minutesAgo(1) }, false],
] as const) {
  test(`a lock ${what} is ${stale ? 'removed' : 'respected'}`, async () => {
    const { repository, files, backend } = await openStore();
    await files.saveUnpacked('locks', Buffer.from(JSON.stringify({ exclusive: true, username: 'somebody', ...lock })));
    const checking = repository.check();
    if (stale) assert.deepEqual((await checking).problems, []);
    else
      await assert.rejects(checking, {
        code: 'REPOSITORY_LOCKED',
        message: new RegExp(`somebody@${lock.hostname}`),
        remedy: {
          kind: 'wait-or-unlock',
          process: lock.pid,
          isHere: lock.hostname === hostname(),
          until: new Date(Date.parse(lock.time) + 30 * 60_000).toISOString(),
        },
      });
    assert.equal((await backend.list('locks')).length, stale ? 0 : 1);
  });
}

test('an empty lock file is ignored', async () => {
  const { repository, backend } = await openStore();
  await backend.save('locks', 'ab'.repeat(32), []);
  assert.deepEqual((await repository.check()).problems, []);
});

test('a lock is refreshed without a moment in which there is none', async () => {
  const { files, backend } = await openStore();
  const lock = await acquireLock(files, { exclusive: false, timing: { refreshEvery: 5 } });
  const first = lock.name;
  const seen = new Set<string>();
  while (seen.size < 4) {
    const names = (await backend.list('locks')).map(({ name }) => name);
    assert.ok(names.length === 1 || names.length === 2);
    for (const name of names) seen.add(name);
    await sleep(1);
  }
  assert.notEqual(lock.name, first);
  lock.assertHeld();
  await lock.release();
  assert.deepEqual(await backend.list('locks'), []);
});

test('a holder that cannot refresh its lock stops before it writes', async () => {
  const { files, backend } = await openStore();
  const lock = await acquireLock(files, { exclusive: false, timing: { refreshEvery: 5, lostAfter: 50 } });
  const save = backend.save;
  backend.save = async () => {
    throw new Error('the disk is gone');
  };
  while (!throws(() => lock.assertHeld())) await sleep(5);
  assert.throws(() => lock.assertHeld(), { code: 'REPOSITORY_LOCKED' });
  backend.save = save;
  while (throws(() => lock.assertHeld())) await sleep(5);
  await lock.release();
});

test('a lock that cannot be read is taken for held, after some patience', async () => {
  const { files, backend } = await openStore();
  await backend.save('locks', 'ab'.repeat(32), [Buffer.from('half a lock')]);
  const timing = { unreadableWaits: [1, 1, 1] };
  await assert.rejects(acquireLock(files, { exclusive: false, timing }), {
    code: 'REPOSITORY_LOCKED',
    message: /cannot be read/,
  });
  const acquiring = acquireLock(files, { exclusive: false, timing: { unreadableWaits: [1, 1, 5_000] } });
  await backend.remove('locks', 'ab'.repeat(32));
  await (await acquiring).release();
});

test('what only reads goes on without a lock where nothing can be written', async () => {
  const { repository, backend } = await openStore();
  const { tree } = await repository.findSnapshot('latest');
  backend.save = async () => {
    throw new ResiteError('FILE_ACCESS', 'cannot write', {
      cause: Object.assign(new Error('read-only'), { code: 'EROFS' }),
    });
  };
  assert.deepEqual(await contents(repository, tree), { '/a': 'a' });
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
  await assert.rejects(repository.archive(virtualSource({})), { code: 'FILE_ACCESS' });
});

function throws(action: () => void): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}
