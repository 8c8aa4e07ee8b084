import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type Backend,
  changeTags,
  copySnapshots,
  initRepository,
  localBackend,
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
  repairIndex,
  repairSnapshots,
  type Snapshot,
} from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { failingBackend } from './failing-backend.ts';
import { backUp, fieldsFor, kdf, makeRepository, password, reopen, resticOk, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { type Folder, virtualSource } from './virtual-source.ts';

const names = async (backend: Backend, type: 'data' | 'index' | 'snapshots') =>
  (await backend.list(type)).map(({ name }) => name).sort();

test('tags are added, removed and set; the first ID stays known', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const { id, summary } = await store(repository, { a: 'a' });
  const [tagged] = await changeTags(repository, [id], { add: ['one', 'two', 'one'] });
  assert.deepEqual([tagged!.tags, tagged!.original, tagged!.summary], [['one', 'two'], id, summary]);
  const [fewer] = await changeTags(repository, ['latest'], { add: ['three'], remove: ['one'] });
  assert.deepEqual([fewer!.tags, fewer!.original], [['two', 'three'], id]);
  assert.deepEqual(await changeTags(repository, ['latest'], { add: ['two'] }), []);
  const shown = JSON.parse(await resticOk(repository.location, ['snapshots', '--json'])) as {
    id: string;
    original: string;
  }[];
  assert.deepEqual(
    shown.map(({ id, original }) => ({ id, original })),
    [{ id: fewer!.id, original: id }],
  );
  const [none] = await changeTags(repository, ['latest'], { set: [] });
  assert.equal(none!.tags, undefined);
  for (const unclear of [{}, { set: ['a'], add: ['b'] }]) {
    await assert.rejects(changeTags(repository, ['latest'], unclear), { code: 'USAGE' });
  }
});

test('snapshots are copied into another repository once, and restic takes the copies for its own', async t => {
  const folder = temporaryFolder(t);
  const source = await makeRepository(t, join(folder, 'source'));
  const destination = await initRepository(join(folder, 'destination'), password, { kdf, chunkLike: source });
  t.after(() => destination.close());
  const content = { shared: { a: randomBytes(40_000) } };
  const one = await store(source, { ...content, b: 'b' });
  const two = await store(source, { ...content, c: 'c' });
  const first = await copySnapshots(source, destination, [one]);
  assert.deepEqual(
    first.copied.map(({ to }) => [to.tree, to.original, to.parent, to.time]),
    [[one.tree, one.id, undefined, one.time]],
  );
  const again = await copySnapshots(source, destination, await source.snapshots());
  assert.deepEqual([again.skipped, again.copied.map(({ from }) => from)], [[one], [two]]);
  for (const { tree } of [one, two]) assert.deepEqual(await contents(destination, tree), await contents(source, tree));
  assert.match(await resticOk(destination.location, ['check', '--read-data']), /no errors were found/);
  const skipped = await resticOk(source.location, ['copy', '--repo2', destination.location], {
    env: { RESTIC_PASSWORD2: password },
  });
  assert.equal(skipped.match(/was already copied/g)?.length, 2);

  // and the other way round: what restic copied is not copied again
  const third = await initRepository(join(folder, 'third'), password, { kdf });
  t.after(() => third.close());
  await resticOk(source.location, ['copy', '--repo2', third.location], { env: { RESTIC_PASSWORD2: password } });
  assert.equal((await copySnapshots(source, third, await source.snapshots())).skipped.length, 2);
  assert.deepEqual((await copySnapshots(destination, third, await destination.snapshots())).copied, []);
});

test('a copy that was cut off is completed by the next', async () => {
  const source = await makeMemoryRepository();
  const snapshots = [await store(source, { a: randomBytes(3000) }), await store(source, { b: randomBytes(3000) })];
  const files = memoryBackend();
  await (await makeMemoryRepository(files)).close();
  for (let nth = 1; ; nth += 1) {
    const destination = await openRepositoryOn(failingBackend(files, nth), password);
    const outcome = await copySnapshots(source, destination, snapshots).then(
      () => 'done',
      (error: Error) => error.message,
    );
    for (const { name } of await files.list('locks')) await files.remove('locks', name);
    const sound = await reopenMemory(files);
    assert.deepEqual((await sound.check({ readData: true })).problems, []);
    if (outcome === 'done') {
      assert.ok(nth > 3);
      assert.equal((await sound.snapshots()).length, 2);
      break;
    }
    assert.equal(outcome, 'the computer stopped');
  }
});

/** A repository with two snapshots in packs of their own. */
async function makeDamageable(
  t: TestContext,
): Promise<{ repository: OpenedRepository; backend: Backend; snapshots: Snapshot[] }> {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const content: Folder = { folder: { one: randomBytes(9000), two: 'two' } };
  const snapshots = [
    await store(repository, content),
    await store(repository, { ...content, more: randomBytes(8000) }),
  ];
  return { repository, backend: localBackend(repository.location), snapshots };
}

async function removeFiles(backend: Backend, type: 'data' | 'index'): Promise<void> {
  for (const name of await names(backend, type)) await backend.remove(type, name);
}

test('a lost or damaged index is rebuilt from the packs', async t => {
  const { repository, backend, snapshots } = await makeDamageable(t);
  const expected = await contents(repository, snapshots[1]!.tree);
  const packs = await names(backend, 'data');
  await removeFiles(backend, 'index');
  const rebuilt = await repairIndex(repository);
  assert.deepEqual([rebuilt.addedPacks.sort(), rebuilt.damagedIndexFiles], [packs, []]);
  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
  assert.deepEqual(await contents(repository, snapshots[1]!.tree), expected);

  const [name] = await names(backend, 'index');
  const bytes = await backend.load('index', name!);
  bytes[100]! ^= 1;
  await backend.remove('index', name!);
  await backend.save('index', name!, [bytes]);
  assert.deepEqual((await repairIndex(repository)).damagedIndexFiles, [name]);
  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
  const index = await names(backend, 'index');
  assert.deepEqual(await repairIndex(repository, { readAllPacks: true }), {
    damagedIndexFiles: [],
    addedPacks: [],
    missingPacks: [],
    damagedPacks: [],
    unreadablePacks: [],
    lost: [],
  });
  assert.deepEqual(await names(backend, 'index'), index);
});

test('a stop during the rebuild leaves an index that is as good as before', async t => {
  const { repository, backend, snapshots } = await makeDamageable(t);
  const expected = await contents(repository, snapshots[1]!.tree);
  const [some] = await names(backend, 'index');
  const damaged = await backend.load('index', some!);
  damaged[50]! ^= 1;
  await backend.remove('index', some!);
  await backend.save('index', some!, [damaged]);
  for (const nth of [1, 2, 3]) {
    const stopped = await openRepositoryOn(failingBackend(backend, nth), password);
    await repairIndex(stopped).catch((error: Error) => assert.equal(error.message, 'the computer stopped'));
    for (const { name } of await backend.list('locks')) await backend.remove('locks', name);
  }
  await repairIndex(await reopen(t, repository.location));
  assert.deepEqual(await contents(await reopen(t, repository.location), snapshots[1]!.tree), expected);
  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
});

/** The pack that holds the content of a file. */
async function packOf(repository: OpenedRepository, snapshot: Snapshot, path: string): Promise<string> {
  const node = await repository.find(snapshot.tree, path);
  return String((await repository[internals].loadIndex()).place('data', node!.content![0]!)!.pack);
}

test('snapshots that lost content are stored again without it, tagged, and nothing is removed unasked', async t => {
  const { repository, backend, snapshots } = await makeDamageable(t);
  const [one, two] = snapshots as [Snapshot, Snapshot];
  await backend.remove('data', await packOf(repository, two, '/more'));
  const fresh = await reopen(t, repository.location);
  const lost = await repairIndex(fresh);
  assert.equal(lost.missingPacks.length, 1);
  const planned = await repairSnapshots(fresh, { dryRun: true });
  assert.deepEqual(
    planned.damaged.map(({ snapshot, losses, replacement }) => ({ id: snapshot.id, losses, replacement })),
    [{ id: two.id, losses: [{ path: '/more', what: 'content' }], replacement: undefined }],
  );
  assert.equal((await fresh.snapshots()).length, 2);

  const { damaged, sound } = await repairSnapshots(fresh);
  assert.equal(sound, 1);
  const { replacement } = damaged[0]!;
  assert.deepEqual(
    [replacement!.tags, replacement!.original, replacement!.time, replacement!.summary],
    [['repaired'], two.id, two.time, undefined],
  );
  assert.deepEqual(await contents(fresh, replacement!.tree), { ...(await contents(fresh, one.tree)), '/more': '' });
  assert.equal((await fresh.snapshots()).length, 3);
  assert.equal((await repairSnapshots(fresh)).damaged[0]!.replacement!.id, replacement!.id);
  assert.equal((await fresh.snapshots()).length, 3);

  await repairSnapshots(fresh, { ids: [two.id], forget: true });
  assert.deepEqual((await fresh.snapshots()).map(({ id }) => id).sort(), [one.id, replacement!.id].sort());
  assert.match(await resticOk(fresh.location, ['check', '--read-data']), /no errors were found/);
});

test('folders that cannot be read are empty, and a snapshot without a first folder is left alone', async () => {
  const files = memoryBackend();
  const repository = await makeMemoryRepository(files);
  const inner = await repository.archive(virtualSource({ below: { a: 'a' } }));
  const { id } = await repository.commit({ ...fieldsFor('/'), tree: inner.tree });
  const packs = await names(files, 'data');
  const outer = await store(repository, { below: { a: 'a' }, other: { b: 'b' } });
  // The tree of `below` lies in the first pack of trees, with the root of the first snapshot.
  const dataPacks: string[] = [];
  for (const pack of packs) {
    const without = await openRepositoryOn(withoutPack(files, pack), password);
    const { problems } = await without.check();
    if (problems.some(problem => /tree .* cannot be read|its tree/.test(problem))) dataPacks.push(pack);
  }
  assert.equal(dataPacks.length, 1);
  await files.remove('data', dataPacks[0]!);
  const fresh = await reopenMemory(files);
  await repairIndex(fresh);
  const { damaged, hopeless } = await repairSnapshots(fresh, { forget: true });
  assert.deepEqual(
    hopeless.map(snapshot => snapshot.id),
    [id],
  );
  assert.deepEqual(
    damaged.map(({ snapshot, losses }) => [snapshot.id, losses]),
    [[outer.id, [{ path: '/below', what: 'folder' }]]],
  );
  assert.deepEqual(await contents(fresh, damaged[0]!.replacement!.tree), { '/other/b': 'b' });
  assert.equal((await fresh.snapshots()).length, 2);
});

function withoutPack(files: Backend, pack: string): Backend {
  return {
    ...files,
    list: async type => (await files.list(type)).filter(({ name }) => name !== pack),
    load: (type, name, range) => files.load(type, name === pack ? 'gone' : name, range),
  };
}

test('packs that are cut short are named, and so are snapshot files that cannot be read', async t => {
  const { repository, backend, snapshots } = await makeDamageable(t);
  const pack = await packOf(repository, snapshots[1]!, '/more');
  const path = join(repository.location, 'data', pack.slice(0, 2), pack);
  const bytes = readFileSync(path);
  rmSync(path);
  writeFileSync(path, bytes.subarray(0, 5000));
  const snapshotPath = join(repository.location, 'snapshots', snapshots[0]!.id);
  rmSync(snapshotPath);
  writeFileSync(snapshotPath, 'damaged');
  const fresh = await reopen(t, repository.location);
  assert.deepEqual((await repairIndex(fresh)).unreadablePacks, [pack]);
  assert.ok((await names(backend, 'data')).includes(pack));
  const { unreadable, damaged } = await repairSnapshots(fresh);
  assert.deepEqual([unreadable, damaged.map(({ snapshot }) => snapshot.id)], [[snapshots[0]!.id], [snapshots[1]!.id]]);

  const name = snapshots[0]!.id;
  const planned = await repairSnapshots(fresh, { ids: [name.slice(0, 8)], forget: true, dryRun: true });
  assert.deepEqual([planned.removed, planned.unreadable], [[name], []]);
  assert.ok((await names(backend, 'snapshots')).includes(name));
  await repairSnapshots(fresh, { forget: true });
  assert.ok((await names(backend, 'snapshots')).includes(name), 'it was not named');
  await repairSnapshots(fresh, { ids: [name.slice(0, 8)], forget: true });
  assert.ok(!(await names(backend, 'snapshots')).includes(name));
  assert.match(await resticOk(fresh.location, ['snapshots']), /repaired/);
  assert.deepEqual(readdirSync(join(repository.location, 'locks')), []);
});

test('a repaired snapshot heals with the next backup of what still exists', async t => {
  const folder = temporaryFolder(t);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const source = join(folder, 'file');
  writeFileSync(source, randomBytes(9000));
  const snapshot = await backUp(repository, source);
  const backend = localBackend(repository.location);
  await backend.remove('data', await packOf(repository, snapshot, source));
  const fresh = await reopen(t, repository.location);
  await repairIndex(fresh);
  await backUp(fresh, source);
  assert.deepEqual((await repairSnapshots(fresh)).damaged, []);
  assert.match(await resticOk(fresh.location, ['check', '--read-data']), /no errors were found/);
});
