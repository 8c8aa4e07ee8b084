import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { isLong, sampled, seed } from '../../../../scripts/sample.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { encodeTree } from '../../src/format/tree.ts';
import { dump, localTarget, type OpenedRepository, prune, type TreeNode } from '../../src/index.ts';
import { temporaryFolder } from '../helpers.ts';
import { Forger, forgedNode } from './forge.ts';

const folderMode = 0x8000_0000 + 0o755;
const dir = (name: string | Buffer, subtree: string) => forgedNode(name, { type: 'dir', mode: folderMode, subtree });
const link = (name: string, target: string) =>
  forgedNode(name, { type: 'symlink', mode: 0o777, linkTarget: Buffer.from(target) });

/** A folder `target` to restore into; everything else in the folder around it must stay as it is. */
function sandbox(t: TestContext): { outside: string; target: string } {
  const outside = temporaryFolder(t);
  writeFileSync(join(outside, 'victim'), 'precious');
  return { outside, target: join(outside, 'target') };
}

function assertUntouched(outside: string): void {
  assert.deepEqual(readdirSync(outside).sort(), ['target', 'victim']);
  assert.equal(readFileSync(join(outside, 'victim'), 'latin1'), 'precious');
}

const ways: [string, TreeNode[]][] = [
  ['..', [forgedNode('..')]],
  ['.', [forgedNode('.')]],
  ['nothing', [forgedNode('')]],
  ['a way up', [forgedNode('../victim')]],
  ['a way up below a folder', [forgedNode('a/../../victim')]],
  ['an absolute path', [forgedNode('/victim')]],
  ['NUL', [forgedNode('victim\0.txt')]],
];

for (const [what, nodes] of ways) {
  test(`a name that is ${what} is not restored, as a file, folder or link, and the rest is`, async t => {
    for (const make of [
      (node: TreeNode) => node,
      (node: TreeNode) => ({ ...node, type: 'symlink' as const, linkTarget: Buffer.from('x') }),
    ]) {
      const { outside, target } = sandbox(t);
      const forger = await Forger.begin();
      const inner = await forger.tree([forgedNode('victim', { content: [] })]);
      const tree = await forger.tree([
        ...nodes.map(make),
        dir(nodes[0]!.name, inner),
        forgedNode('harmless', { content: [] }),
      ]);
      const repository = await forger.open();
      const { failed } = await repository.restore(tree, localTarget(target));
      assert.equal(failed.length, 2);
      assert.deepEqual(readdirSync(target), ['harmless']);
      assertUntouched(outside);
      await repository.close();
    }
  });
}

test('a name that leads out of its folder never gets into an archive', async () => {
  for (const [, nodes] of ways) {
    const forger = await Forger.begin();
    await forger.snapshot(await forger.tree([dir('folder', await forger.tree(nodes))]));
    const repository = await forger.open();
    const snapshot = await repository.findSnapshot('latest');
    const dumping = dump(repository, snapshot, '/folder', async () => {});
    await assert.rejects(dumping, { code: 'REPOSITORY_DAMAGED' });
    await repository.close();
  }
});

test('a link and then files below it, in the tree or on the disk, lead nowhere', async t => {
  const { outside, target } = sandbox(t);
  mkdirSync(target);
  symlinkSync(outside, join(target, 'there already'));
  const forger = await Forger.begin();
  const [content] = await forger.blobs([{ type: 'data', content: Buffer.from('evil') }]);
  const inner = await forger.tree([forgedNode('victim', { size: 4n, content: [content!] })]);
  const tree = await forger.tree([
    link('a', outside),
    dir('a', inner),
    dir('b', inner),
    link('b', outside),
    dir('there already', inner),
  ]);
  const repository = await forger.open();
  const { failed } = await repository.restore(tree, localTarget(target));
  assert.deepEqual(failed.map(({ path }) => path).sort(), ['/a', '/b', '/there already']);
  assert.ok(lstatSync(join(target, 'a')).isSymbolicLink());
  assert.equal(readFileSync(join(target, 'b', 'victim'), 'latin1'), 'evil');
  assertUntouched(outside);
  await repository.close();
});

test('names of one file with different content each get their own', async t => {
  const { target } = sandbox(t);
  const forger = await Forger.begin();
  const [one, other] = await forger.blobs([
    { type: 'data', content: Buffer.from('one') },
    { type: 'data', content: Buffer.from('other') },
  ]);
  const same = { inode: 7n, deviceId: 1n, links: 3n };
  const tree = await forger.tree([
    forgedNode('a', { ...same, size: 3n, content: [one!] }),
    forgedNode('b', { ...same, size: 5n, content: [other!] }),
    forgedNode('c', { ...same, size: 3n, content: [one!] }),
  ]);
  const repository = await forger.open();
  assert.deepEqual((await repository.restore(tree, localTarget(target))).failed, []);
  assert.deepEqual(
    ['a', 'b', 'c'].map(name => readFileSync(join(target, name), 'latin1')),
    ['one', 'other', 'one'],
  );
  assert.equal(statSync(join(target, 'a')).ino, statSync(join(target, 'c')).ino);
  await repository.close();
});

test('kinds of entries that nobody can make cost only themselves', async t => {
  const { outside, target } = sandbox(t);
  const forger = await Forger.begin();
  const kinds = ['socket', 'irregular', 'unheard of', '", "mode": "'] as TreeNode['type'][];
  const tree = await forger.tree([
    ...kinds.map((type, number) => forgedNode(`${number}`, { type })),
    forgedNode('file', { content: [] }),
  ]);
  const repository = await forger.open();
  const { failed } = await repository.restore(tree, localTarget(target));
  assert.ok(failed.length >= 3);
  assert.ok(readdirSync(target).includes('file'));
  assertUntouched(outside);
  await repository.close();
});

test('a tree that claims to hold itself is damage, and nothing goes round in it', async () => {
  const forger = await Forger.begin();
  const id = 'ab'.repeat(32);
  const content = encodeTree([dir('again', id)]);
  await forger.blobs([{ type: 'tree', id, content }]);
  await forger.snapshot(id);
  const repository = await forger.open();
  const { problems } = await repository.check();
  assert.ok(problems.some(problem => problem.includes(id)));
  await assert.rejects(repository.tree(id), { code: 'REPOSITORY_DAMAGED' });
  await assert.rejects(prune(repository), { code: 'REPOSITORY_DAMAGED' });
  await repository.close();
});

/** Each level names the one below it so many times. */
async function nested(forger: Forger, levels: number, width: number): Promise<string> {
  const blobs: { type: 'tree'; content: Buffer }[] = [];
  let tree: string | undefined;
  for (let level = 0; level < levels; level += 1) {
    const below = tree;
    const nodes = below === undefined ? [] : Array.from({ length: width }, (_, number) => dir(`${number}`, below));
    const content = encodeTree(nodes);
    blobs.push({ type: 'tree', content });
    tree = sha256(content);
  }
  for (let from = 0; from < blobs.length; from += 5000) await forger.blobs(blobs.slice(from, from + 5000));
  return tree!;
}

async function assertUsable(repository: OpenedRepository, trees: number): Promise<void> {
  const { problems, blobs } = await repository.check();
  assert.deepEqual([problems, blobs], [[], trees]);
  assert.equal((await prune(repository, { dryRun: true })).usedBlobs, trees);
}

test('folders nested too deeply for any path are checked and listed, and restored as far as they can be', async t => {
  const { outside, target } = sandbox(t);
  const forger = await Forger.begin();
  const levels = sampled(2_500, 20_000);
  const tree = await nested(forger, levels, 1);
  await forger.snapshot(tree);
  const repository = await forger.open();
  await assertUsable(repository, levels);
  let entries = 0;
  for await (const _ of repository.walk(tree)) entries += 1;
  assert.equal(entries, levels - 1);
  const { failed, folders } = await repository.restore(tree, localTarget(target));
  assert.ok(failed.length > 0 && folders > 500);
  assertUntouched(outside);
  await repository.close();
});

test('a few trees that stand for more files than there can be are checked at once, and a restore can be ended', async t => {
  const { outside, target } = sandbox(t);
  mkdirSync(target);
  const forger = await Forger.begin();
  const tree = await nested(forger, 60, 10);
  await forger.snapshot(tree);
  const repository = await forger.open();
  await assertUsable(repository, 60);
  const signal = AbortSignal.timeout(50);
  await assert.rejects(repository.restore(tree, localTarget(target), { signal }), error => error === signal.reason);
  assert.deepEqual(readdirSync(target), []);
  if (isLong) {
    await assert.rejects(repository.restore(tree, localTarget(target)), { code: 'REPOSITORY_UNSUPPORTED' });
    assert.deepEqual(readdirSync(target), []);
  }
  assertUntouched(outside);
  await repository.close();
});

test('whatever a forged tree names, nothing is written outside the target, and what is refused is named', async t => {
  const { outside, target } = sandbox(t);
  const name = fc.oneof(
    fc.constantFrom('..', '.', '', '/', '../victim', 'a', 'a/b', 'b', '\0', '../target/../victim', 'x'.repeat(300)),
    fc.uint8Array({ maxLength: 6 }).map(bytes => Buffer.from(bytes)),
  );
  const node = fc.tuple(name, fc.constantFrom('file', 'link', 'folder', 'fifo', 'odd'));
  const nodes = fc.array(node, { maxLength: 6 });
  const property = fc.asyncProperty(nodes, nodes, async (above, below) => {
    const forger = await Forger.begin();
    const make =
      (inner: string) =>
      ([name, kind]: [string | Buffer, string]) =>
        kind === 'folder'
          ? dir(name, inner)
          : forgedNode(
              name,
              kind === 'link'
                ? { type: 'symlink', linkTarget: Buffer.from(outside) }
                : { type: (kind === 'odd' ? 'chardev?' : kind) as 'file', content: [] },
            );
    const inner = await forger.tree(below.map(make(await forger.tree([]))));
    const tree = await forger.tree(above.map(make(inner)));
    const repository = await forger.open();
    const { failed } = await repository.restore(tree, localTarget(target));
    const refused = above.filter(([name]) => /^\.{0,2}$|[/\0]/.test(Buffer.from(name).toString('latin1')));
    assert.ok(failed.length >= refused.length);
    assertUntouched(outside);
    await repository.close();
  });
  await fc.assert(property, { numRuns: sampled(5, 1_000), seed });
});
