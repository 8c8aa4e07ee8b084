import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexLoader } from '../src/blob-index/index-loader.ts';
import { type Backend, memoryBackend } from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { fieldsFor } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

const folder = { 'one.txt': 'the first', 'two.txt': 'the second' };

/** A repository with a snapshot, opened anew on a backend in which some functions are others. */
async function changedBackend(change: (inner: Backend) => Partial<Backend>) {
  const inner = memoryBackend();
  const repository = await makeMemoryRepository(inner);
  const { tree } = await store(repository, folder);
  const backend: Backend = {
    location: inner.location,
    create: () => inner.create(),
    load: (...args) => inner.load(...args),
    list: type => inner.list(type),
    save: (...args) => inner.save(...args),
    remove: (...args) => inner.remove(...args),
    close: () => inner.close(),
    ...change(inner),
  };
  return { inner, backend, tree };
}

for (const withParent of [false, true]) {
  test(`what vanished from the index before the lock was held is stored again, ${withParent ? 'with' : 'without'} a parent`, async () => {
    let looks: string[] = [];
    const { inner, backend, tree } = await changedBackend(inner => ({
      async load(type, name, range) {
        looks.push(`${type} read`);
        return inner.load(type, name, range);
      },
      async list(type) {
        const isSecondLook = type === 'locks' && (await inner.list('locks')).length > 0;
        if (isSecondLook && !looks.includes('second look for locks')) {
          looks.push('second look for locks');
          for (const { name } of await inner.list('index')) await inner.remove('index', name);
          for (const { name } of await inner.list('data')) await inner.remove('data', name);
        }
        return inner.list(type);
      },
    }));
    const repository = await reopenMemory(backend);
    looks = [];
    const archived = await repository.archive(virtualSource(folder), withParent ? { parent: tree } : {});
    const early = looks.slice(0, looks.indexOf('second look for locks'));
    assert.deepEqual(early, withParent ? ['index read', 'data read'] : ['index read']);
    assert.equal(archived.damagedInParent.length, withParent ? 1 : 0);
    assert.equal(archived.tree, tree);
    assert.deepEqual([archived.summary.dataBlobs, archived.summary.treeBlobs], [2, 1]);
    await repository.commit({ ...fieldsFor('/'), tree });
    const later = await reopenMemory(inner);
    assert.deepEqual(await contents(later, tree), { '/one.txt': 'the first', '/two.txt': 'the second' });
  });
}

test('what an index file names that appeared before the lock was held is not stored again', async () => {
  let another: (() => Promise<unknown>) | undefined;
  const { inner, backend } = await changedBackend(inner => ({
    async list(type) {
      const isSecondLook = type === 'locks' && (await inner.list('locks')).length > 0;
      if (isSecondLook) await another?.();
      return inner.list(type);
    },
  }));
  another = async () => {
    another = undefined;
    await store(await reopenMemory(inner), { 'three.txt': 'the third' });
  };
  const repository = await reopenMemory(backend);
  const { summary } = await repository.archive(virtualSource({ 'three.txt': 'the third' }));
  assert.deepEqual([summary.dataBlobs, summary.treeBlobs], [0, 0]);
  await repository.close();
});

test('an index that cannot be read while the lock settles is read once more', async () => {
  let failures = 1;
  const { backend, tree } = await changedBackend(inner => ({
    async load(type, name, range) {
      if (type === 'index' && failures > 0) {
        failures -= 1;
        throw new Error('the disk is tired');
      }
      return inner.load(type, name, range);
    },
  }));
  const repository = await reopenMemory(backend);
  const { summary } = await repository.archive(virtualSource(folder), { parent: tree });
  assert.equal(failures, 0);
  assert.equal(summary.dataBlobs, 0);
  await repository.close();

  failures = 3;
  const again = await reopenMemory(backend);
  await assert.rejects(again.archive(virtualSource(folder)), /the disk is tired/);
  assert.deepEqual(await backend.list('locks'), []);
  assert.equal(failures, 1);
  await again.close();
});

test('two refreshes at once read each index file once', async () => {
  const read: string[] = [];
  const { backend } = await changedBackend(inner => ({
    async load(type, name, range) {
      if (type === 'index') read.push(name);
      return inner.load(type, name, range);
    },
  }));
  const loader = new IndexLoader((await reopenMemory(backend))[internals].store);
  await Promise.all([loader.refresh(), loader.refresh({ keep: true }), loader.refresh()]);
  assert.deepEqual(
    read,
    (await backend.list('index')).map(({ name }) => name),
  );
});

test('an index file of another spelling is read as well, and nothing of a damaged one', async () => {
  const { inner } = await changedBackend(() => ({}));
  const { store } = (await reopenMemory(inner))[internals];
  const [written] = await inner.list('index');
  const text = JSON.parse((await store.loadUnpacked('index', written!.name)).toString());
  await inner.remove('index', written!.name);

  const spaced = await store.saveUnpacked('index', Buffer.from(JSON.stringify(text, undefined, 2)));
  const loader = new IndexLoader(store);
  assert.equal((await loader.refresh()).size, 3);
  for (const { id, blobs } of text.packs) {
    for (const blob of blobs) assert.equal(loader.current.place(blob.type, blob.id)?.pack, id);
  }

  await inner.remove('index', spaced);
  text.packs.at(-1).blobs.at(-1).length = 31;
  await store.saveUnpacked('index', Buffer.from(JSON.stringify(text)));
  assert.equal((await loader.refresh()).size, 0);
  const strict = new IndexLoader(store, { isStrict: true });
  await assert.rejects(strict.refresh(), { code: 'REPOSITORY_DAMAGED' });
  assert.equal(strict.current.size, 0);
});
