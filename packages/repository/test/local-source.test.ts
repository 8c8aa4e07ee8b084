import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
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
