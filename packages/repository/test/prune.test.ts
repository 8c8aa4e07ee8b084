import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { defined } from '@resite/errors';
import fc from 'fast-check';
import { isLong, sampled } from '../../../scripts/sample.ts';
import {
  type Backend,
  forgetSnapshots,
  localBackend,
  type MaxUnused,
  memoryBackend,
  type OpenedRepository,
  parseMaxUnused,
  parseSize,
  prune,
  removeSnapshots,
} from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { backUp, fieldsFor, initByRestic, makeRepository, reopen, resticOk, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { type Folder, virtualSource } from './virtual-source.ts';

const everything = { maxUnused: { bytes: 0 } } as const;

/** Three snapshots, of which the first holds more than the others need, and a pack that no index names. */
async function makeUsed(t: TestContext): Promise<string> {
  const location = join(temporaryFolder(t), 'base');
  const repository = await makeRepository(t, location);
  const [a, b, c, d] = [1, 2, 3, 4].map(size => randomBytes(size * 3000));
  await store(repository, { first: { a: a!, b: b! }, shared: { c: c! } });
  await store(repository, { second: { a: a! }, shared: { c: c! } });
  await store(repository, { third: { d: d! }, shared: { c: c! } });
  await backend(location).save('data', 'ab'.repeat(32), [Buffer.from('what an interrupted backup left')]);
  return location;
}

const backend = (location: string): Backend => localBackend(location);

async function allContents(repository: OpenedRepository): Promise<Record<string, Record<string, string>>> {
  const all: Record<string, Record<string, string>> = {};
  for (const { time, tree } of await repository.snapshots()) all[time] = await contents(repository, tree);
  return all;
}

async function names(files: Backend, type: 'data' | 'index'): Promise<string[]> {
  return (await files.list(type)).map(({ name }) => name).sort();
}

test('what no snapshot needs goes, the rest stays, and restic finds nothing left to do', async t => {
  const repository = await reopen(t, await makeUsed(t));
  const [first] = await repository.snapshots();
  await removeSnapshots(repository, [first!.id]);
  const before = await allContents(repository);
  const files = await names(backend(repository.location), 'data');
  const planned = await prune(repository, { ...everything, dryRun: true });
  assert.deepEqual(await names(backend(repository.location), 'data'), files);
  assert.deepEqual(await prune(repository, everything), planned);
  assert.equal(planned.packs.unindexed, 1);
  assert.equal(planned.packs.repacked, 2); // one of data, one of trees
  assert.equal(planned.bytes.freed, planned.bytes.unused);
  assert.deepEqual(await allContents(repository), before);
  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
  const theirs = await resticOk(repository.location, ['prune', '--dry-run', '--max-unused', '0', '--verbose=2']);
  assert.match(theirs, /to repack: +0 blobs/);
  assert.match(theirs, /to delete: +0 blobs/);
  const again = await prune(repository, everything);
  assert.deepEqual(again.packs, { kept: again.packs.kept, repacked: 0, removed: 0, unindexed: 0 });
  assert.deepEqual(readdirSync(join(repository.location, 'locks')), []);
});

test('copies of a blob in several packs are reduced to one', async () => {
  const files = memoryBackend();
  const one = await makeMemoryRepository(files);
  const other = await reopenMemory(files);
  const folder = { a: randomBytes(5000), b: { c: randomBytes(6000) } };
  const archived = await Promise.all([one, other].map(repository => repository.archive(virtualSource(folder))));
  await one.commit({ ...fieldsFor('/'), tree: archived[0]!.tree });
  await other.commit({ ...fieldsFor('/'), tree: archived[1]!.tree });
  await one.close();
  await other.close();
  const repository = await reopenMemory(files);
  const before = await allContents(repository);
  assert.equal((await names(files, 'data')).length, 4);
  const result = await prune(repository, everything);
  assert.deepEqual(result.packs, { kept: 2, repacked: 0, removed: 2, unindexed: 0 });
  assert.equal(result.bytes.used, result.bytes.unused);
  assert.deepEqual(await allContents(repository), before);
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
});

test('prune refuses when something that a snapshot needs is missing, short or damaged', async t => {
  const base = await makeUsed(t);
  const damages: Record<string, (location: string, pack: string) => void> = {
    'missing|in no index': (location, pack) => rmSync(join(location, 'data', pack.slice(0, 2), pack)),
    'wrong size': (location, pack) => {
      const path = join(location, 'data', pack.slice(0, 2), pack);
      rmSync(`${path}.part`, { force: true });
      const bytes = readFileSync(path);
      rmSync(path);
      writeFileSync(path, bytes);
      truncateSync(path, bytes.length - 1);
    },
    damaged: (location, pack) => {
      const path = join(location, 'data', pack.slice(0, 2), pack);
      const bytes = readFileSync(path);
      bytes[40]! ^= 1;
      rmSync(path);
      writeFileSync(path, bytes);
    },
  };
  // The packs of data that the plan moves: the first snapshot's.
  const origin = await reopen(t, base);
  const [first, second] = await origin.snapshots();
  const file = await origin.find(second!.tree, '/second/a');
  const pack = String((await origin[internals].loadIndex()).place('data', file!.content![0]!)!.pack);
  for (const [message, damage] of Object.entries(damages)) {
    const location = `${base} ${message.slice(0, 5)}`;
    cpSync(base, location, { recursive: true });
    damage(location, pack);
    const repository = await reopen(t, location);
    await removeSnapshots(repository, [first!.id]);
    const before = (await names(backend(location), 'data')).filter(name => !name.startsWith('abab'));
    await assert.rejects(prune(repository, everything), { code: 'REPOSITORY_DAMAGED', message: new RegExp(message) });
    const after = (await names(backend(location), 'data')).filter(name => !name.startsWith('abab'));
    assert.deepEqual(after, before, message);
  }
});

test('prune waits for an archive that is not committed', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const { tree } = await repository.archive(virtualSource({ a: 'a' }));
  await assert.rejects(prune(repository), { code: 'REPOSITORY_LOCKED' });
  const snapshot = await repository.commit({ ...fieldsFor('/'), tree });
  await prune(repository);
  assert.deepEqual(await contents(repository, snapshot.tree), { '/a': 'a' });
});

test('packs that vanished and are not needed are dropped from the index', async () => {
  const files = memoryBackend();
  const repository = await makeMemoryRepository(files);
  const gone = await store(repository, { a: randomBytes(1000) });
  const packs = await names(files, 'data');
  await store(repository, { b: randomBytes(1000) });
  await removeSnapshots(repository, [gone.id]);
  for (const pack of packs) await files.remove('data', pack);
  await prune(repository);
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
  assert.equal((await names(files, 'index')).length, 1);
});

test('an empty repository stays one', async () => {
  const files = memoryBackend();
  const repository = await makeMemoryRepository(files);
  const { id } = await store(repository, { a: 'a' });
  await removeSnapshots(repository, [id]);
  await prune(repository);
  assert.deepEqual([await names(files, 'data'), await names(files, 'index')], [[], []]);
  await store(repository, { a: 'a' });
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
});

test('what restic wrote is pruned, version 1 too, and restic reads it', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const version of isLong ? (['1', '2'] as const) : (['1'] as const)) {
    const location = join(folder, `repository ${version}`);
    await initByRestic(location, version);
    for (const round of [1, 2, 3]) {
      writeFileSync(join(source, `file ${round}`), randomBytes(70_000));
      writeFileSync(join(source, 'text'), `round ${round} `.repeat(5000));
      await resticOk(location, ['backup', source]);
    }
    rmSync(join(source, 'file 1'));
    const repository = await reopen(t, location);
    await backUp(repository, source);
    await forgetSnapshots(repository, { last: 1 });
    await prune(repository, everything);
    assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
    const theirs = await resticOk(location, ['prune', '--dry-run', '--max-unused', '0']);
    assert.match(theirs, /unused size after prune: 0 B/);
    await resticOk(location, ['restore', 'latest', '--target', join(folder, `target ${version}`)]);
    for (const name of readdirSync(source)) {
      assert.deepEqual(readFileSync(join(folder, `target ${version}`, source, name)), readFileSync(join(source, name)));
    }
  }
});

const limits = fc.oneof<fc.Arbitrary<MaxUnused>[]>(
  fc.constant('unlimited'),
  fc.nat(50_000).map(bytes => ({ bytes })),
  fc.integer({ min: 0, max: 99 }).map(percent => ({ percent })),
);

test('whatever was backed up and forgotten, prune keeps what is needed and keeps its limits', async () => {
  const content = fc
    .integer({ min: 0, max: 9 })
    .map(seed => Buffer.alloc(500 * (seed + 1), `${seed}-`.repeat(seed + 1)));
  const folder = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(content, fc.dictionary(fc.constantFrom('d', 'e'), content)),
  );
  const scenario = fc.record({
    folders: fc.array(folder, { minLength: 1, maxLength: 5 }),
    removed: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    maxUnused: limits,
    maxRepackSize: fc.option(fc.nat(20_000), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ folders, removed, maxUnused, maxRepackSize }) => {
      const repository = await makeMemoryRepository();
      const kept: [string, Record<string, string>][] = [];
      const gone: string[] = [];
      for (const [number, each] of folders.entries()) {
        const { id, tree } = await store(repository, each as Folder);
        if (removed[number]) gone.push(id);
        else kept.push([tree, await contents(repository, tree)]);
      }
      await removeSnapshots(repository, gone);
      const { bytes } = await prune(repository, defined({ maxUnused, maxRepackSize }));
      const left = await prune(repository, { maxUnused: 'unlimited', dryRun: true });
      assert.equal(left.bytes.unused, bytes.unused - bytes.freed);
      assert.equal(left.packs.removed, 0);
      if (maxRepackSize === undefined && maxUnused !== 'unlimited' && 'bytes' in maxUnused) {
        assert.ok(left.bytes.unused <= maxUnused.bytes);
      }
      for (const [tree, files] of kept) assert.deepEqual(await contents(repository, tree), files);
      assert.deepEqual((await repository.check({ readData: true })).problems, []);
    }),
    { numRuns: sampled(2, 60) },
  );
});

test('limits are written as restic writes them', () => {
  assert.deepEqual(['5%', '0', '2G', '10k', 'unlimited', '0.5%'].map(parseMaxUnused), [
    { percent: 5 },
    { bytes: 0 },
    { bytes: 2 * 1024 ** 3 },
    { bytes: 10_240 },
    'unlimited',
    { percent: 0.5 },
  ]);
  for (const text of ['', '100%', '-1', '5x', '1.5G', '%', '9999999T']) {
    assert.throws(() => parseMaxUnused(text), { code: 'USAGE' }, text);
    assert.throws(() => parseSize(text), { code: 'USAGE' }, text);
  }
});
