import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { BlobIndex } from '../src/blob-index/blob-index.ts';
import { type Backend, memoryBackend } from '../src/index.ts';
import { fieldsFor } from './helpers.ts';
import { makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { memoryTarget } from './memory-target.ts';
import { virtualSource } from './virtual-source.ts';

const names = async (backend: Backend) => (await backend.list('data')).map(({ name }) => name);

async function damage(backend: Backend, name: string, at: number): Promise<void> {
  const bytes = Buffer.from(await backend.load('data', name));
  bytes[at]! ^= 1;
  await backend.remove('data', name);
  await backend.save('data', name, [bytes]);
}

test('of a blob that lies in several packs, a sound copy is read, and the damaged one is named', async () => {
  const backend = memoryBackend();
  const content = randomBytes(40_000);
  const one = await makeMemoryRepository(backend);
  const two = await reopenMemory(backend);
  // Two archives at the same time: neither knows what the other one is about to store.
  const archived = await Promise.all([one, two].map(each => each.archive(virtualSource({ f: content }))));
  for (const [number, repository] of [one, two].entries()) {
    await repository.commit({ ...fieldsFor('/'), tree: archived[number]!.tree });
  }
  const packs = await names(backend);
  assert.equal(packs.length, 4);
  for (const pack of packs) {
    await damage(backend, pack, 20);
    const repository = await reopenMemory(backend);
    const target = memoryTarget();
    const { failed, mended } = await repository.restore(archived[0]!.tree, target);
    assert.deepEqual(failed, []);
    assert.ok(target.files.get('/f')!.equals(content));
    for (const text of mended)
      assert.match(text, /blob .* is damaged; the copy in data\/[0-9a-f]{64} was read instead/);
    await damage(backend, pack, 20);
  }
});

test('when a folder of the parent is damaged, it is read from the source, and its tree is stored once more', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const before = new Set(await names(backend));
  const folder = { sub: { a: 'a', b: 'b' }, c: 'c' };
  const { tree } = await store(repository, folder);
  const stored = (await names(backend)).filter(name => !before.has(name));
  const treePacks: string[] = [];
  for (const pack of stored) {
    await damage(backend, pack, 20);
    const damaged = await reopenMemory(backend);
    const { tree: again, damagedInParent } = await damaged.archive(virtualSource(folder), { parent: tree });
    await damaged.commit({ ...fieldsFor('/'), tree: again });
    assert.equal(again, tree);
    if (damagedInParent.length > 0) {
      treePacks.push(pack);
      assert.match(damagedInParent[0]!, /is damaged/);
      const target = memoryTarget();
      assert.deepEqual((await (await reopenMemory(backend)).restore(tree, target)).failed, []);
      assert.deepEqual([...target.files.keys()].sort(), ['/c', '/sub/a', '/sub/b']);
    }
    await damage(backend, pack, 20);
  }
  assert.equal(treePacks.length, 1);
});

test('an index keeps one place of a blob for each pack, and denies what is distrusted until it comes again', () => {
  const index = new BlobIndex();
  const id = 'ab'.repeat(32);
  const blob = { id, type: 'tree', offset: 0, length: 40, plainLength: 0 } as const;
  for (const pack of ['one', 'one', 'two', 'two', 'three']) index.add(index.addPack(pack), blob);
  const others = () => index.otherPlaces('tree', id).map(({ pack }) => pack);
  assert.deepEqual([index.place('tree', id)!.pack, others()], ['one', ['two', 'three']]);
  index.distrust('tree', id);
  assert.equal(index.has('tree', id), false);
  index.add(index.addPack('four'), blob);
  assert.deepEqual([index.has('tree', id), index.place('tree', id)!.pack], [true, 'four']);
});
