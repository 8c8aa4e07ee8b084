import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { sha256 } from '../src/crypto/hash.ts';
import type { Backend, FileType } from '../src/index.ts';

/** What every backend promises. `make` gives a new and empty one. */
export function testBackend(kind: string, make: (t: TestContext) => Promise<Backend>): void {
  const named: FileType[] = ['keys', 'snapshots', 'index', 'locks', 'data'];
  const makeCreated = async (t: TestContext) => {
    const backend = await make(t);
    await backend.create();
    return backend;
  };

  test(`${kind}: a new repository is empty, and laying it out again changes nothing`, async t => {
    const backend = await makeCreated(t);
    await backend.save('config', '', [Buffer.from('config')]);
    await backend.create();
    for (const type of named) assert.deepEqual(await backend.list(type), []);
    assert.deepEqual(await backend.list('config'), [{ name: '', size: 6 }]);
    assert.equal((await backend.load('config', '')).toString(), 'config');
  });

  for (const type of named) {
    test(`${kind}: files of ${type} are stored, listed, loaded and removed`, async t => {
      const backend = await makeCreated(t);
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

  test(`${kind}: a range is loaded exactly, one beyond the end is damage`, async t => {
    const backend = await makeCreated(t);
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
  });

  test(`${kind}: what is not there cannot be loaded but removed`, async t => {
    const backend = await makeCreated(t);
    const name = 'ab'.repeat(32);
    await assert.rejects(backend.load('data', name), { code: 'FILE_MISSING' });
    await assert.rejects(backend.load('data', name, { offset: 0, length: 1 }), { code: 'FILE_MISSING' });
    await backend.remove('data', name);
  });

  test(`${kind}: many parts become one file`, async t => {
    const backend = await makeCreated(t);
    const parts = Array.from({ length: 3000 }, (_, number) => Buffer.from(`${number},`));
    await backend.save('data', 'cd'.repeat(32), parts);
    assert.ok((await backend.load('data', 'cd'.repeat(32))).equals(Buffer.concat(parts)));
  });

  test(`${kind}: a file stored again has the new content`, async t => {
    const backend = await makeCreated(t);
    const name = 'ef'.repeat(32);
    await backend.save('index', name, [Buffer.from('a longer old one')]);
    await backend.save('index', name, [Buffer.from('new')]);
    assert.equal((await backend.load('index', name)).toString(), 'new');
    assert.deepEqual(await backend.list('index'), [{ name, size: 3 }]);
  });

  test(`${kind}: without a layout, listing says that it is missing or finds nothing`, async t => {
    const backend = await make(t);
    const found = await backend.list('config').catch((error: { code: string }) => error.code);
    assert.ok(found === 'FILE_MISSING' || (Array.isArray(found) && found.length === 0));
  });
}
