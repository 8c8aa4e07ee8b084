import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { localSource, localTarget } from '../src/index.ts';
import { makeHardTree } from './hard-tree.ts';
import {
  backUp,
  fieldsFor,
  folderForFile,
  initByRestic,
  makeRepository,
  reopen,
  resticOk,
  temporaryFolder,
} from './helpers.ts';
import { inspectFolder } from './inspect.ts';

const source = join(folderForFile(), 'source');
before(() => makeHardTree(source));

for (const version of ['1', '2'] as const) {
  test(`what restic writes in format version ${version} is read, restored and added to`, async t => {
    const folder = temporaryFolder(t);
    const location = join(folder, 'repository');
    await initByRestic(location, version);
    await resticOk(location, ['backup', source]);

    const repository = await reopen(t, location);
    const snapshot = await repository.findSnapshot('latest');
    assert.deepEqual(snapshot.paths, [source]);
    const file = await repository.find(snapshot.tree, join(source, 'contents/random'));
    const hash = createHash('sha256');
    for await (const piece of repository.read(file!)) hash.update(piece);
    assert.equal(
      hash.digest('hex'),
      createHash('sha256')
        .update(readFileSync(join(source, 'contents/random')))
        .digest('hex'),
    );

    const target = join(folder, 'target');
    const result = await repository.restore(snapshot.tree, localTarget(target));
    assert.deepEqual(result.failed, []);
    assert.deepEqual(inspectFolder(join(target, source)), inspectFolder(source));
    assert.deepEqual((await repository.check({ readData: true })).problems, []);

    appendFileSync(join(source, 'contents/text'), 'one more line\n');
    const second = await repository.archive(localSource([source]), { parent: snapshot.tree });
    assert.equal(second.summary.filesChanged, 1);
    assert.equal(second.summary.filesNew, 0);
    await repository.commit({ ...fieldsFor(source), tree: second.tree, parent: snapshot.id });
    assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
    await resticOk(location, ['restore', 'latest', '--target', join(folder, 'again')]);
    assert.deepEqual(inspectFolder(join(folder, 'again', source)), inspectFolder(source));
  });
}

/** Files and a folder; what restic prunes and repacks needs no more. */
function makeTree(t: TestContext): { folder: string; source: string } {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(join(source, 'contents'), { recursive: true });
  writeFileSync(join(source, 'random'), randomBytes(100_000));
  for (const name of ['text', 'other']) writeFileSync(join(source, 'contents', name), `${name}\n`.repeat(500));
  return { folder, source };
}

test('blobs that restic pruned meanwhile are stored again by a repository that stayed open', async t => {
  const { folder, source } = makeTree(t);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const { location } = repository;
  const { id } = await backUp(repository, source);
  await resticOk(location, ['forget', '--prune', id]);
  assert.deepEqual(await repository.snapshots(), []);
  await backUp(repository, source);
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
  await resticOk(location, ['restore', 'latest', '--target', join(folder, 'target')]);
  assert.deepEqual(inspectFolder(join(folder, 'target', source)), inspectFolder(source));
});

test('what restic added and repacked meanwhile is found by a repository that stayed open', async t => {
  const { folder, source } = makeTree(t);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const { location } = repository;
  const ours = await backUp(repository, source);
  appendFileSync(join(source, 'contents/text'), 'one more line\n');
  await resticOk(location, ['backup', source]);
  const { tree } = await repository.findSnapshot('latest');
  assert.notEqual(tree, ours.tree);
  await resticOk(location, ['forget', '--prune', '--max-unused', '0', ours.id]);
  const target = join(folder, 'target');
  assert.deepEqual((await repository.restore(tree, localTarget(target))).failed, []);
  assert.deepEqual(inspectFolder(join(target, source)), inspectFolder(source));
});
