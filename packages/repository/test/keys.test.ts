import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLong, longTest } from '../../../scripts/sample.ts';
import {
  addKey,
  type Backend,
  changePassword,
  initRepositoryOn,
  keyDerivation,
  listKeys,
  memoryBackend,
  openRepository,
  openRepositoryOn,
  removeKey,
  unlock,
} from '../src/index.ts';
import { internals, type OpenedRepository } from '../src/opened/opened-repository.ts';
import { kdf, makeRepository, password, reopen, restic, resticOk, temporaryFolder } from './helpers.ts';

const second = 'second password';

async function makeMemory(): Promise<{ backend: Backend; repository: OpenedRepository }> {
  const backend = memoryBackend();
  return { backend, repository: await initRepositoryOn(backend, password, { kdf }) };
}

test('the cost of a key is bounded, and restic opens keys of any cost in between', async t => {
  assert.deepEqual(keyDerivation({}), { N: 32768, r: 8, p: 6 });
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const costs = [
    { memory: 16 * 1024 ** 2, rounds: 2 },
    { memory: 128 * 1024 ** 2, rounds: 1 },
  ];
  for (const cost of isLong ? costs : costs.slice(0, 1)) {
    const newPassword = `costs ${cost.memory}`;
    await addKey(repository, { password, newPassword, kdf: keyDerivation(cost) });
    await resticOk(repository.location, ['snapshots'], { password: newPassword });
    await (await openRepository(repository.location, newPassword)).close();
  }
  for (const cost of [
    { memory: 1024 },
    { memory: 2 * 1024 ** 3 },
    { memory: 48 * 1024 ** 2 },
    { rounds: 0 },
    { rounds: 17 },
  ])
    assert.throws(() => keyDerivation(cost), { code: 'USAGE' });
});

test('keys are added, listed and removed, and restic opens with each', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const id = await addKey(repository, { password, newPassword: second, username: 'ann', hostname: 'desk', kdf });
  const keys = await listKeys(repository);
  assert.deepEqual(
    keys.map(({ current, username, hostname }) => ({ current, username, hostname })),
    [
      { current: true, username: keys[0]!.username, hostname: hostname() },
      { current: false, username: 'ann', hostname: 'desk' },
    ],
  );
  assert.equal(keys[1]!.id, id);
  await resticOk(repository.location, ['snapshots'], { password: second });
  const listed = await resticOk(repository.location, ['key', 'list', '--no-lock'], { password: second });
  assert.match(listed, new RegExp(`\\*${id.slice(0, 8)} +ann +desk`));

  assert.equal(await removeKey(repository, id.slice(0, 8)), id);
  assert.notEqual((await restic(repository.location, ['snapshots'], { password: second })).exitCode, 0);
  await resticOk(repository.location, ['snapshots']);
});

test('the key that is hinted at is tried first, and the others after it', async () => {
  const { backend, repository } = await makeMemory();
  for (let number = 0; number < 20; number += 1) await addKey(repository, { password, newPassword: 'of others', kdf });
  const id = await addKey(repository, { password, newPassword: second, kdf });
  await assert.rejects(openRepositoryOn(backend, second), { code: 'WRONG_PASSWORD' });
  for (const keyHint of [id, id.slice(0, 20)]) await openRepositoryOn(backend, second, { keyHint });
  await openRepositoryOn(backend, password, { keyHint: id });
  await openRepositoryOn(backend, password, { keyHint: 'none' });
  const hinted = await openRepositoryOn(backend, second, { keyHint: id });
  await addKey(hinted, { password: second, newPassword: 'one more', kdf });
});

test('of two keys with one password, the one in use is changed', async () => {
  const { backend, repository } = await makeMemory();
  const other = await addKey(repository, { password, newPassword: password, kdf, username: 'ann' });
  const hinted = await openRepositoryOn(backend, password, { keyHint: other });
  const changed = await changePassword(hinted, {
    password,
    newPassword: second,
    kdf,
    username: 'bo',
    hostname: 'desk',
  });
  const [first, last, ...more] = await listKeys(hinted);
  assert.deepEqual([first!.current, last!.id, last!.username, last!.hostname], [false, changed, 'bo', 'desk']);
  assert.deepEqual(more, []);
});

test('the key in use, and so the last one, is never removed', async () => {
  const { backend, repository } = await makeMemory();
  const [key] = await listKeys(repository);
  await assert.rejects(removeKey(repository, key!.id), { code: 'KEY_NEEDED' });
  await addKey(repository, { password, newPassword: second, kdf });
  const other = await openRepositoryOn(backend, second);
  const inUse = (await listKeys(other)).find(({ current }) => current);
  assert.notEqual(inUse!.id, key!.id);
  await assert.rejects(removeKey(other, inUse!.id), { code: 'KEY_NEEDED' });
  for (const id of ['', 'zz', '0', 'f'.repeat(64)]) await assert.rejects(removeKey(other, id), { code: 'KEY_MISSING' });
  await removeKey(other, key!.id);
  assert.equal((await backend.list('keys')).length, 1);
});

test('a changed password is the only one that opens', async t => {
  const folder = temporaryFolder(t);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const id = await changePassword(repository, { password, newPassword: second, kdf });
  assert.deepEqual(
    (await listKeys(repository)).map(key => [key.id, key.current]),
    [[id, true]],
  );
  await assert.rejects(openRepository(repository.location, password), { code: 'WRONG_PASSWORD' });
  await resticOk(repository.location, ['snapshots'], { password: second });
  await assert.rejects(removeKey(repository, id), { code: 'KEY_NEEDED' });
});

longTest('a key that restic added opens, and its password can be changed, which removes it', async t => {
  const folder = temporaryFolder(t);
  const { location } = await makeRepository(t, join(folder, 'repository'));
  const [ours] = readdirSync(join(location, 'keys'));
  writeFileSync(join(folder, 'second'), second);
  await resticOk(location, ['key', 'add', '--new-password-file', join(folder, 'second')]);
  const repository = await openRepository(location, second);
  t.after(() => repository.close());
  const third = await changePassword(repository, { password: second, newPassword: 'third', kdf });
  assert.deepEqual(readdirSync(join(location, 'keys')).sort(), [ours, third].sort());
  await resticOk(location, ['snapshots'], { password: 'third' });
});

longTest('what `restic init` made opens, and its keys can be changed and removed', async t => {
  const folder = temporaryFolder(t);
  const location = join(folder, 'repository');
  await resticOk(location, ['init']);
  const repository = await reopen(t, location);
  writeFileSync(join(folder, 'second'), second);
  await resticOk(location, ['key', 'add', '--new-password-file', join(folder, 'second')]);
  await (await openRepository(location, second)).close();
  await changePassword(repository, { password, newPassword: 'third', kdf });
  await resticOk(location, ['snapshots'], { password: 'third' });
  const theirs = (await listKeys(repository)).find(({ current }) => !current);
  await removeKey(repository, theirs!.id);
  assert.equal(readdirSync(join(location, 'keys')).length, 1);
});

test('a stop while the password is changed leaves one that opens', async () => {
  for (const nth of [1, 2, 3, 4]) {
    const { backend, repository } = await makeMemory();
    const stopped = { ...backend };
    let changes = 0;
    const fail = () => {
      changes += 1;
      if (changes >= nth) throw new Error('the computer stopped');
    };
    stopped.save = async (...args) => {
      if (args[0] === 'keys') fail();
      await backend.save(...args);
    };
    stopped.remove = async (...args) => {
      if (args[0] === 'keys') fail();
      await backend.remove(...args);
    };
    const changing = changePassword(await openRepositoryOn(stopped, password), { password, newPassword: second, kdf });
    if (nth > 2) await changing;
    else await assert.rejects(changing, /the computer stopped/);
    const opened = await Promise.allSettled([password, second].map(word => openRepositoryOn(backend, word)));
    assert.deepEqual(
      opened.map(({ status }) => status),
      [nth > 2 ? 'rejected' : 'fulfilled', nth > 1 ? 'fulfilled' : 'rejected'],
    );
    await repository.close();
  }
});

test('a wrong or an empty password changes nothing', async () => {
  const { backend, repository } = await makeMemory();
  for (const action of [addKey, changePassword]) {
    await assert.rejects(action(repository, { password: 'wrong', newPassword: second, kdf }), {
      code: 'WRONG_PASSWORD',
    });
    await assert.rejects(action(repository, { password, newPassword: '', kdf }), { code: 'SECRET_UNREADABLE' });
  }
  assert.equal((await backend.list('keys')).length, 1);
});

test('a repository that cuts content like another shares its data', async () => {
  const { repository } = await makeMemory();
  const other = await initRepositoryOn(memoryBackend(), second, { kdf, chunkLike: repository });
  assert.equal(other[internals].config.polynomial, repository[internals].config.polynomial);
  assert.notEqual(other.id, repository.id);
});

test('unlock removes stale and empty locks, and all locks only on request', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const { store } = repository[internals];
  const lock = (more: object) =>
    store.saveUnpacked(
      'locks',
      Buffer.from(
        JSON.stringify({ time: new Date(), exclusive: true, hostname: 'elsewhere', username: 'ann', pid: 1, ...more }),
      ),
    );
  const held = await lock({});
  const old = await lock({ time: '2020-01-01T00:00:00Z' });
  const gone = await lock({ hostname: hostname(), pid: 2 ** 22 });
  await store.backend.save('locks', 'ab'.repeat(32), [Buffer.from('unreadable')]);
  await store.backend.save('locks', 'cd'.repeat(32), []);
  const { removed, kept } = await unlock(repository);
  assert.deepEqual(removed.sort(), [old, gone, 'cd'.repeat(32)].sort());
  assert.deepEqual(kept.sort(), [held, 'ab'.repeat(32)].sort());
  assert.deepEqual((await unlock(repository, { all: true })).kept, []);
  assert.deepEqual(readdirSync(join(repository.location, 'locks')), []);
  await resticOk(repository.location, ['check']);
});

test('work waits for a lock as long as `retryLock` says', async () => {
  const { backend } = await makeMemory();
  const patient = await openRepositoryOn(backend, password, { retryLock: 60_000 });
  const { store } = patient[internals];
  const name = await store.saveUnpacked(
    'locks',
    Buffer.from(JSON.stringify({ time: new Date(), exclusive: true, hostname: 'elsewhere', username: 'ann', pid: 1 })),
  );
  const impatient = await openRepositoryOn(backend, password);
  await assert.rejects(impatient.check(), { code: 'REPOSITORY_LOCKED' });
  const hurried = await openRepositoryOn(backend, password, { retryLock: 10 });
  await assert.rejects(hurried.check(), { code: 'REPOSITORY_LOCKED' });
  const waiting = patient.check();
  await backend.remove('locks', name);
  assert.deepEqual((await waiting).problems, []);
});

test('key files hold nothing but what restic expects', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const folder = join(repository.location, 'keys');
  const file = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8')) as object;
  assert.deepEqual(Object.keys(file).sort(), ['N', 'created', 'data', 'hostname', 'kdf', 'p', 'r', 'salt', 'username']);
});
