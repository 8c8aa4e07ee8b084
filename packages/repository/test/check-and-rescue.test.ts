import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { chooseSubset } from '../src/check/data-subset.ts';
import {
  type Backend,
  findByIds,
  localBackend,
  memoryBackend,
  openRepositoryOn,
  parseDataSubset,
  repairPacks,
  repairSnapshots,
} from '../src/index.ts';
import { failingBackend } from './failing-backend.ts';
import { makeRepository, password, reopen, resticOk, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';

const names = async (backend: Backend) => (await backend.list('data')).map(({ name }) => name);

async function change(backend: Backend, name: string, how: (content: Buffer) => Buffer): Promise<void> {
  const content = how(Buffer.from(await backend.load('data', name)));
  await backend.remove('data', name);
  await backend.save('data', name, [content]);
}

function flip(content: Buffer): Buffer {
  content[10]! ^= 1;
  return content;
}

/** The pack with the data of the files, which is larger than that with the trees. */
async function dataPack(backend: Backend): Promise<string> {
  return (await backend.list('data')).reduce((a, b) => (b.size > a.size ? b : a)).name;
}

const folder = { a: randomBytes(3000), b: randomBytes(4000), sub: { c: randomBytes(5000) } };

for (const [what, how] of [
  ['a flipped byte', flip],
  ['a cut end', (content: Buffer) => content.subarray(0, 8500)],
] as const) {
  test(`a pack with ${what} is rescued as far as it is readable, and the rest is named`, async t => {
    const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
    const backend = localBackend(repository.location);
    const { tree } = await store(repository, folder);
    const pack = await dataPack(backend);
    await change(backend, pack, how);
    const { problems, remedies } = await repository.check({ readData: true });
    assert.ok(problems.some(problem => problem.includes(pack)));
    assert.deepEqual(remedies, [{ kind: 'repair-packs', packs: [pack] }, { kind: 'back-up-again' }]);

    const fresh = await reopen(t, repository.location);
    const partial = await fresh.restore(tree, nowhere);
    assert.deepEqual([partial.files, partial.failed.length], [2, 1]);
    const needed: string[] = [];
    await findByIds(fresh, await fresh.snapshots(), { packs: [pack] }, ({ type, path }) =>
      needed.push(`${type} ${path}`),
    );
    assert.deepEqual(needed.sort(), ['data /a', 'data /b', 'data /sub/c']);
    const planned = await repairPacks(fresh, [pack.slice(0, 16)], { dryRun: true });
    const kept: string[] = [];
    const result = await repairPacks(fresh, [pack], {
      onDamaged: async id => {
        kept.push(id);
      },
    });
    assert.deepEqual(result, planned);
    assert.deepEqual([kept, result.repaired, result.rescued, result.lost.length], [[pack], [pack], 2, 1]);
    assert.ok(!(await names(backend)).includes(pack));
    const { damaged } = await repairSnapshots(fresh, { forget: true });
    assert.equal(damaged[0]!.losses.length, 1);
    assert.equal(
      Object.values(await contents(fresh, damaged[0]!.replacement!.tree)).filter(text => text === '').length,
      1,
    );
    assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
    assert.notEqual(damaged[0]!.replacement!.tree, tree);
  });
}

test('a pack in which nothing is damaged is left alone, one that does not exist is refused', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  await store(repository, folder);
  const before = await names(backend);
  const { sound, repaired } = await repairPacks(repository, before);
  assert.deepEqual([sound.sort(), repaired, await names(backend)], [before.toSorted(), [], before]);
  await assert.rejects(repairPacks(repository, ['0'.repeat(64)]), { code: 'FILE_MISSING' });
});

test('a rescue that is cut off anywhere is completed by the next', async () => {
  const sound = memoryBackend();
  const repository = await makeMemoryRepository(sound);
  const { tree } = await store(repository, folder);
  const pack = await dataPack(sound);
  await change(sound, pack, flip);
  for (let nth = 1; ; nth += sampled(2, 1)) {
    const files = memoryBackend();
    for (const type of ['config', 'keys', 'snapshots', 'index', 'data'] as const) {
      for (const { name } of await sound.list(type)) await files.save(type, name, [await sound.load(type, name)]);
    }
    const stopped = await openRepositoryOn(failingBackend(files, nth), password);
    const outcome = await repairPacks(stopped, [pack]).then(
      () => 'done',
      (error: Error) => error.message,
    );
    for (const { name } of await files.list('locks')) await files.remove('locks', name);
    const again = await reopenMemory(files);
    if ((await names(files)).includes(pack)) await repairPacks(again, [pack]);
    const { failed } = await again.restore(tree, { ...nowhere });
    assert.deepEqual(failed.length, 1);
    if (outcome === 'done') break;
    assert.equal(outcome, 'the computer stopped');
  }
});

const nowhere = {
  root: () => '',
  folder: async () => '',
  file: async () => ({ async write() {}, async close() {} }),
  async special() {},
  async metadata() {},
};

test('a check that is interrupted ends with the reason and leaves no lock', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  await store(repository, folder);
  const controller = new AbortController();
  const checking = repository.check({
    readData: true,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('stop')),
  });
  await assert.rejects(checking, /^Error: stop$/);
  assert.deepEqual(await backend.list('locks'), []);
});

test('waste is not a problem', async () => {
  const backend = memoryBackend();
  const one = await makeMemoryRepository(backend);
  await store(one, folder);
  assert.deepEqual((await one.check()).waste, []);
  await backend.save('data', 'ab'.repeat(32), [randomBytes(100)]);
  const { problems, waste, packsRead } = await one.check();
  assert.deepEqual([problems, packsRead], [[], 0]);
  assert.deepEqual(waste, [{ kind: 'unnamed-packs', count: 1 }]);
});

test('the parts of the data are disjoint and make up the whole; a random sample has the size that was asked for', () => {
  const id = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('hex'));
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 40 }), fc.integer({ min: 1, max: 256 }), (ids, of) => {
      const packs = ids.map(each => ({ id: each }));
      const parts = Array.from({ length: of }, (_, part) => chooseSubset(packs, { part: part + 1, of }, 0));
      assert.deepEqual(
        parts
          .flat()
          .map(pack => pack.id)
          .sort(),
        ids.toSorted(),
      );
      const half = chooseSubset(packs, { percent: 50 }, 0);
      assert.equal(new Set(half).size, packs.length === 0 ? 0 : Math.max(1, packs.length >> 1));
      assert.equal(chooseSubset(packs, { bytes: 2000 }, 1000).length, packs.length);
    }),
  );
  assert.deepEqual(parseDataSubset('2/5'), { part: 2, of: 5 });
  assert.deepEqual(parseDataSubset('2.5%'), { percent: 2.5 });
  assert.deepEqual(parseDataSubset('1G'), { bytes: 1024 ** 3 });
  for (const text of ['0/5', '6/5', '1/257', '0%', '101%', '0', '', 'x', '-1'])
    assert.throws(() => parseDataSubset(text), { code: 'USAGE' }, text);
});
