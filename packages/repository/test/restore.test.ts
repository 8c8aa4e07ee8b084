import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import { memoryBackend, type Target } from '../src/index.ts';
import { makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { memoryTarget } from './memory-target.ts';
import { virtualSource } from './virtual-source.ts';

test('folders come before what is in them, their metadata last', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { a: { b: { file: 'x' } } });
  const target = memoryTarget();
  const result = await repository.restore(tree, target);
  assert.deepEqual(target.calls, [
    'folder /a',
    'folder /a/b',
    'file /a/b/file',
    'metadata /a/b/file',
    'metadata /a/b',
    'metadata /a',
  ]);
  assert.partialDeepStrictEqual(result, { files: 1, folders: 2, bytes: 1, failed: [] });
});

test('what include refuses is left out with everything below', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { a: { b: 'b', c: 'c' }, d: { e: 'e' } });
  const target = memoryTarget();
  const result = await repository.restore(tree, target, { include: path => path !== '/d' && path !== '/a/c' });
  assert.deepEqual([...target.files.keys()], ['/a/b']);
  assert.deepEqual([result.files, result.folders], [1, 1]);
});

for (const name of ['..', '.', '', '../evil', 'a/b', '/etc', 'nul\0byte']) {
  test(`a node named ${JSON.stringify(name)} never reaches the target`, async () => {
    const repository = await makeMemoryRepository();
    const { tree } = await store(repository, { [name]: 'evil', good: 'good', [`${name}x/..`]: { below: 'evil' } });
    const target = memoryTarget();
    const { failed } = await repository.restore(tree, target);
    assert.deepEqual([...target.files.keys()], ['/good']);
    assert.equal(failed.length, 2);
  });
}

test('progress ends at the totals', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { a: randomBytes(700_000), b: '', c: { d: 'dddd' } });
  const seen: unknown[] = [];
  await repository.restore(tree, memoryTarget(), {
    onProgress: ({ files, totalFiles, bytes, totalBytes }) => seen.push([files, totalFiles, bytes, totalBytes]),
  });
  assert.deepEqual(seen.at(-1), [3, 3, 700_004, 700_004]);
});

test('an interrupted restore stops with the reason and releases its lock', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const folder = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`file ${number}`, `content ${number}`]));
  const { tree } = await store(repository, folder);
  const controller = new AbortController();
  const target = memoryTarget();
  const restoring = repository.restore(tree, target, {
    signal: controller.signal,
    onProgress: ({ files }) => {
      if (files === 10) controller.abort(new Error('stop'));
    },
  });
  await assert.rejects(restoring, /^Error: stop$/);
  assert.ok(target.files.size < 20);
  assert.deepEqual(await backend.list('locks'), []);
});

test('a target that fails for one file costs this file only', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await store(repository, { good: 'good', bad: 'bad', folder: { below: 'x' } });
  const memory = memoryTarget();
  const target: Target<string> = {
    ...memory,
    file: async (parent, node) => {
      if (node.name.toString() === 'bad') throw new Error('no room');
      return memory.file(parent, node);
    },
    folder: async () => {
      throw new Error('in the way');
    },
  };
  const { failed } = await repository.restore(tree, target);
  assert.deepEqual(
    failed.map(({ path, error }) => `${path}: ${error.message}`),
    ['/bad: no room', '/folder: in the way'],
  );
  assert.deepEqual([...memory.files.keys()], ['/good']);
});

test('blobs shared by files in several packs are restored to each of them', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const parts = Array.from({ length: 35 }, () => randomBytes(700_000)); // two data packs
  const folder = Object.fromEntries(parts.map((part, number) => [`part ${number}`, part]));
  await store(repository, folder);
  const shuffled = parts.map((_, number) => parts[(number * 37) % parts.length]!);
  const { tree } = await store(repository, {
    ...Object.fromEntries(shuffled.map((part, number) => [`copy ${number}`, part])),
    whole: Buffer.concat(shuffled),
  });
  assert.ok((await backend.list('data')).length >= 4);
  const target = memoryTarget();
  const again = await reopenMemory(backend);
  assert.deepEqual((await again.restore(tree, target)).failed, []);
  for (const [number, part] of shuffled.entries()) assert.ok(target.files.get(`/copy ${number}`)!.equals(part));
  assert.ok(target.files.get('/whole')!.equals(Buffer.concat(shuffled)));
});

test('a wrong tree is named', async () => {
  const repository = await makeMemoryRepository();
  await store(repository, { a: 'a' });
  await assert.rejects(repository.restore('00'.repeat(32), memoryTarget()), { code: 'REPOSITORY_DAMAGED' });
});

test('find, walk and read go through the tree', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await repository.archive(virtualSource({ b: { d: 'deep', c: {} }, a: 'first' }));
  const paths: string[] = [];
  for await (const { path, node } of repository.walk(tree)) paths.push(`${node.type} ${path}`);
  assert.deepEqual(paths, ['file /a', 'dir /b', 'dir /b/c', 'file /b/d']);
  const file = await repository.find(tree, '/b/d');
  const pieces: Buffer[] = [];
  for await (const piece of repository.read(file!)) pieces.push(piece);
  assert.equal(Buffer.concat(pieces).toString(), 'deep');
  assert.equal(await repository.find(tree, '/b/nothing'), undefined);
  assert.equal(await repository.find(tree, '/a/below a file'), undefined);
});

test('a full disk ends the restore', async () => {
  const repository = await makeMemoryRepository();
  const { tree } = await store(
    repository,
    Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`file ${number}`, 'x'])),
  );
  const memory = memoryTarget();
  const target: Target<string> = {
    ...memory,
    file: async (parent, node) => {
      if (memory.files.size >= 5) throw new ResiteError('DISK_FULL', 'no room');
      return memory.file(parent, node);
    },
  };
  await assert.rejects(repository.restore(tree, target), { code: 'DISK_FULL' });
  const restored = memory.files.size;
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(memory.files.size, restored);
});

test('the names of one file are linked by a target that can, and written one by one by others', async () => {
  const repository = await makeMemoryRepository();
  const linked = { links: 2n, inode: 7n, deviceId: 1n };
  const details = { '/a': linked, '/folder/b': linked, '/other': { ...linked, deviceId: 2n } };
  const { tree } = await repository.archive(
    virtualSource({ a: 'same', folder: { b: 'same' }, other: 'same' }, details),
  );
  const plain = memoryTarget();
  assert.partialDeepStrictEqual(await repository.restore(tree, plain), { files: 3, folders: 1, bytes: 12, failed: [] });
  assert.deepEqual([...plain.files.keys()].sort(), ['/a', '/folder/b', '/other']);

  const links: string[] = [];
  const linking: Target<string> = {
    ...memoryTarget(),
    link: async (parent, node, firstParent, firstNode) => {
      links.push(`${parent}/${node.name} -> ${firstParent}/${firstNode.name}`);
    },
  };
  assert.partialDeepStrictEqual(await repository.restore(tree, linking), {
    files: 3,
    folders: 1,
    bytes: 12,
    failed: [],
  });
  assert.deepEqual(links, ['/folder/b -> /a']);
});
