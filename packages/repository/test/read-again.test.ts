import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import {
  addKey,
  type Backend,
  copySnapshots,
  diffTrees,
  type FileType,
  forgetSnapshots,
  listKeys,
  localBackend,
  localTarget,
  memoryBackend,
  openRepositoryOn,
  prune,
  type Remedy,
  repairIndex,
  repairPacks,
  repairSnapshots,
  unlock,
} from '../src/index.ts';
import { fieldsFor, kdf, makeRepository, password, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, store } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

/** What may become of an answer on its way. */
const faults = {
  'a flipped bit at the beginning': (answer: Buffer) => flipped(answer, 0),
  'a flipped bit in the middle': (answer: Buffer) => flipped(answer, answer.length >> 1),
  'a flipped bit at the end': (answer: Buffer) => flipped(answer, answer.length - 1),
  'a missing byte': (answer: Buffer) => answer.subarray(0, answer.length - 1),
  'nothing in it': (answer: Buffer) => answer.subarray(0, 0),
} as const;

function flipped(answer: Buffer, at: number): Buffer {
  const changed = Buffer.from(answer);
  changed[at]! ^= 4;
  return changed;
}

type Fault = (answer: Buffer) => Buffer;

const types = ['config', 'keys', 'snapshots', 'index', 'data', 'locks'] as const;

/** Every fault in all files, and one in those of each type alone. */
const cases: readonly { what: string; fault: Fault; hits: readonly FileType[] }[] = [
  ...Object.entries(faults).map(([what, fault]) => ({ what, fault, hits: types })),
  ...types.map(type => ({
    what: `a flipped bit in ${type} only`,
    fault: faults['a flipped bit in the middle'],
    hits: [type],
  })),
];

/** A backend of which every first answer about a part of a file of these types goes wrong. */
function shaky(inner: Backend, fault: Fault, hits: readonly FileType[]): { backend: Backend; hit: Set<FileType> } {
  const answered = new Set<string>();
  const hit = new Set<FileType>();
  const backend: Backend = {
    ...inner,
    async load(type, name, range) {
      const answer = await inner.load(type, name, range);
      const what = `${type}/${name} ${range?.offset} ${range?.length}`;
      if (!hits.includes(type) || answered.has(what) || answer.length === 0) return answer;
      answered.add(what);
      hit.add(type);
      const changed = fault(answer);
      // as every backend has it: a range is whole, or the file is said to end early
      if (range !== undefined && changed.length < range.length)
        return inner.load(type, name, { ...range, offset: 2 ** 40 });
      return changed;
    },
  };
  return { backend, hit };
}

const large = randomBytes(900_000);
const folder = { a: 'first', shared: large, sub: { b: 'b' } };
const expected = { '/a': 'second', '/shared': large.toString(), '/sub/b': 'b' };

async function made(): Promise<Backend> {
  const files = memoryBackend();
  const repository = await makeMemoryRepository(files);
  await store(repository, folder);
  await store(repository, { ...folder, a: 'second' });
  await repository.close();
  return files;
}

// They wait for locks most of the time.
describe('an answer that went wrong once is read again before it is called damage', { concurrency: true }, () => {
  for (const { what, fault, hits } of cases) {
    /** Each piece of work begins anew, so that each meets the fault wherever it reads. */
    const through = async <T>(
      files: Backend,
      use: (repository: Awaited<ReturnType<typeof openRepositoryOn>>) => Promise<T>,
    ) => {
      const { backend, hit } = shaky(files, fault, hits);
      const repository = await openRepositoryOn(backend, password, {
        onUnusable: ({ error }) => {
          throw error;
        },
      });
      try {
        const result = await use(repository);
        for (const type of ['keys', 'config'] as const) assert.equal(hit.has(type), hits.includes(type));
        return { result, hit };
      } finally {
        await repository.close();
      }
    };

    test(`reading, with ${what}`, async () => {
      const files = await made();
      const { hit } = await through(files, async repository => {
        assert.equal((await repository.snapshots()).length, 2);
        assert.deepEqual(await contents(repository, (await repository.findSnapshot('latest')).tree), expected);
        assert.equal((await listKeys(repository)).length, 1);
      });
      assert.deepEqual([...hit].sort(), hits.filter(type => type !== 'locks').toSorted());
      await through(files, async repository => {
        const [from, to] = await repository.snapshots();
        const changes: string[] = [];
        await diffTrees(repository, from!.tree, to!.tree, ({ path }) => changes.push(path));
        assert.deepEqual(changes, ['/a']);
        const parts: Buffer[] = [];
        const node = await repository.find(to!.tree, 'shared');
        for await (const part of repository.read(node!)) parts.push(part);
        assert.ok(Buffer.concat(parts).equals(large));
      });
    });

    test(`checking, with ${what}`, async () => {
      const { result } = await through(await made(), repository => repository.check({ readData: true }));
      assert.deepEqual([result.problems, result.remedies], [[], []]);
    });

    test(`saving and copying, with ${what}`, async () => {
      const files = await made();
      await through(files, async repository => {
        const { tree: parent } = await repository.findSnapshot('latest');
        const { tree, damagedInParent } = await repository.archive(virtualSource({ ...folder, a: 'third' }), {
          parent,
        });
        assert.deepEqual(damagedInParent, []);
        await repository.commit({ ...fieldsFor('/'), tree });
      });
      await through(files, async repository => {
        const other = await makeMemoryRepository();
        assert.equal((await copySnapshots(repository, other, await repository.snapshots())).copied.length, 3);
        assert.deepEqual((await other.check({ readData: true })).problems, []);
      });
    });

    test(`forget and prune, with ${what}`, async () => {
      const files = await made();
      await through(files, async repository => {
        await forgetSnapshots(repository, { last: 1 }, { groupBy: [] });
        assert.ok((await prune(repository, { maxUnused: { bytes: 0 } })).packs.repacked > 0);
      });
      const { result } = await through(files, repository => repository.check({ readData: true }));
      assert.deepEqual(result.problems, []);
    });

    test(`repair changes nothing that is sound, with ${what}`, async () => {
      const files = await made();
      const names = async () =>
        (await Promise.all((['data', 'snapshots', 'index'] as const).map(type => files.list(type)))).flat();
      const before = await names();
      await through(files, async repository => {
        const { addedPacks, unreadablePacks, damagedIndexFiles } = await repairIndex(repository, {
          readAllPacks: true,
        });
        assert.deepEqual([addedPacks, unreadablePacks, damagedIndexFiles], [[], [], []]);
      });
      await through(files, async repository => {
        const packs = (await files.list('data')).map(({ name }) => name);
        const { repaired, sound } = await repairPacks(repository, packs);
        assert.deepEqual([repaired, sound], [[], packs]);
      });
      await through(files, async repository => {
        assert.equal((await repairSnapshots(repository, { forget: true })).sound, 2);
      });
      assert.deepEqual(await names(), before);
    });

    if (hits.includes('locks'))
      test(`the lock of another, with ${what}`, async () => {
        const files = await made();
        const holder = await openRepositoryOn(files, password);
        await holder.hold();
        await through(files, async repository => {
          await assert.rejects(prune(repository), (error: unknown) => {
            assert.ok(isResiteError(error, 'REPOSITORY_LOCKED'));
            assert.equal((error.remedy as Remedy).kind, 'wait-or-unlock');
            return true;
          });
          assert.equal((await unlock(repository)).kept.length, 1);
        });
        await holder.close();
      });
  }
});

test('packs in a folder, which threads read by themselves', async t => {
  const folder = temporaryFolder(t);
  const location = join(folder, 'repository');
  const maker = await makeRepository(t, location);
  const { tree } = await store(maker, expectedFiles());
  const files = localBackend(location);
  const seen = new Set<string>();
  /** Names a damaged copy instead of each pack the first time. */
  const pathOf = files.localPath!.bind(files);
  files.localPath = (type: FileType, name: string) => {
    const path = pathOf(type, name);
    if (type !== 'data' || seen.has(name)) return path;
    seen.add(name);
    const copy = join(folder, name);
    writeFileSync(copy, flipped(readFileSync(path), 40));
    return copy;
  };
  const repository = await openRepositoryOn(files, password);
  t.after(() => repository.close());
  const target = join(folder, 'target');
  const restored = await repository.restore(tree, localTarget(target));
  assert.deepEqual([restored.failed, restored.mended], [[], []]);
  assert.equal(readFileSync(join(target, 'sub', '7'), 'utf8'), 'content 7');
  assert.ok(seen.size > 0);
  seen.clear();
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
  assert.ok(seen.size > 1);
});

/** Enough of them for a batch. */
function expectedFiles() {
  return { sub: Object.fromEntries(Array.from({ length: 60 }, (_, number) => [`${number}`, `content ${number}`])) };
}

describe('what stays damaged is said to be so, after one more look', { concurrency: true }, () => {
  for (const type of ['snapshots', 'index', 'data', 'keys'] as const) {
    test(`a file of ${type}`, async () => {
      const files = await made();
      const { name } = (await files.list(type)).reduce((a, b) => (b.size > a.size ? b : a));
      if (type === 'keys') {
        const repository = await openRepositoryOn(files, password);
        await addKey(repository, { password, newPassword: 'another', kdf });
        await repository.close();
      }
      const looks = async (backend: Backend) => {
        let count = 0;
        const load: Backend['load'] = (of, id, range) => {
          if (id === name) count += 1;
          return backend.load(of, id, range);
        };
        const repository = await openRepositoryOn({ ...backend, load }, type === 'keys' ? 'another' : password);
        count = 0;
        const { problems } = await repository.check({ readData: true });
        await repository.close();
        return { count, problems: problems.filter(problem => problem.includes(name)) };
      };
      const sound = await looks(files);
      const damaged = await looks({
        ...files,
        load: async (of, id, range) => {
          const answer = await files.load(of, id, range);
          return id === name ? flipped(answer, answer.length >> 1) : answer;
        },
      });
      assert.deepEqual(sound.problems, []);
      assert.ok(damaged.problems.length > 0);
      assert.deepEqual(damaged.problems, [...new Set(damaged.problems)]);
      assert.equal(damaged.count, 2 * sound.count);
    });
  }
});
