import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { localTarget } from '../src/index.ts';
import { makeHardTree } from './hard-tree.ts';
import { backUp, makeRepository, temporaryFolder } from './helpers.ts';
import { inspectFolder } from './inspect.ts';
import { makeMemoryRepository, store } from './memory-repository.ts';

test('a folder comes back with content, modes, owners, times, links, devices and attributes, also over itself', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  makeHardTree(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const { tree } = await backUp(repository, source);
  const target = join(folder, 'target');
  for (const round of ['fresh', 'over the first']) {
    const { failed } = await repository.restore(tree, localTarget(target));
    assert.deepEqual(failed, [], round);
    assert.deepEqual(inspectFolder(join(target, source)), inspectFolder(source), round);
  }
});

test('a link in a place of a folder is not followed', async t => {
  const folder = temporaryFolder(t);
  const outside = join(folder, 'outside');
  const target = join(folder, 'target');
  mkdirSync(outside);
  mkdirSync(target);
  symlinkSync(outside, join(target, 'a'));
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { a: { evil: 'evil' }, b: 'b' });
  const { failed } = await repository.restore(tree, localTarget(target));
  assert.deepEqual(
    failed.map(({ path }) => path),
    ['/a'],
  );
  assert.match(failed[0]!.error.message, /is there already and is no folder/);
  assert.equal(existsSync(join(outside, 'evil')), false);
  assert.equal(readFileSync(join(target, 'b'), 'utf8'), 'b');
});

test('a link or a second name in place of a file is replaced, not written through', async t => {
  const folder = temporaryFolder(t);
  const target = join(folder, 'target');
  mkdirSync(target);
  writeFileSync(join(folder, 'linked'), 'untouched');
  writeFileSync(join(folder, 'named'), 'untouched');
  symlinkSync(join(folder, 'linked'), join(target, 'a'));
  linkSync(join(folder, 'named'), join(target, 'b'));
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { a: 'a', b: 'b' });
  assert.deepEqual((await repository.restore(tree, localTarget(target))).failed, []);
  assert.deepEqual([readFileSync(join(target, 'a'), 'utf8'), readFileSync(join(target, 'b'), 'utf8')], ['a', 'b']);
  assert.deepEqual(
    [readFileSync(join(folder, 'linked'), 'utf8'), readFileSync(join(folder, 'named'), 'utf8')],
    ['untouched', 'untouched'],
  );
});

test('a tree that holds a link and a folder of one name does not lead outside', async t => {
  const folder = temporaryFolder(t);
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { evil: 'x' });
  const node = (await repository.find(tree, 'evil'))!;
  const target = localTarget(join(folder, 'target'));
  await target.special(target.root(), { ...node, type: 'symlink', linkTarget: Buffer.from(outside) });
  await assert.rejects(target.folder(target.root(), { ...node, type: 'dir' }), { code: 'FILE_ACCESS' });
  assert.equal(readlinkSync(join(folder, 'target/evil')), outside);
});

test('a folder in place of a file stays and is named', async t => {
  const target = join(temporaryFolder(t), 'target');
  mkdirSync(join(target, 'a'), { recursive: true });
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { a: 'a' });
  const { failed } = await repository.restore(tree, localTarget(target));
  assert.match(failed[0]!.error.message, /target\/a is there already and is a folder/);
  assert.ok(statSync(join(target, 'a')).isDirectory());
});
