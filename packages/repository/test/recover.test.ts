import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
  recoverTrees,
  removeSnapshots,
  repairIndex,
} from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { failingBackend } from './failing-backend.ts';
import { fieldsFor, makeRepository, password, reopen, resticOk, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

const { paths: _, ...fields } = fieldsFor();

test('what was forgotten comes back under the IDs of its first folders, and restic finds it sound', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  await store(repository, { shared: { s: 's' }, kept: 'k' });
  assert.deepEqual(await recoverTrees(repository, fields), { roots: [], unreadable: [] });
  const one = await store(repository, { shared: { s: 's' }, sub: { a: 'a' } });
  const other = await store(repository, { b: 'b' });
  await removeSnapshots(repository, [one.id, other.id]);

  const { snapshot, roots, unreadable } = await recoverTrees(repository, fields);
  const trees = [one.tree, other.tree].sort();
  assert.deepEqual([roots, unreadable], [trees.map(tree => ({ tree, losses: [] })), []]);
  assert.deepEqual(
    [snapshot?.tags, snapshot?.paths, snapshot?.hostname],
    [['recovered'], ['/recover'], fields.hostname],
  );
  assert.deepEqual(await contents(repository, snapshot!.tree), {
    [`/${one.tree}/shared/s`]: 's',
    [`/${one.tree}/sub/a`]: 'a',
    [`/${other.tree}/b`]: 'b',
  });
  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
  assert.match(await resticOk(repository.location, ['ls', snapshot!.id]), new RegExp(`/${other.tree}/b\n`));
  assert.equal((await recoverTrees(repository, fields)).snapshot, undefined);

  await removeSnapshots(repository, [snapshot!.id]);
  const again = await recoverTrees(repository, fields);
  assert.deepEqual(again.roots, roots);
  assert.match(await resticOk(repository.location, ['recover']), /no snapshot to write/);
});

test('what restic forgot, and what an interrupted backup has left', async t => {
  const folder = temporaryFolder(t);
  const made = await makeRepository(t, join(folder, 'repository'));
  const { id, tree } = await store(made, { a: 'a' });
  await resticOk(made.location, ['forget', id]);
  const lost = await made.archive(virtualSource({ c: { d: 'd' } }));
  await made.finish(lost.tree);
  await made.close();
  const repository = await reopen(t, made.location);
  const { roots } = await recoverTrees(repository, fields);
  assert.deepEqual(
    roots.map(root => root.tree),
    [tree, lost.tree].sort(),
  );
});

test('what is missing below is left out and named, once; a tree that cannot be read is named', async () => {
  const files = memoryBackend();
  const repository = await makeMemoryRepository(files);
  const { id, tree } = await store(repository, { a: 'a', sub: { b: 'b' } });
  await removeSnapshots(repository, [id]);
  await loseData(repository);
  const first = await recoverTrees(repository, fields);
  assert.deepEqual(first.roots, [
    {
      tree,
      losses: [
        { path: '/a', what: 'content' },
        { path: '/sub/b', what: 'content' },
      ],
    },
  ]);
  assert.deepEqual(await contents(repository, first.snapshot!.tree), { [`/${tree}/a`]: '', [`/${tree}/sub/b`]: '' });
  const opened = await reopenMemory(files);
  assert.deepEqual((await opened.check({ readData: true })).problems, []);
  assert.deepEqual((await recoverTrees(opened, fields)).roots, []);
});

test('a stop at any change leaves a sound repository, and the next run recovers the same', async () => {
  for (let nth = 1, isThrough = false; !isThrough; nth += 1) {
    const files = memoryBackend();
    const repository = await makeMemoryRepository(files);
    const { id, tree } = await store(repository, { a: 'a' });
    await removeSnapshots(repository, [id]);
    await repository.close();
    const stopping = await openRepositoryOn(failingBackend(files, nth), password);
    isThrough = await recoverTrees(stopping, fields).then(
      () => true,
      () => false,
    );
    for (const { name } of await files.list('locks')) await files.remove('locks', name);
    const opened = await reopenMemory(files);
    assert.deepEqual((await opened.check({ readData: true })).problems, []);
    const { roots } = await recoverTrees(opened, fields);
    assert.deepEqual(
      roots.map(root => root.tree),
      isThrough ? [] : [tree],
      `after change ${nth}`,
    );
    const [snapshot] = await opened.snapshots();
    assert.deepEqual(await contents(opened, snapshot!.tree), { [`/${tree}/a`]: 'a' });
    await opened.close();
  }
});

/** Leaves the packs of trees alone, and makes the index forget the others, as `repair index` does when they are gone. */
async function loseData(repository: OpenedRepository): Promise<void> {
  const { store: files, loadIndex, forgetIndex } = repository[internals];
  const index = await loadIndex();
  const packs = new Set([...index.ids('data')].map(id => String(index.place('data', id)!.pack)));
  for (const pack of packs) await files.backend.remove('data', pack);
  forgetIndex();
  await repairIndex(repository);
}
