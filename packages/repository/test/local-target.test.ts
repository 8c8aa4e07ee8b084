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
import { localSource, localTarget } from '../src/index.ts';
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

for (const [what, make, path, problem] of [
  ['a file', folder => writeFileSync(join(folder, 'x'), 'kept'), 'x', 'x is there already and is no folder'],
  [
    'what is below a file',
    folder => writeFileSync(join(folder, 'x'), 'kept'),
    'x/y/z',
    'x is there already and is no folder',
  ],
  [
    'a link to a file',
    folder => {
      writeFileSync(join(folder, 'y'), 'kept');
      symlinkSync('y', join(folder, 'x'));
    },
    'x',
    'x is there already and is no folder',
  ],
  ['a link to nothing', folder => symlinkSync('nowhere', join(folder, 'x')), 'x', 'x is a link that leads to nothing'],
  [
    'what is below a link to nothing',
    folder => symlinkSync('nowhere', join(folder, 'x')),
    'x/y',
    'x is a link that leads to nothing',
  ],
] as const satisfies [string, (folder: string) => void, string, string][]) {
  test(`${what} is no target: it is refused before anything is written, also by a dry run`, async t => {
    const folder = temporaryFolder(t);
    make(folder);
    const before = inspectFolder(folder);
    const repository = await makeMemoryRepository();
    const { tree } = await repository.archive(localSource([import.meta.filename]));
    const refusal = { code: 'FILE_ACCESS', message: `${folder}/${problem}` };
    for (const dryRun of [true, false])
      await assert.rejects(repository.restore(tree, localTarget(join(folder, path)), { dryRun }), refusal);
    assert.deepEqual(inspectFolder(folder), before);
  });
}

test('a target where no folder can be made is refused, and not tried without end', {
  skip: process.platform !== 'linux',
}, () => {
  for (const path of ['/proc/resite', '/proc/resite/x/y'])
    assert.throws(() => localTarget(path).root(), {
      code: 'FILE_ACCESS',
      message: new RegExp(`^${path} cannot be made`),
    });
});
