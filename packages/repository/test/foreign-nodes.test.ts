import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decodeTree, encodeTree } from '../src/format/tree.ts';
import { copySnapshots, localBackend, localTarget, prune } from '../src/index.ts';
import { Forger } from './attack/forge.ts';
import { makeRepository, reopen, resticOk, temporaryFolder } from './helpers.ts';

// rustic says of the folders above what it saves, and of what it reads from standard input, what it knows and no more

const times = ['mtime', 'atime', 'ctime'].map(field => `"${field}":"2026-11-30T10:00:00Z"`);
const owner = ['"uid":0', '"gid":0'];

const missing: readonly (readonly [string, readonly string[]])[] = [
  ['times', owner],
  ['owner', times],
  ['times nor owner', []],
  ['time of access', [times[0]!, times[2]!, ...owner]],
];

function treeOf(...nodes: readonly string[]): Buffer {
  return Buffer.from(`{"nodes":[${nodes.join(',')}]}\n`);
}

const everything = { maxUnused: { bytes: 0 } } as const;

const nodeOf = (name: string, type: string, fields: readonly string[], rest: string) =>
  `{"name":"${name}","type":"${type}","mode":${type === 'dir' ? 2147484141 : 420}${fields.map(field => `,${field}`).join('')},${rest}}`;

for (const [what, fields] of missing) {
  test(`a node without ${what} is written again as it was`, () => {
    const tree = treeOf(nodeOf('file', 'file', fields, '"content":[]'));
    const [read, written] = [tree, encodeTree(decodeTree(tree))].map(blob => JSON.parse(blob.toString()).nodes[0]);
    assert.deepEqual(Object.keys(written), Object.keys(read)); // the times may be in another zone
  });

  test(`a snapshot of nodes without ${what} is sound and restored`, async t => {
    const { repository, location, id } = await forge(t, fields);
    assert.deepEqual((await repository.check({ readData: true })).problems, []);
    if (fields.length === 0) assert.match(await resticOk(location, ['check']), /no errors were found/);

    const target = join(temporaryFolder(t), 'target');
    const { tree } = await repository.findSnapshot(id);
    const { failed } = await repository.restore(tree, localTarget(target));
    assert.deepEqual(failed, []);
    assert.deepEqual(readdirSync(target).sort(), ['folder', 'link']);
    assert.equal(readFileSync(join(target, 'folder', 'file'), 'utf8'), 'content');
    const saved = new Date('2026-11-30T10:00:00Z').getTime();
    for (const path of ['folder', 'folder/file', 'link'])
      assert.equal(lstatSync(join(target, path)).mtimeMs === saved, fields.includes(times[0]!), path);

    const second = await makeRepository(t, join(temporaryFolder(t), 'second'));
    await copySnapshots(repository, second, await repository.snapshots());
    assert.equal((await second.snapshots())[0]!.tree, tree);
    await prune(repository, everything);
    assert.deepEqual((await repository.check({ readData: true })).problems, []);
  });
}

test('a time that the snapshot does not know is left as it is', async t => {
  const { repository, id } = await forge(t, []);
  const target = join(temporaryFolder(t), 'target');
  const { tree } = await repository.findSnapshot(id);
  await repository.restore(tree, localTarget(target));
  const file = join(target, 'folder', 'file');
  utimesSync(file, 1, 1);
  await repository.restore(tree, localTarget(target));
  assert.equal(readFileSync(file, 'utf8'), 'content');
});

async function forge(t: TestContext, fields: readonly string[]) {
  const location = join(temporaryFolder(t), 'repository');
  await (await makeRepository(t, location)).close();
  const forger = await Forger.into(localBackend(location));
  const [data] = await forger.blobs([{ type: 'data', content: Buffer.from('content') }]);
  const file = nodeOf('file', 'file', fields, `"size":7,"content":["${data}"]`);
  const [folder] = await forger.blobs([{ type: 'tree', content: treeOf(file) }]);
  const [root] = await forger.blobs([
    {
      type: 'tree',
      content: treeOf(
        nodeOf('folder', 'dir', fields, `"content":null,"subtree":"${folder}"`),
        nodeOf('link', 'symlink', fields, '"linktarget":"nowhere","content":null'),
      ),
    },
  ]);
  const id = await forger.snapshot(root!);
  return { repository: await reopen(t, location), location, id };
}
