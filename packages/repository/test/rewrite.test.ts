import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { BlobWriter } from '../src/archive/blob-writer.ts';
import { IndexLoader } from '../src/blob-index/index-loader.ts';
import {
  memoryBackend,
  openRepositoryOn,
  pathPattern,
  type RewriteOptions,
  rewriteSnapshots,
  type Snapshot,
} from '../src/index.ts';
import { internals, type OpenedRepository } from '../src/opened/opened-repository.ts';
import { failingBackend } from './failing-backend.ts';
import { fieldsFor, makeRepository, password, resticOk, temporaryFolder } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

const withSecrets = { keep: 'k', secret: 's', sub: { secret: 'deeper', other: 'o', only: { secret: 'x' } } };
const exclude = pathPattern('secret');
const withoutSecrets = { '/keep': 'k', '/sub/other': 'o' };

test('what is left out is in no new snapshot; the originals stay, and a second run has nothing to do', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  const first = await store(repository, withSecrets);
  const clean = await store(repository, { keep: 'k' });
  const second = await store(repository, { ...withSecrets, keep: 'changed' });

  const planned = await rewriteSnapshots(repository, [], { exclude, dryRun: true });
  assert.deepEqual(idsOf(planned.rewritten), [first.id, second.id]);
  assert.equal((await repository.snapshots()).length, 3);

  const { rewritten, fixed, unchanged } = await rewriteSnapshots(repository, [], { exclude });
  assert.deepEqual([idsOf(rewritten), fixed, unchanged], [[first.id, second.id], [], 1]);
  assert.deepEqual(rewritten[0]!.excluded, ['/secret', '/sub/only/secret', '/sub/secret']);
  const { replacement } = rewritten[0]!;
  assert.deepEqual(await contents(repository, replacement!.tree), withoutSecrets);
  const { id: _, tree: _tree, summary, tags, original, ...rest } = replacement!;
  const { id: _id, tree: _first, summary: before, ...firstRest } = first;
  assert.deepEqual(rest, firstRest);
  assert.deepEqual([tags, original], [['rewrite'], first.id]);
  assert.deepEqual(summary, { ...before, filesProcessed: 2, bytesProcessed: 2 });
  assert.equal((await repository.find(replacement!.tree, '/sub/only'))?.type, 'dir');

  for (const dryRun of [true, false]) {
    const again = await rewriteSnapshots(repository, [], { exclude, dryRun });
    assert.deepEqual([again.rewritten, again.unchanged], [[], 5]);
  }
  assert.deepEqual(
    (await repository.snapshots()).filter(({ id }) => [first.id, clean.id, second.id].includes(id)).length,
    3,
  );
  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);
  const shown = JSON.parse(
    await resticOk(repository.location, ['snapshots', '--tag', 'rewrite', '--json']),
  ) as object[];
  assert.equal(shown.length, 2);
});

test('with forget, the new ones are in the place of the originals, also of those that an earlier run has kept', async () => {
  const repository = await makeMemoryRepository();
  const first = await store(repository, withSecrets);
  const kept = (await rewriteSnapshots(repository, [first.id], { exclude })).rewritten[0]!.replacement!;
  const second = await store(repository, { secret: 's' });
  const { rewritten } = await rewriteSnapshots(repository, [], { exclude, forget: true });
  assert.deepEqual(idsOf(rewritten), [first.id, second.id]);
  assert.equal(rewritten[0]!.replacement!.id, kept.id);
  const { tags, original, tree } = rewritten[1]!.replacement!;
  assert.deepEqual([tags, original], [undefined, second.id]);
  assert.deepEqual(await repository.tree(tree), []);
  assert.equal((await repository.snapshots()).length, 2);
});

test('another host and time; a snapshot that has them already stays', async () => {
  const repository = await makeMemoryRepository();
  const first = await store(repository, { a: 'a' });
  const options = { host: 'other', time: '1999-12-31T23:59:59.5+01:00', forget: true };
  const { rewritten } = await rewriteSnapshots(repository, [], options);
  const { hostname, time, tree, summary, original } = rewritten[0]!.replacement!;
  assert.deepEqual([hostname, time, tree, summary], [options.host, options.time, first.tree, first.summary]);
  assert.equal(original, first.id);
  const again = await rewriteSnapshots(repository, [], { ...options, time: '1999-12-31T22:59:59.500Z' });
  assert.deepEqual([again.rewritten, again.unchanged], [[], 1]);
});

test('only those that are chosen change', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await repository.archive(virtualSource(withSecrets));
  const of = (hostname: string) => repository.commit({ ...fieldsFor('/'), hostname, tree });
  const [one, other] = [await of('one'), await of('other')];
  const byHost = await rewriteSnapshots(repository, [], { exclude, dryRun: true }, { hosts: ['one'] });
  assert.deepEqual(idsOf(byHost.rewritten), [one.id]);
  const byName = await rewriteSnapshots(repository, ['latest'], { exclude, dryRun: true }, { hosts: ['other'] });
  assert.deepEqual(idsOf(byName.rewritten), [other.id]);
});

test('what has to stay as it is stays, and is named when it would have changed', async () => {
  const repository = await makeMemoryRepository();
  const plain = await store(repository, withSecrets);
  const fixed = await store(repository, { ...withSecrets, more: 'm' });
  const untouched = await store(repository, { more: 'm' });
  const isFixed = async ({ id }: Snapshot) => id !== plain.id;
  const result = await rewriteSnapshots(repository, [], { exclude, forget: true, isFixed });
  assert.deepEqual([idsOf(result.rewritten), result.fixed.map(({ id }) => id)], [[plain.id], [fixed.id]]);
  const left = (await repository.snapshots()).map(({ id }) => id);
  assert.ok(left.includes(fixed.id) && left.includes(untouched.id) && !left.includes(plain.id));
});

test('a tree that says what would be lost is not written again', async () => {
  const repository = await makeMemoryRepository();
  const name = (text: string, more: string) =>
    `{"name":"${text}","type":"file","mode":420,"mtime":"2026-01-01T00:00:00Z","atime":"2026-01-01T00:00:00Z",` +
    `"ctime":"2026-01-01T00:00:00Z","uid":0,"gid":0${more},"content":[]}`;
  const tree = await storeRaw(repository, `{"nodes":[${name('keep', ',"colour":"red"')},${name('secret', '')}]}\n`);
  const { id } = await repository.commit({ ...fieldsFor('/'), tree });
  await assert.rejects(rewriteSnapshots(repository, [id], { exclude, forget: true }), {
    code: 'REPOSITORY_UNSUPPORTED',
    message: /the folder \/ of a snapshot cannot be written again/,
  });
  const { rewritten } = await rewriteSnapshots(repository, [id], { host: 'other', exclude: pathPattern('nothing') });
  assert.equal(rewritten[0]!.replacement!.tree, tree);
});

for (const forget of [false, true]) {
  test(`a stop at any change loses nothing, and the next run completes the work${forget ? ', forgetting' : ''}`, async () => {
    for (let nth = 1, isThrough = false; !isThrough; nth += 1) {
      const files = memoryBackend();
      const repository = await makeMemoryRepository(files);
      const originals = [
        await store(repository, withSecrets),
        await store(repository, { ...withSecrets, keep: 'changed' }),
      ];
      await repository.close();
      const options: RewriteOptions = { exclude, forget };
      const stopping = await openRepositoryOn(failingBackend(files, nth), password);
      isThrough = await rewriteSnapshots(stopping, [], options).then(
        () => true,
        () => false,
      );
      await stopping.close().catch(() => {});

      for (const { name } of await files.list('locks')) await files.remove('locks', name);
      const opened = await reopenMemory(files);
      const between = await opened.snapshots();
      for (const { id } of originals)
        assert.ok(
          between.some(each => each.id === id || each.original === id),
          `${nth}: ${id}`,
        );
      assert.deepEqual((await opened.check({ readData: true })).problems, [], `after change ${nth}`);
      await rewriteSnapshots(opened, [], options);
      const after = await opened.snapshots();
      const made = after.filter(({ original }) => original !== undefined);
      assert.deepEqual(made.map(({ original }) => original).sort(), originals.map(({ id }) => id).sort());
      assert.equal(after.length, forget ? 2 : 4, `after change ${nth}`);
      await opened.close();
    }
  });
}

const idsOf = (rewritten: readonly { snapshot: Snapshot }[]) => rewritten.map(({ snapshot }) => snapshot.id);

/** A tree blob as another program may write it. */
async function storeRaw(repository: OpenedRepository, text: string): Promise<string> {
  const { store: files, changing } = repository[internals];
  return changing({ exclusive: false }, async () => {
    const loader = new IndexLoader(files);
    await loader.refresh();
    const writer = new BlobWriter(files, loader);
    const id = writer.add('tree', Buffer.from(text));
    await writer.flush();
    await writer.end();
    return id;
  });
}
