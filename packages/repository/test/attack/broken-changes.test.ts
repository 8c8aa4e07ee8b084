import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { isLong, randomFrom, seed } from '../../../../scripts/sample.ts';
import {
  changeTags,
  copySnapshots,
  forgetSnapshots,
  initRepository,
  localBackend,
  type OpenedRepository,
  openRepositoryOn,
  prune,
  repairIndex,
  unlock,
} from '../../src/index.ts';
import { fieldsFor, folderForFile, kdf, password, resticOk, temporaryFolder } from '../helpers.ts';
import { contents, makeMemoryRepository, store } from '../memory-repository.ts';
import { type Folder, virtualSource } from '../virtual-source.ts';
import { type Breakage, breakages, brokenBackend } from './broken-backend.ts';

const everything = { maxUnused: { bytes: 0 } } as const;
const shared = randomBytes(4000);
const later: Folder = {
  new: { a: randomBytes(300_000), b: randomBytes(isLong ? 17_000_000 : 100_000) },
  shared: { c: shared },
};

/** Each leaves the repository as it wants it when it is run again. It makes `atLeast` so many changes. */
const works: Record<string, { atLeast: number; run(repository: OpenedRepository): Promise<unknown> }> = {
  'a backup': {
    atLeast: 4,
    async run(repository) {
      const { tree } = await repository.archive(virtualSource(later));
      return repository.commit({ ...fieldsFor('/'), tree });
    },
  },
  'forget and prune': {
    atLeast: 9,
    async run(repository) {
      await forgetSnapshots(repository, { last: 2 });
      return prune(repository, everything);
    },
  },
  'a copy': {
    atLeast: 4,
    async run(repository) {
      const source = await makeMemoryRepository();
      await store(source, later);
      await copySnapshots(source, repository, await source.snapshots());
      await source.close();
    },
  },
  'the repair of the index': { atLeast: 2, run: repository => repairIndex(repository, { readAllPacks: true }) },
  'a change of tags': {
    atLeast: 4,
    async run(repository) {
      const snapshots = await repository.snapshots();
      return changeTags(
        repository,
        snapshots.slice(-2).map(({ id }) => id),
        { set: ['tagged'] },
      );
    },
  },
};

type All = Map<string, Record<string, string>>;

/** What every snapshot holds, by its tree: a snapshot that is rewritten keeps it. */
async function everySnapshot(repository: OpenedRepository): Promise<All> {
  const all: All = new Map();
  for (const { tree } of await repository.snapshots()) all.set(tree, await contents(repository, tree));
  return all;
}

const base = join(folderForFile(), 'base');
let held: All;
before(async () => {
  const repository = await initRepository(base, password, { kdf });
  const [a, b] = [randomBytes(3000), randomBytes(6000)];
  await store(repository, { first: { a, b }, shared: { c: shared } });
  await store(repository, { second: { a }, shared: { c: shared } });
  await store(repository, { third: { d: randomBytes(9000) }, shared: { c: shared } });
  held = await everySnapshot(repository);
  await repository.close();
});

for (const [work, { atLeast, run }] of Object.entries(works)) {
  test(`${work}: whatever happens to any one change, nothing is lost, and the next run completes it`, async t => {
    const folder = temporaryFolder(t);
    const start = join(folder, 'start');
    cpSync(base, start, { recursive: true });
    const files = localBackend(start);
    const isRepair = work.includes('index');
    if (isRepair) for (const { name } of (await files.list('index')).slice(1)) await files.remove('index', name);
    else await files.save('data', 'ab'.repeat(32), [Buffer.from('what an interrupted backup left')]);
    const expected: All = isRepair ? new Map() : held;

    const random = randomFrom(seed);
    const attempt = async (breakage: Breakage, nth: number) => {
      try {
        return await attack(start, join(folder, 'attacked'), { nth, breakage, run, expected });
      } catch (cause) {
        throw new Error(`change ${nth} ${breakage} (RESITE_TEST_SEED=${seed})`, { cause });
      }
    };
    if (!isLong) {
      await attempt(breakages[Math.floor(random() * breakages.length)]!, 1 + Math.floor(random() * atLeast));
      return;
    }
    for (const breakage of breakages) {
      for (let nth = 1; ; nth += 1) {
        const { changes } = await attempt(breakage, nth);
        if (changes >= nth) continue;
        assert.ok(nth > atLeast, `every change was tried: ${changes}`);
        break;
      }
    }
  });
}

interface Attack {
  nth: number;
  breakage: Breakage;
  run(repository: OpenedRepository): Promise<unknown>;
  expected: All;
}

async function attack(
  base: string,
  location: string,
  { nth, breakage, run, expected }: Attack,
): Promise<{ changes: number }> {
  cpSync(base, location, { recursive: true });
  const backend = brokenBackend(localBackend(location), nth, breakage, randomFrom(seed + nth));
  const broken = await openRepositoryOn(backend, password);
  const outcome = await run(broken).then(
    () => 'done',
    (error: Error) => error.message,
  );
  await broken.close();
  assert.equal(outcome, backend.changes < nth ? 'done' : 'the computer stopped');
  await backend.settle();

  const next = await openRepositoryOn(localBackend(location), password);
  await unlock(next, { all: true });
  const isRepair = expected.size === 0; // which begins with snapshots of which data are in no index
  if (!isRepair) await assertSound(location, next, expected);
  await run(next);
  await assertSound(location, next, expected);
  assert.deepEqual((await next.check({ readData: true })).problems, []);
  if (breakage === 'tears') {
    await prune(next, everything);
    assert.deepEqual(
      readdirSync(location, { recursive: true, encoding: 'utf8' }).filter(name => name.includes('-tmp-')),
      [],
    );
  }
  await next.close();
  rmSync(location, { recursive: true });
  return backend;
}

async function assertSound(location: string, repository: OpenedRepository, before: All): Promise<void> {
  assert.match(await resticOk(location, ['check']), /no errors were found/);
  const found = await everySnapshot(repository);
  assert.ok(found.size >= Math.min(2, before.size), 'only a forget takes snapshots away, and only the first');
  for (const [tree, files] of [...before].slice(-2)) assert.deepEqual(found.get(tree), files);
  for (const [tree, files] of before) if (found.has(tree)) assert.deepEqual(found.get(tree), files);
}
