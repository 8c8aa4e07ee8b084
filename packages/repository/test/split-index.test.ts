import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { decodeIndex, encodeIndex, type IndexedPack } from '../src/format/index-file.ts';
import { type Backend, memoryBackend, prune, removeSnapshots, repairIndex, repairPacks } from '../src/index.ts';
import { Forger } from './attack/forge.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';

const folder = { a: randomBytes(3000), b: randomBytes(4000), sub: { c: 'c' } };
const expected = { '/a': folder.a.toString(), '/b': folder.b.toString(), '/sub/c': 'c' };

/** Two snapshots, and each pack with its first blob in one index file and the others in a second, as other programs may do it. */
async function makeSplit() {
  const files = memoryBackend();
  const maker = await makeMemoryRepository(files);
  const { id, tree } = await store(maker, folder);
  const other = await store(maker, { ...folder, more: randomBytes(2000) });
  await maker.close();
  const forger = await Forger.into(files);
  const packs: IndexedPack[] = [];
  for (const { name } of await files.list('index')) {
    packs.push(...decodeIndex(await forger.store.loadUnpacked('index', name)));
    await files.remove('index', name);
  }
  for (const part of [(pack: IndexedPack) => pack.blobs.slice(0, 1), (pack: IndexedPack) => pack.blobs.slice(1)]) {
    const parts = packs.map(pack => ({ id: pack.id, blobs: part(pack) })).filter(({ blobs }) => blobs.length > 0);
    await forger.store.saveUnpacked('index', encodeIndex(parts));
  }
  return { files, id, tree, other };
}

async function assertSound(files: Backend, tree: string): Promise<void> {
  const repository = await reopenMemory(files);
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
  assert.deepEqual(await contents(repository, tree), expected);
  await repository.close();
}

// They wait for locks most of the time.
describe('what a pack holds may stand in two index files', { concurrency: true }, () => {
  test('check finds nothing wrong', async () => {
    const { files, tree } = await makeSplit();
    await assertSound(files, tree);
  });

  test('prune removes what is unused, and what it rewrites of the index names the whole packs', async () => {
    const { files, tree, other } = await makeSplit();
    const repository = await reopenMemory(files);
    await removeSnapshots(repository, [other.id]);
    const { packs } = await prune(repository, { maxUnused: { bytes: 0 } });
    assert.ok(packs.removed + packs.repacked > 0);
    await repository.close();
    await assertSound(files, tree);
  });

  test('repair of one pack keeps what the index says of the others', async () => {
    const { files, tree } = await makeSplit();
    const [pack] = await files.list('data');
    const content = await files.load('data', pack!.name);
    await files.remove('data', pack!.name);
    await files.save('data', pack!.name, [Buffer.concat([content, Buffer.of(1)])]);
    const repository = await reopenMemory(files);
    await repairPacks(repository, [pack!.name]);
    await repository.close();
    await assertSound(files, tree);
  });

  test('repair of the index finds nothing to do', async () => {
    const { files, tree } = await makeSplit();
    const repository = await reopenMemory(files);
    const { addedPacks, damagedPacks } = await repairIndex(repository);
    assert.deepEqual([addedPacks, damagedPacks], [[], []]);
    await repository.close();
    await assertSound(files, tree);
  });
});
