import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { isResiteError, ResiteError } from '@resite/errors';
import { sha256 } from '../src/crypto/hash.ts';
import {
  type Backend,
  copySnapshots,
  type FileType,
  findByIds,
  findByPattern,
  forgetSnapshots,
  listKeys,
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
  prune,
  removeKey,
  removeSnapshots,
  repairIndex,
  repairSnapshots,
  type UnusableFile,
} from '../src/index.ts';
import { Forger } from './attack/forge.ts';
import { fieldsFor, password } from './helpers.ts';
import { contents, makeMemoryRepository, store } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

const everything = { maxUnused: { bytes: 0 } } as const;

interface Odd {
  files: Backend;
  /** Name of the odd file. */
  id: string;
  repository: OpenedRepository;
  told: UnusableFile[];
}

/** Two snapshots, the second of which shares data with the first, and whatever `put` adds. */
async function makeOdd(put: (files: Backend) => Promise<string>, wrap = (files: Backend, _id: string) => files) {
  const files = memoryBackend();
  const first = await makeMemoryRepository(files);
  await store(first, { a: 'first', shared: 'shared' });
  await store(first, { a: 'second', shared: 'shared' });
  await first.close();
  const id = await put(files);
  const told: UnusableFile[] = [];
  const repository = await openRepositoryOn(wrap(files, id), password, { onUnusable: file => told.push(file) });
  return { files, id, repository, told } satisfies Odd;
}

const save = async (files: Backend, type: FileType, content: Buffer, name = sha256(content)) => {
  await files.save(type, name, [content]);
  return name;
};

const listed = async (files: Backend, type: FileType) => (await files.list(type)).map(({ name }) => name).sort();

/** Sealed with the key of the repository, and with a name that is right. */
const sealed = (type: 'snapshots' | 'index', text: string | Buffer) => async (files: Backend) =>
  (await Forger.into(files)).store.saveUnpacked(type, Buffer.from(text));

const snapshotText = (fields: object) =>
  JSON.stringify({ time: '2026-01-02T03:04:05Z', tree: 'ab'.repeat(32), paths: ['/'], ...fields });

/** Of a file that was only renamed. */
async function rightName(files: Backend, id: string): Promise<{ rightName?: string }> {
  const name = sha256(await files.load('snapshots', id));
  return name !== id && (await listed(files, 'snapshots')).includes(name) ? { rightName: name } : {};
}

const oddities: Readonly<Record<string, (type: 'snapshots' | 'index') => (files: Backend) => Promise<string>>> = {
  'without a byte': type => files => save(files, type, Buffer.alloc(0), 'cd'.repeat(32)),
  'with a right name and nothing sealed': type => files => save(files, type, randomBytes(300)),
  'with a name of its own': type => async files => {
    const [name] = await listed(files, type);
    return save(files, type, await files.load(type, name!), 'ef'.repeat(32));
  },
  'that holds no JSON': type => sealed(type, 'no JSON'),
  'that holds another kind of JSON': type => sealed(type, '[1, 2]'),
  'with a member of another type': type =>
    sealed(type, type === 'snapshots' ? snapshotText({ tree: 7 }) : '{"packs":[{"id":7,"blobs":[]}]}'),
};

// They wait for locks most of the time.
describe('one file that cannot be used', { concurrency: true }, () => {
  for (const [what, put] of Object.entries(oddities)) {
    test(`a snapshot file ${what} is named, and the others are listed and used`, async () => {
      const { repository, id, told, files } = await makeOdd(put('snapshots'));
      const snapshots = await repository.snapshots();
      assert.equal(snapshots.length, 2);
      assert.equal((await repository.findSnapshot('latest')).id, snapshots[1]!.id);
      assert.deepEqual(
        told.map(({ type, id }) => ({ type, id })),
        [{ type: 'snapshots', id }],
      );
      assert.ok(told[0]!.error.message.includes(id));
      assert.deepEqual(told[0]!.error.remedy, {
        kind: 'unusable-snapshot',
        snapshot: id,
        ...(await rightName(files, id)),
      });
      await assert.rejects(repository.findSnapshot(id), { code: 'REPOSITORY_DAMAGED' });

      const third = await store(repository, { a: 'third' });
      assert.equal((await repository.findSnapshot('latest')).id, third.id);
      const found: string[] = [];
      await findByPattern(repository, await repository.snapshots(), ['a'], ({ path }) => found.push(path));
      assert.equal(found.length, 3);
      const other = await makeMemoryRepository();
      assert.equal((await copySnapshots(repository, other, await repository.snapshots())).copied.length, 3);
      assert.equal((await copySnapshots(other, repository, await other.snapshots())).skipped.length, 3);
      await forgetSnapshots(repository, { last: 1 }, { groupBy: [] });
      assert.deepEqual(await listed(files, 'snapshots'), [id, third.id].sort());
      assert.equal(told.length, 1);

      const { problems } = await repository.check();
      assert.equal(problems.length, 1);
      assert.ok(problems[0]!.includes(id));
    });

    test(`prune removes nothing while there is a snapshot file ${what}; forgotten by its ID it is gone`, async () => {
      const { repository, id, files } = await makeOdd(put('snapshots'));
      const [first] = await repository.snapshots();
      await removeSnapshots(repository, [first!.id]);
      const before = await listed(files, 'data');
      for (const dryRun of [true, false]) {
        await assert.rejects(prune(repository, { ...everything, dryRun }), (error: unknown) => {
          assert.ok(isResiteError(error, 'REPOSITORY_DAMAGED'));
          assert.match(error.message, new RegExp(`^nothing was removed: .*snapshots/${id}`));
          assert.equal(error.remedy?.kind, 'unusable-snapshot');
          return true;
        });
      }
      assert.deepEqual(await listed(files, 'data'), before);
      for (const name of ['latest', 'latest~1'])
        await assert.rejects(removeSnapshots(repository, [name]), { code: 'SNAPSHOT_MISSING', hint: /by its ID/ });
      const planned = await removeSnapshots(repository, [id], { dryRun: true });
      assert.deepEqual(planned, { snapshots: [], unusable: [id] });
      assert.deepEqual(await removeSnapshots(repository, [id]), planned);
      assert.ok(!(await listed(files, 'snapshots')).includes(id));
      assert.ok((await prune(repository, everything)).packs.removed > 0);
      const { tree } = await repository.findSnapshot('latest');
      assert.deepEqual(await contents(repository, tree), { '/a': 'second', '/shared': 'shared' });
    });

    test(`an index file ${what} is named, and the rest of the index is used`, async () => {
      const { repository, id, told, files } = await makeOdd(put('index'));
      const [first, second] = await repository.snapshots();
      assert.deepEqual(await contents(repository, second!.tree), { '/a': 'second', '/shared': 'shared' });
      assert.deepEqual(
        told.map(({ type, id }) => ({ type, id })),
        [{ type: 'index', id }],
      );
      assert.deepEqual(told[0]!.error.remedy, { kind: 'repair-index' });
      const { tree } = await repository.archive(virtualSource({ a: 'third', shared: 'shared' }), {
        parent: second!.tree,
      });
      await repository.commit({ ...fieldsFor('/'), tree });
      const [pack] = await listed(files, 'data');
      await findByIds(repository, await repository.snapshots(), { packs: [pack!] }, () => {});
      const other = await makeMemoryRepository();
      assert.equal((await copySnapshots(repository, other, await repository.snapshots())).copied.length, 3);

      await removeSnapshots(repository, [first!.id]);
      const before = await listed(files, 'data');
      await assert.rejects(prune(repository, everything), {
        code: 'REPOSITORY_DAMAGED',
        remedy: { kind: 'repair-index' },
      });
      await assert.rejects(repairSnapshots(repository, { forget: true }), {
        code: 'REPOSITORY_DAMAGED',
        remedy: { kind: 'repair-index' },
      });
      assert.deepEqual(await listed(files, 'data'), before);
      assert.equal(told.length, 1);
      assert.deepEqual((await repairIndex(repository)).damagedIndexFiles, [id]);
      await prune(repository, everything);
      assert.deepEqual((await repository.check({ readData: true })).problems, []);
    });
  }

  test('what only an odd index file names is stored again, and nothing of it is lost to a repair of snapshots', async () => {
    const { repository, files, told } = await makeOdd(async backend => {
      const [name] = await listed(backend, 'index');
      const content = Buffer.from(await backend.load('index', name!));
      content[20]! ^= 1;
      await backend.save('index', name!, [content]);
      return name!;
    });
    const before = await listed(files, 'snapshots');
    await assert.rejects(repairSnapshots(repository, { forget: true }), { code: 'REPOSITORY_DAMAGED' });
    assert.deepEqual(await listed(files, 'snapshots'), before);
    const parent = await repository.findSnapshot('latest');
    const folder = { a: 'second', shared: 'shared' };
    const { tree } = await repository.archive(virtualSource(folder), { parent: parent.tree });
    const snapshot = await repository.commit({ ...fieldsFor('/'), tree });
    assert.deepEqual(await contents(repository, snapshot.tree), { '/a': 'second', '/shared': 'shared' });
    assert.ok(told.length > 0);
    await repairIndex(repository);
    assert.deepEqual((await repository.check({ readData: true })).problems, []);
  });

  /** One file of a type that the computer refuses to read. */
  const refusing = (type: FileType) => (files: Backend, id: string) => ({
    ...files,
    load: async (wanted: FileType, name: string, range?: { offset: number; length: number }) => {
      if (wanted === type && name === id)
        throw new ResiteError('FILE_ACCESS', `cannot read ${type}/${name}: EACCES`, { hint: 'Check the permissions.' });
      return files.load(wanted, name, range);
    },
  });

  const anyOf = (type: FileType) => async (files: Backend) => (await listed(files, type))[0]!;

  test('a snapshot that this user may not read is named with the reason, and nobody is told to give it up', async () => {
    const { repository, id, told } = await makeOdd(anyOf('snapshots'), refusing('snapshots'));
    assert.equal((await repository.snapshots()).length, 1);
    assert.deepEqual(
      told.map(({ id, error }) => [id, error.code, error.hint, error.remedy]),
      [[id, 'FILE_ACCESS', 'Check the permissions.', undefined]],
    );
    await assert.rejects(prune(repository, everything), { code: 'FILE_ACCESS', hint: 'Check the permissions.' });
    const { problems, remedies } = await repository.check();
    assert.deepEqual([problems.length, remedies], [1, []]);
  });

  test('an index file that this user may not read is named, and neither prune nor repair does without it', async () => {
    const { repository, told, id, files } = await makeOdd(anyOf('index'), refusing('index'));
    await repository.snapshots();
    await store(repository, { a: 'third' });
    assert.deepEqual(
      told.map(file => file.id),
      [id],
    );
    const before = await listed(files, 'index');
    await assert.rejects(prune(repository, everything), { code: 'FILE_ACCESS' });
    await assert.rejects(repairSnapshots(repository), { code: 'FILE_ACCESS' });
    await assert.rejects(repairIndex(repository), { code: 'FILE_ACCESS' });
    assert.deepEqual(await listed(files, 'index'), before);
  });

  for (const [what, content] of [
    ['without a byte', Buffer.alloc(0)],
    ['of no JSON', Buffer.from('no JSON')],
    ['that costs too much', Buffer.from(JSON.stringify({ kdf: 'scrypt', N: 2 ** 30, r: 8, p: 1, salt: '', data: '' }))],
    ['of another program', Buffer.from('{"kdf":"argon2"}')],
  ] as const) {
    test(`a key file ${what} is named, and the others open the repository`, async () => {
      const { repository, told, id, files } = await makeOdd(async backend => {
        const [good] = await backend.list('keys');
        const key = await backend.load('keys', good!.name);
        await backend.remove('keys', good!.name);
        const name = await save(backend, 'keys', content);
        // as a listing may have it: the odd one first
        await backend.save('keys', good!.name, [key]);
        return name;
      });
      assert.equal((await listKeys(repository)).length, 1);
      assert.deepEqual(
        told.map(file => [file.type, file.id, file.error.remedy]),
        [['keys', id, { kind: 'unusable-key', key: id }]],
      );
      const { problems, remedies } = await repository.check();
      assert.deepEqual([problems.length, remedies], [1, [{ kind: 'replace-key' }]]);
      assert.ok(problems[0]!.includes(id));
      await assert.rejects(openRepositoryOn(files, 'wrong'), (error: unknown) => {
        assert.ok(isResiteError(error, 'WRONG_PASSWORD'));
        assert.ok(error.message.includes(id), error.message);
        return true;
      });
      await removeKey(repository, id.slice(0, 10));
      assert.deepEqual((await repository.check()).problems, []);
    });
  }

  test('any number of odd key files does not keep a password from its own', async () => {
    const { repository, told } = await makeOdd(async backend => {
      const [good] = await backend.list('keys');
      const key = await backend.load('keys', good!.name);
      await backend.remove('keys', good!.name);
      for (let number = 0; number < 30; number += 1) await save(backend, 'keys', Buffer.from(`odd ${number}`));
      await backend.save('keys', good!.name, [key]);
      return good!.name;
    });
    assert.equal((await repository.snapshots()).length, 2);
    assert.equal(told.length, 30);
  });

  test('a key file that this user may not read is named, and the others open the repository', async () => {
    const { told, id } = await makeOdd(async backend => {
      const [good] = await backend.list('keys');
      const key = await backend.load('keys', good!.name);
      await backend.remove('keys', good!.name);
      const name = await save(backend, 'keys', Buffer.from('odd'));
      await backend.save('keys', good!.name, [key]);
      return name;
    }, refusing('keys'));
    assert.deepEqual(
      told.map(file => [file.type, file.id, file.error.code]),
      [['keys', id, 'FILE_ACCESS']],
    );
  });
});
