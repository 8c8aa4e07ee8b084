import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  type Backend,
  type FileType,
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
  prune,
  removeSnapshots,
  repairIndex,
  repairPacks,
  repairSnapshots,
  type StoredFile,
} from '../src/index.ts';
import { password } from './helpers.ts';
import { contents, makeMemoryRepository, store } from './memory-repository.ts';

/** What may become of a list on its way. */
const faults: Readonly<Record<string, (files: readonly StoredFile[]) => StoredFile[]>> = {
  'a file missing': files => files.slice(1),
  'a name changed': ([first, ...others]) => [
    { ...first!, name: first!.name.replace(/^./, c => (c === 'a' ? 'b' : 'a')) },
    ...others,
  ],
  'a size changed': ([first, ...others]) => [{ ...first!, size: first!.size + 10 }, ...others],
  nothing: () => [],
};

/** A backend of which the first list of each of these types goes wrong. */
function shaky(
  inner: Backend,
  types: readonly FileType[],
  fault: (files: readonly StoredFile[]) => StoredFile[],
): Backend {
  const left = new Set(types);
  return {
    ...inner,
    async list(type) {
      const files = await inner.list(type);
      return left.delete(type) && files.length > 0 ? fault(files) : files;
    },
  };
}

const folder = { a: 'a', large: randomBytes(20_000), sub: { b: 'b' } };
const expected = { '/a': 'a', '/large': folder.large.toString(), '/sub/b': 'b' };

/** Two snapshots, data that neither needs, and two index files. */
async function made() {
  const files = memoryBackend();
  const maker = await makeMemoryRepository(files);
  const { tree } = await store(maker, folder);
  const gone = await store(maker, { gone: randomBytes(5000) });
  await store(maker, { ...folder, c: 'c' });
  await removeSnapshots(maker, [gone.id]);
  await maker.close();
  return { files, tree };
}

const works: Readonly<Record<string, (repository: OpenedRepository) => Promise<unknown>>> = {
  prune: async repository => {
    const { packs } = await prune(repository, { maxUnused: { bytes: 0 } });
    assert.ok(packs.removed > 0);
  },
  check: async repository => {
    const { problems, snapshots } = await repository.check({ readData: true });
    assert.deepEqual([problems, snapshots], [[], 2]);
  },
  'repair of the index': async repository => {
    const { addedPacks, missingPacks, damagedPacks } = await repairIndex(repository);
    assert.deepEqual([addedPacks, missingPacks, damagedPacks], [[], [], []]);
  },
  'repair of snapshots': async repository => {
    const { damaged, hopeless, sound } = await repairSnapshots(repository, { forget: true });
    assert.deepEqual([damaged, hopeless, sound], [[], [], 2]);
  },
};

// They wait for locks most of the time.
describe('a list that went wrong once loses nothing, and nothing is called damaged for it', {
  concurrency: true,
}, () => {
  for (const [what, fault] of Object.entries(faults))
    for (const types of [['snapshots'], ['index'], ['data'], ['snapshots', 'index', 'data']] as const)
      for (const [work, run] of Object.entries(works))
        test(`${work}, with ${what} in the list of ${types.join(', ')}`, async () => {
          const { files, tree } = await made();
          const repository = await openRepositoryOn(shaky(files, types, fault), password);
          await run(repository);
          await repository.close();
          const fresh = await openRepositoryOn(files, password);
          assert.deepEqual((await fresh.check({ readData: true })).problems, []);
          assert.deepEqual(await contents(fresh, tree), expected);
          assert.equal((await fresh.snapshots()).length, 2);
          await fresh.close();
        });

  test('repair of a pack', async () => {
    const { files, tree } = await made();
    const [pack] = await files.list('data');
    const repository = await openRepositoryOn(
      shaky(files, ['index', 'data'], list => list.slice(1)),
      password,
    );
    assert.deepEqual((await repairPacks(repository, [pack!.name])).sound, [pack!.name]);
    await repository.close();
    const fresh = await openRepositoryOn(files, password);
    assert.deepEqual(await contents(fresh, tree), expected);
    await fresh.close();
  });
});

test('lists that differ each time are no ground for a prune', async () => {
  const { files } = await made();
  let turn = 0;
  const list: Backend['list'] = async type => {
    const all = await files.list(type);
    turn += 1;
    return type === 'snapshots' ? all.filter((_, number) => (turn + number) % 2 === 0) : all;
  };
  const repository = await openRepositoryOn({ ...files, list }, password);
  const before = await files.list('data');
  await assert.rejects(prune(repository), { code: 'REPOSITORY_UNREACHABLE' });
  assert.deepEqual(await files.list('data'), before);
  await repository.close();
});
