import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { type Backend, type FileType, memoryBackend } from '../src/index.ts';
import { makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { memoryTarget } from './memory-target.ts';
import type { Folder } from './virtual-source.ts';

const types: FileType[] = ['config', 'keys', 'snapshots', 'index', 'data'];
const folder: Folder = {
  text: 'some text '.repeat(1000),
  random: randomBytes(40_000),
  large: randomBytes(700_000),
  empty: '',
  folder: { inner: 'inner', again: 'some text '.repeat(1000) },
};
const expected = new Map(
  [
    ['/text', folder.text],
    ['/random', folder.random],
    ['/large', folder.large],
    ['/empty', folder.empty],
    ['/folder/inner', 'inner'],
    ['/folder/again', folder.text],
  ].map(([path, content]) => [path as string, Buffer.from(content as string)]),
);

interface File {
  type: FileType;
  name: string;
  content: Buffer;
}

async function makeSound(): Promise<File[]> {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  await store(repository, folder);
  await repository.close();
  const files: File[] = [];
  for (const type of types) {
    for (const { name } of await backend.list(type))
      files.push({ type, name, content: await backend.load(type, name) });
  }
  return files;
}

/** A repository of these files, but for one that has other content. */
async function withChanged(files: File[], changed: File, content: Buffer): Promise<Backend> {
  const backend = memoryBackend();
  for (const file of files) {
    await backend.save(file.type, file.name, [file === changed ? content : file.content]);
  }
  return backend;
}

/** What a user meets: errors on the way, problems found by the check, files restored. */
async function examine(backend: Backend) {
  const met: string[] = [];
  const target = memoryTarget();
  const attempt = async (action: () => Promise<void>) => {
    try {
      await action();
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED', 'WRONG_PASSWORD', 'SNAPSHOT_MISSING', 'REPOSITORY_MISSING'))
        throw error;
      met.push(error.message);
    }
  };
  await attempt(async () => {
    const repository = await reopenMemory(backend);
    await attempt(async () => {
      met.push(...(await repository.check({ readData: true })).problems);
    });
    await attempt(async () => {
      const { failed } = await repository.restore((await repository.findSnapshot('latest')).tree, target);
      for (const { path, error } of failed)
        if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw new Error(path, { cause: error });
      if (failed.length === 0) assert.deepEqual(target.files, expected);
    });
  });
  return { met, restored: target.files };
}

for (const where of ['first byte', 'middle', 'last byte'] as const) {
  test(`a flipped bit in the ${where} of any file is found and never restored`, async () => {
    const files = await makeSound();
    const examined = files.map(async file => {
      const damaged = Buffer.from(file.content);
      damaged[{ 'first byte': 0, middle: damaged.length >> 1, 'last byte': damaged.length - 1 }[where]]! ^= 0x10;
      const { met, restored } = await examine(await withChanged(files, file, damaged));
      const shown = `${file.type}/${file.name}`;
      assert.ok(
        met.some(message => message.includes(file.type) && message.includes(file.name)),
        `${shown}: ${met.join('; ')}`,
      );
      for (const [path, content] of restored)
        assert.ok(content.equals(expected.get(path)!), `${path} after damage of ${shown}`);
    });
    await Promise.all(examined);
  });
}

test('an undamaged repository raises nothing', async () => {
  const files = await makeSound();
  const { met, restored } = await examine(await withChanged(files, files[0]!, files[0]!.content));
  assert.deepEqual([met, restored], [[], expected]);
});

test('a damaged blob costs only the files that need it, and what was written of them is removed', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const { tree } = await store(repository, { good: 'good', bad: randomBytes(1000) });
  const bad = (await repository.find(tree, 'bad'))!.content![0]!;
  for (const { name } of await backend.list('data')) {
    const pack = await backend.load('data', name);
    if (pack.length < 1000) continue;
    pack[500]! ^= 1;
    await backend.save('data', name, [pack]);
  }
  const target = memoryTarget();
  const { failed } = await repository.restore(tree, target);
  assert.deepEqual(
    failed.map(({ path, error }) => [path, isResiteError(error, 'REPOSITORY_DAMAGED')]),
    [['/bad', true]],
  );
  assert.match(failed[0]!.error.message, new RegExp(`blob ${bad} in data/[0-9a-f]{64} of memory is damaged`));
  assert.deepEqual([...target.files.keys()], ['/good']);
  assert.ok(target.calls.includes('discard /bad'));
  const reading = repository.read((await repository.find(tree, 'bad'))!)[Symbol.asyncIterator]();
  await assert.rejects(reading.next(), { code: 'REPOSITORY_DAMAGED' });
});
