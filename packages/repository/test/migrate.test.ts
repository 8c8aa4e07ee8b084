import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import {
  type Backend,
  initRepository,
  initRepositoryOn,
  memoryBackend,
  openRepositoryOn,
  possibleMigrations,
  prune,
  upgradeToVersion2,
} from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { backUp, kdf, password, reopen, resticOk, temporaryFolder } from './helpers.ts';
import { contents, reopenMemory, store } from './memory-repository.ts';

const versionOf = async (files: Backend) => (await reopenMemory(files))[internals].config.version;

/** A repository of version 1 in memory, with a snapshot. */
async function versionOne(files: Backend = memoryBackend()) {
  const repository = await initRepositoryOn(files, password, { kdf, version: 1 });
  const { tree } = await store(repository, { a: 'a'.repeat(10_000) });
  return { files, repository, tree };
}

test('a repository of version 1 becomes one of version 2, and restic reads it before and after', async t => {
  const folder = temporaryFolder(t);
  const [location, source] = [join(folder, 'repository'), join(folder, 'source')];
  mkdirSync(source);
  writeFileSync(join(source, 'text'), 'a line of text\n'.repeat(10_000));
  const first = await initRepository(location, password, { kdf, version: 1 });
  t.after(() => first.close());
  await backUp(first, source);
  assert.match(await resticOk(location, ['cat', 'config']), /"version": 1/);
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);

  assert.deepEqual(possibleMigrations(first), ['upgrade_repo_v2']);
  assert.equal(await upgradeToVersion2(first), true);
  const second = await reopen(t, location);
  assert.deepEqual(possibleMigrations(second), []);
  assert.equal(await upgradeToVersion2(second), false);
  assert.match(await resticOk(location, ['cat', 'config']), /"version": 2/);
  await resticOk(location, ['backup', source]);
  assert.ok((await prune(second, { repackUncompressed: true })).packs.repacked > 0);
  assert.match(await resticOk(location, ['prune', '--repack-uncompressed', '--dry-run']), /to repack: +0 blobs/);
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
  assert.match(await resticOk(location, ['migrate']), /no migrations found/);
});

test('one that was opened before another program upgraded it is left alone', async () => {
  const { files, repository } = await versionOne();
  assert.equal(await upgradeToVersion2(await reopenMemory(files)), true);
  assert.equal(await upgradeToVersion2(repository), false);
});

test('one that is damaged is not upgraded', async () => {
  const { files, repository } = await versionOne();
  const [pack] = await files.list('data');
  await files.remove('data', pack!.name);
  await assert.rejects(upgradeToVersion2(repository), { code: 'REPOSITORY_DAMAGED', message: /nothing was changed/ });
  assert.equal(await versionOf(files), 1);
});

/** As a REST server that overwrites no config; `refusals` of new ones to come. */
function overwritesNothing(files: Backend, { canRemove = true, refusals = 0 } = {}): Backend {
  let left = refusals;
  let isRemoved = false;
  return {
    ...files,
    async save(type, name, parts) {
      if (type !== 'config') return files.save(type, name, parts);
      if ((await files.list('config')).length > 0)
        throw new ResiteError('REPOSITORY_FORBIDDEN', 'there is one already');
      if (isRemoved && left-- > 0) throw new ResiteError('DISK_FULL', 'there is no room');
      return files.save(type, name, parts);
    },
    async remove(type, name) {
      if (type === 'config') {
        if (!canRemove) throw new ResiteError('REPOSITORY_APPEND_ONLY', 'nothing may be removed');
        isRemoved = true;
      }
      return files.remove(type, name);
    },
  };
}

test('a server that overwrites nothing is asked to remove the config first, and it comes back when the new one cannot be stored', async () => {
  const { files, tree } = await versionOne();
  const refused = async (server: Backend, expected: object) =>
    assert.rejects(upgradeToVersion2(await openRepositoryOn(server, password)), expected);
  await refused(overwritesNothing(files, { canRemove: false }), { code: 'REPOSITORY_APPEND_ONLY' });
  assert.equal(await versionOf(files), 1);
  await refused(overwritesNothing(files, { refusals: 1 }), { code: 'DISK_FULL' });
  assert.equal(await versionOf(files), 1);

  const config = await files.load('config', '');
  const error = await upgradeToVersion2(
    await openRepositoryOn(overwritesNothing(files, { refusals: 2 }), password),
  ).catch((error: ResiteError) => error);
  assert.ok(error instanceof ResiteError && error.code === 'REPOSITORY_DAMAGED');
  assert.ok(error.hint?.includes(config.toString('base64')));
  await files.save('config', '', [config]);

  assert.equal(await upgradeToVersion2(await openRepositoryOn(overwritesNothing(files), password)), true);
  assert.equal(await versionOf(files), 2);
  assert.deepEqual(await contents(await reopenMemory(files), tree), { '/a': 'a'.repeat(10_000) });
});
