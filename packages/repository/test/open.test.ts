import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { initRepository, memoryBackend, openRepository, openRepositoryOn } from '../src/index.ts';
import { backUp, kdf, makeRepository, password, reopen, resticOk, temporaryFolder } from './helpers.ts';

test('a wrong password opens nothing', async t => {
  const { location } = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  await assert.rejects(openRepository(location, 'wrong'), { code: 'WRONG_PASSWORD' });
});

for (const word of ['pässwörd 🔑', ' spaces ', 'line\nbreak', 'x'.repeat(300)]) {
  test(`restic opens with the password ${JSON.stringify(word.slice(0, 20))}`, async t => {
    const location = join(temporaryFolder(t), 'repository');
    const repository = await initRepository(location, word, { kdf });
    await repository.close();
    await resticOk(location, ['snapshots'], { password: word });
  });
}

test('there is no repository where none was made', async t => {
  const folder = temporaryFolder(t);
  await assert.rejects(openRepository(folder, password), { code: 'REPOSITORY_MISSING' });
  await assert.rejects(openRepository(join(folder, 'nothing'), password), { code: 'REPOSITORY_MISSING' });
});

test('a repository is never made over another', async t => {
  const { location } = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  await assert.rejects(initRepository(location, password, { kdf }), { code: 'REPOSITORY_EXISTS' });
});

test('an unknown format version is refused by name', async () => {
  const { saveConfig, newConfig } = await import('../src/format/config.ts');
  const { createMasterKey } = await import('../src/keys/key-file.ts');
  const { Sealer } = await import('../src/crypto/seal.ts');
  const backend = memoryBackend();
  const sealer = new Sealer((await createMasterKey(backend, password, kdf)).key);
  await saveConfig(backend, sealer, { ...newConfig(), version: 3 as 2 });
  await assert.rejects(openRepositoryOn(backend, password), { code: 'REPOSITORY_UNSUPPORTED', message: /version 3/ });
});

test('files are private and read-only, and stay readable for the group that may read the repository', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  const snapshotMode = (id: string) => mode(join(repository.location, 'snapshots', id));
  const first = await backUp(repository, source);
  assert.deepEqual(
    [mode(repository.location), mode(join(repository.location, 'data/00')), snapshotMode(first.id)],
    ['700', '700', '400'],
  );
  chmodSync(join(repository.location, 'config'), 0o440);
  const second = await backUp(await reopen(t, repository.location), source);
  assert.equal(snapshotMode(second.id), '440');
});

test('snapshots are found by latest, ID and unique prefix', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  await assert.rejects(repository.findSnapshot('latest'), { code: 'SNAPSHOT_MISSING' });
  const first = await backUp(repository, source);
  const second = await backUp(repository, source);
  assert.deepEqual(await repository.snapshots(), [first, second]);
  for (const [id, found] of [
    ['latest', second],
    [first.id, first],
    [first.id.slice(0, 10), first],
  ] as const) {
    assert.deepEqual(await repository.findSnapshot(id), found);
  }
  for (const id of ['', 'f', 'zz', first.id.slice(1), `${first.id}0`]) {
    await assert.rejects(repository.findSnapshot(id), { code: 'SNAPSHOT_MISSING' });
  }
});
