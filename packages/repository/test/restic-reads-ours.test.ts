import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hardNames, makeHardTree } from './hard-tree.ts';
import { backUp, makeRepository, resticOk, temporaryFolder } from './helpers.ts';
import { inspectFolder } from './inspect.ts';

test('restic checks, lists and restores what we write, and its next backup finds all of it', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  makeHardTree(source);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const snapshot = await backUp(repository, source);

  assert.match(await resticOk(repository.location, ['check', '--read-data']), /no errors were found/);

  const snapshots = JSON.parse(await resticOk(repository.location, ['snapshots', '--json']));
  assert.deepEqual(
    snapshots.map((listed: { id: string; tree: string; paths: string[] }) => [listed.id, listed.tree, listed.paths]),
    [[snapshot.id, snapshot.tree, [source]]],
  );

  const listed = await resticOk(repository.location, ['ls', 'latest', join(source, 'names')]);
  assert.equal(
    listed.split('\n').filter(line => line.startsWith(join(source, 'names/'))).length >= hardNames.length,
    true,
  );

  const target = join(folder, 'target');
  await resticOk(repository.location, ['restore', 'latest', '--target', target]);
  assert.deepEqual(inspectFolder(join(target, source)), inspectFolder(source));

  // right after ours, restic chooses the same parent and reads nothing again
  const again = await resticOk(repository.location, ['backup', '--json', source]);
  const { files_new, files_changed, data_blobs } = JSON.parse(again.trim().split('\n').at(-1)!);
  assert.deepEqual([files_new, files_changed, data_blobs], [0, 0, 0]);

  // and made to read everything, it finds every blob below the source
  const report = await resticOk(repository.location, ['backup', '--force', '--json', source]);
  const summary = JSON.parse(report.trim().split('\n').at(-1)!);
  assert.equal(summary.data_blobs, 0);
  const theirs = await repository.findSnapshot('latest');
  assert.notEqual(theirs.id, snapshot.id);
  const ourNode = await repository.find(snapshot.tree, source);
  const theirNode = await repository.find(theirs.tree, source);
  assert.equal(theirNode!.subtree, ourNode!.subtree);
});
