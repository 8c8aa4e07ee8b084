import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { localSource } from '../src/index.ts';
import { temporaryFolder } from './helpers.ts';
import { makeMemoryRepository } from './memory-repository.ts';

test('of the parents of several paths only what leads to them is in the tree', async t => {
  const folder = temporaryFolder(t);
  for (const path of ['a/b/c', 'a/d', 'e']) mkdirSync(join(folder, path), { recursive: true });
  for (const path of ['a/b/c/in', 'a/b/out', 'a/d/out', 'e/in', 'file', 'out']) writeFileSync(join(folder, path), path);
  const repository = await makeMemoryRepository();
  const { tree } = await repository.archive(
    localSource([join(folder, 'a/b/c'), join(folder, 'e'), join(folder, 'file')]),
  );
  const found: string[] = [];
  for await (const { path, node } of repository.walk(tree)) if (node.type === 'file') found.push(path);
  assert.deepEqual(
    found,
    ['a/b/c/in', 'e/in', 'file'].map(path => join(folder, path)),
  );
});

test('a path that does not exist is named', async t => {
  const missing = join(temporaryFolder(t), 'missing');
  const repository = await makeMemoryRepository();
  await assert.rejects(repository.archive(localSource([missing])), {
    code: 'FILE_MISSING',
    message: `${missing} does not exist`,
  });
});

test('a wanted path that is a link is kept as a link, a link on the way is followed', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real/file'), 'x');
  symlinkSync('real', join(folder, 'link'));
  const repository = await makeMemoryRepository();
  const asLink = await repository.archive(localSource([join(folder, 'link')]));
  assert.equal((await repository.find(asLink.tree, join(folder, 'link')))!.type, 'symlink');
  const onTheWay = await repository.archive(localSource([join(folder, 'link/file')]));
  assert.equal((await repository.find(onTheWay.tree, join(folder, 'link')))!.type, 'dir');
  assert.equal((await repository.find(onTheWay.tree, join(folder, 'link/file')))!.type, 'file');
});

test('what vanishes between its listing and its reading is counted and not missed, but what is named is', async t => {
  const folder = temporaryFolder(t);
  const large = Buffer.alloc(600_000, 'x'); // read by itself, not in a batch
  const make = () => {
    for (const path of ['sub/inner', 'empty', 'other']) mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['sub/inner/a', 'b', 'file']) writeFileSync(join(folder, path), path);
    for (const path of ['sub/large', 'rotated', 'large']) writeFileSync(join(folder, path), large);
    symlinkSync('nowhere', join(folder, 'link'));
  };
  const gone = ['sub/inner', 'b', 'large', 'link', 'empty'];
  const source = localSource([folder]);
  const repository = await makeMemoryRepository();
  make();
  const { tree, vanished, unreadable, summary } = await repository.archive({
    ...source,
    async children(entry) {
      const entries = await source.children(entry);
      if (entry.path !== folder) return entries;
      for (const path of gone) rmSync(join(folder, path), { recursive: true });
      renameSync(join(folder, 'rotated'), join(folder, 'other/rotated'));
      return entries;
    },
  });
  assert.deepEqual(unreadable, []);
  assert.deepEqual(
    vanished,
    ['b', 'empty', 'large', 'link', 'rotated'].map(path => join(folder, path)),
  );
  assert.equal(summary.filesProcessed, 3);
  assert.deepEqual(
    (await repository.tree((await repository.find(tree, folder))!.subtree!)).map(({ name }) => name.toString()),
    ['file', 'other', 'sub'],
  );

  const named = localSource([join(folder, 'file'), join(folder, 'other')]);
  const failed = await repository.archive({
    ...named,
    async roots() {
      const entries = await named.roots();
      rmSync(join(folder, 'file'));
      return entries;
    },
  });
  assert.deepEqual(failed.vanished, []);
  assert.deepEqual(
    failed.unreadable.map(({ path }) => path),
    [join(folder, 'file')],
  );
});

test('a file that is there and cannot be found has not vanished', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), 'x');
  const source = localSource([folder]);
  const repository = await makeMemoryRepository();
  const { vanished, unreadable } = await repository.archive({
    ...source,
    localPath: () => undefined,
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async *read() {
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    },
  });
  assert.deepEqual([vanished, unreadable.map(({ path }) => path)], [[], [join(folder, 'file')]]);
});

for (const [replacement, replace] of [
  ['a link', (path: string) => symlinkSync('/etc/passwd', path)],
  ['a fifo', (path: string) => execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdirSync(path)],
] as const) {
  test(`a file that turns into ${replacement} before it is read is reported, not followed`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'file');
    writeFileSync(path, 'x');
    const source = localSource([folder]);
    const repository = await makeMemoryRepository();
    const { unreadable, tree } = await repository.archive({
      ...source,
      localPath: file => {
        rmSync(path);
        replace(path);
        return source.localPath!(file);
      },
    });
    assert.deepEqual(
      unreadable.map(problem => problem.path),
      [path],
    );
    assert.equal(await repository.find(tree, path), undefined);
  });
}

test('a file that vanishes while it is read is kept as it was read', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), 'x');
  const source = localSource([folder]);
  const repository = await makeMemoryRepository();
  const result = await repository.archive({
    ...source,
    async *read(file) {
      yield* source.read(file);
      unlinkSync(join(folder, 'file'));
    },
  });
  assert.deepEqual([result.unreadable, result.changedWhileRead], [[], []]);
  assert.equal((await repository.find(result.tree, join(folder, 'file')))!.size, 1n);
});
