import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, suite, test } from 'node:test';
import { sha256 } from '../src/crypto/hash.ts';
import type { Backend, FileType } from '../src/index.ts';

export interface ConformanceOptions {
  /** How many files the test of many files stores; more than one page of a list. */
  readonly manyFiles?: number;
  /** False for a server that writes over a file in its place, or not at all. */
  readonly atomicOverwrite?: boolean;
}

/** What every backend promises. `make` gives a new and empty one. */
export function testBackend(kind: string, make: () => Promise<Backend>, options: ConformanceOptions = {}): void {
  suite(kind, () => testPromises(kind, make, options));
}

function testPromises(
  kind: string,
  make: () => Promise<Backend>,
  { manyFiles = 120, atomicOverwrite = true }: ConformanceOptions,
): void {
  const named: FileType[] = ['keys', 'snapshots', 'index', 'locks', 'data'];
  /** One for the tests that remove what they store. */
  let shared: Promise<Backend> | undefined;
  const layOut = async () => {
    const backend = await make();
    await backend.create();
    return backend;
  };
  after(async () => (await shared)?.close());
  const open = () => {
    shared ??= layOut();
    return shared;
  };

  test(`${kind}: a new repository is empty, and laying it out again changes nothing`, async t => {
    const backend = await layOut();
    t.after(() => backend.close());
    await backend.save('config', '', [Buffer.from('config')]);
    await backend.create();
    for (const type of named) assert.deepEqual(await backend.list(type), []);
    assert.deepEqual(await backend.list('config'), [{ name: '', size: 6 }]);
    assert.equal((await backend.load('config', '')).toString(), 'config');
  });

  for (const type of named) {
    test(`${kind}: files of ${type} are stored, listed, loaded and removed`, async () => {
      const backend = await open();
      const contents = [randomBytes(10), randomBytes(100_000), Buffer.alloc(0)];
      for (const content of contents)
        await backend.save(type, sha256(content), [content.subarray(0, 3), content.subarray(3)]);
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      assert.deepEqual(
        (await backend.list(type)).sort(byName),
        contents.map(content => ({ name: sha256(content), size: content.length })).sort(byName),
      );
      for (const content of contents) assert.ok((await backend.load(type, sha256(content))).equals(content));
      for (const content of contents) await backend.remove(type, sha256(content));
      assert.deepEqual(await backend.list(type), []);
    });
  }

  test(`${kind}: a range is loaded exactly, one beyond the end is damage`, async () => {
    const backend = await open();
    const content = randomBytes(1000);
    const name = sha256(content);
    await backend.save('data', name, [content]);
    for (const [offset, length] of [
      [0, 1000],
      [0, 1],
      [999, 1],
      [500, 0],
      [123, 456],
    ] as const) {
      const part = await backend.load('data', name, { offset, length });
      assert.ok(part.equals(content.subarray(offset, offset + length)));
    }
    for (const [offset, length] of [
      [0, 1001],
      [1000, 1],
      [5000, 10],
    ] as const) {
      await assert.rejects(backend.load('data', name, { offset, length }), { code: 'REPOSITORY_DAMAGED' });
    }
    await backend.remove('data', name);
  });

  test(`${kind}: a missing file cannot be loaded, and removing it is no error`, async () => {
    const backend = await open();
    const name = 'ab'.repeat(32);
    await assert.rejects(backend.load('data', name), { code: 'FILE_MISSING' });
    for (const length of [0, 1]) {
      await assert.rejects(backend.load('data', name, { offset: 0, length }), { code: 'FILE_MISSING' });
    }
    await assert.rejects(backend.load('config', ''), { code: 'FILE_MISSING' });
    assert.deepEqual(await backend.list('config'), []);
    for (const type of named) await backend.remove(type, name);
  });

  test(`${kind}: a large file is stored and loaded as a whole and in parts at once`, async () => {
    const backend = await open();
    const content = randomBytes(2 * 1024 * 1024 + 321);
    const name = sha256(content);
    await backend.save('data', name, [content.subarray(0, 1_000_000), content.subarray(1_000_000)]);
    assert.ok((await backend.load('data', name)).equals(content));
    const ranges = Array.from({ length: 15 }, (_, index) => ({ offset: index * 131_000, length: 130_000 + index }));
    const parts = await Promise.all(ranges.map(range => backend.load('data', name, range)));
    for (const [index, { offset, length }] of ranges.entries())
      assert.ok(parts[index]!.equals(content.subarray(offset, offset + length)));
    await backend.remove('data', name);
  });

  test(`${kind}: ${manyFiles} files stored at once are all listed with their sizes, and removed at once`, async () => {
    const backend = await open();
    const wanted = Array.from({ length: manyFiles }, (_, index) => ({
      name: sha256(Buffer.from(`${index}`)),
      size: index % 50,
    }));
    await Promise.all(wanted.map(({ name, size }) => backend.save('data', name, [Buffer.alloc(size)])));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    assert.deepEqual((await backend.list('data')).sort(byName), wanted.sort(byName));
    await Promise.all(wanted.map(({ name }) => backend.remove('data', name)));
    assert.deepEqual(await backend.list('data'), []);
  });

  if (atomicOverwrite) {
    test(`${kind}: while a file is stored again and again, readers see one of its versions, whole`, async () => {
      const backend = await open();
      const name = '12'.repeat(32);
      const versions = ['a', 'b'].map(letter => Buffer.alloc(300_000, letter));
      await backend.save('index', name, [versions[0]!]);
      const writing = (async () => {
        for (let round = 1; round < 10; round += 1) await backend.save('index', name, [versions[round % 2]!]);
      })();
      for (let round = 0; round < 10; round += 1) {
        const seen = await backend.load('index', name);
        assert.ok(
          versions.some(version => version.equals(seen)),
          `${seen.length} bytes, from ${seen[0]} to ${seen.at(-1)}`,
        );
      }
      await writing;
      await backend.remove('index', name);
    });
  }

  test(`${kind}: many parts become one file`, async () => {
    const backend = await open();
    const parts = Array.from({ length: 3000 }, (_, number) => Buffer.from(`${number},`));
    await backend.save('data', 'cd'.repeat(32), parts);
    assert.ok((await backend.load('data', 'cd'.repeat(32))).equals(Buffer.concat(parts)));
    await backend.remove('data', 'cd'.repeat(32));
  });

  test(`${kind}: a file stored again has the new content`, async () => {
    const backend = await open();
    const name = 'ef'.repeat(32);
    await backend.save('index', name, [Buffer.from('a longer old one')]);
    await backend.save('index', name, [Buffer.from('new')]);
    assert.equal((await backend.load('index', name)).toString(), 'new');
    assert.deepEqual(await backend.list('index'), [{ name, size: 3 }]);
    await backend.remove('index', name);
  });

  test(`${kind}: without a layout, listing says that it is missing or finds nothing`, async t => {
    const backend = await make();
    t.after(() => backend.close());
    const found = await backend.list('config').catch((error: { code: string }) => error.code);
    assert.ok(found === 'FILE_MISSING' || (Array.isArray(found) && found.length === 0));
  });
}
