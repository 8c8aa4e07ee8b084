import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { BlobWriter } from '../src/archive/blob-writer.ts';
import type { StorageOptions } from '../src/archive/pack-storage.ts';
import { localBackend } from '../src/backend/local-backend.ts';
import { BlobIndex } from '../src/blob-index/blob-index.ts';
import { IndexLoader, loadIndexFile } from '../src/blob-index/index-loader.ts';
import { sha256 } from '../src/crypto/hash.ts';
import { newSealingKey, Sealer } from '../src/crypto/seal.ts';
import { memoryBackend } from '../src/index.ts';
import { Store } from '../src/store/store.ts';
import { temporaryFolder } from './helpers.ts';

function makeWriter(options: StorageOptions, version: 1 | 2 = 2) {
  const backend = memoryBackend();
  const store = new Store(backend, new Sealer(newSealingKey()), version);
  const loader = new IndexLoader(store);
  return { backend, store, loader, writer: new BlobWriter(store, loader, options) };
}

/** On a disk, with threads that are at work already. */
async function makeLocalWriter(t: TestContext, options: StorageOptions = {}) {
  const location = join(temporaryFolder(t), 'repository');
  const backend = localBackend(location);
  await backend.create();
  const store = new Store(backend, new Sealer(newSealingKey()), 2);
  t.after(() => store.close());
  store.workers.expect(100_000_000, 1);
  const loader = new IndexLoader(store);
  return { location, store, loader, writer: new BlobWriter(store, loader, options) };
}

const unfinishedIn = (location: string) =>
  readdirSync(join(location, 'data'), { recursive: true, encoding: 'utf8' }).filter(name => name.includes('-tmp-'));

test('index files are stored on the way, each pack wholly in one of them', async () => {
  const { backend, store, writer } = makeWriter({ blobsPerIndex: 10 });
  const ids: string[] = [];
  for (let number = 0; number < 64; number += 1) {
    ids.push(writer.add('data', randomBytes(1_000_000)));
    await writer.ready();
  }
  await writer.settle();
  const onTheWay = (await backend.list('index')).length;
  assert.ok(onTheWay >= 2, `${onTheWay} index files`);
  await writer.flush();
  const packs: string[] = [];
  const blobs: string[] = [];
  for (const { name } of await backend.list('index')) {
    for (const pack of await loadIndexFile(store, name)) {
      packs.push(pack.id);
      blobs.push(...pack.blobs.map(blob => blob.id));
    }
  }
  assert.deepEqual(packs.sort(), (await backend.list('data')).map(({ name }) => name).sort());
  assert.deepEqual(blobs.sort(), ids.sort());
  assert.equal(new Set(packs).size, packs.length);
});

test('content that is added again, at once or later, is stored once', async () => {
  const { backend, writer } = makeWriter({});
  const content = randomBytes(100_000);
  let done = 0;
  for (let round = 0; round < 3; round += 1)
    assert.deepEqual(
      await writer.addContents([content, content], () => {
        done += 1;
      }),
      [sha256(content), sha256(content)],
    );
  await writer.settle();
  assert.equal(writer.add('data', content), sha256(content));
  assert.equal(writer.counts.dataBlobs, 1);
  await writer.flush();
  assert.equal((await backend.list('data')).length, 1);
  assert.equal(done, 3);
});

test('a blob can be read while its pack is still in memory, and after', async () => {
  const { store, loader, writer } = makeWriter({});
  const content = Buffer.from('tree or data '.repeat(5000));
  const id = writer.add('data', content);
  await writer.settle();
  assert.ok((await store.loadBlob(id, loader.current.place('data', id)!)).equals(content));
  await writer.flush();
  assert.equal(typeof loader.current.place('data', id)!.pack, 'string');
  assert.ok((await store.loadBlob(id, loader.current.place('data', id)!)).equals(content));
});

test('packs that threads fill on a disk: what is in them can be read at once, and what is not stored leaves no file behind', async t => {
  const { location, store, loader, writer } = await makeLocalWriter(t);
  const contents = Array.from({ length: 12 }, () => randomBytes(1_000_000));
  const ids: string[] = [];
  for (const content of contents) ids.push(...(await writer.addContents([content])));
  await writer.settle();
  assert.ok(unfinishedIn(location).length > 1, 'a pack for each thread');
  for (const [number, id] of ids.entries())
    assert.ok((await store.loadBlob(id, loader.current.place('data', id)!)).equals(contents[number]!));
  assert.deepEqual(unfinishedIn(location), []);
  const packs = (await store.backend.list('data')).length;
  await writer.addContents([randomBytes(1_000_000)]);
  await writer.settle();
  assert.equal(unfinishedIn(location).length, 1);
  await writer.end();
  assert.deepEqual(unfinishedIn(location), []);
  assert.equal((await store.backend.list('data')).length, packs);
});

test('closing the store removes what a thread is about to store', async t => {
  const { location, store, writer } = await makeLocalWriter(t);
  for (let number = 0; number < 8; number += 1) await writer.addContents([randomBytes(1_000_000)]);
  await writer.settle();
  assert.notDeepEqual(unfinishedIn(location), []);
  await store.close();
  assert.deepEqual(unfinishedIn(location), []);
});

test('a pack that may not be stored any more is removed', async t => {
  const { location, store, writer } = await makeLocalWriter(t, {
    beforeStore: () => {
      throw new Error('the lock is lost');
    },
  });
  for (let number = 0; number < 8; number += 1) await writer.addContents([randomBytes(1_000_000)]);
  await assert.rejects(writer.flush(), /the lock is lost/);
  assert.ok(writer.failed);
  await writer.end();
  assert.deepEqual(unfinishedIn(location), []);
  assert.deepEqual(await store.backend.list('data'), []);
});

test('an error of the disk comes back from a thread with its code', async t => {
  const { location, writer } = await makeLocalWriter(t);
  rmSync(join(location, 'data'), { recursive: true });
  writeFileSync(join(location, 'data'), 'a file in the way');
  for (let number = 0; number < 8; number += 1) await writer.addContents([randomBytes(1_000_000)]);
  await assert.rejects(writer.flush(), error => isResiteError(error, 'FILE_MISSING', 'FILE_ACCESS'));
  await writer.end();
});

test('data that does not shrink is stored plain, trees are always compressed, version 1 compresses nothing', async () => {
  const lengths = async (version: 1 | 2) => {
    const { loader, writer } = makeWriter({}, version);
    const random = randomBytes(50_000);
    const contents = [
      ['data', random],
      ['data', randomBytes(100)],
      ['data', Buffer.alloc(50_000)],
      ['tree', randomBytes(100)],
    ] as const;
    const ids = contents.map(([type, content]) => [type, writer.add(type, content)] as const);
    await writer.settle();
    return ids.map(([type, id]) => loader.current.place(type, id)!.plainLength);
  };
  assert.deepEqual(await lengths(2), [0, 0, 50_000, 100]);
  assert.deepEqual(await lengths(1), [0, 0, 0, 0]);
});

test('content that changes between its hash and its storage is refused', async () => {
  const { backend, writer } = makeWriter({});
  const content = Buffer.from(new SharedArrayBuffer(1_000_000)); // which threads see as it is
  for (let first = 0; first < 8; first += 1) {
    content.fill(first);
    await writer.addContents([content]);
  }
  const reading = writer.addContents([content.fill('a')]);
  content.fill('b');
  await reading;
  await assert.rejects(writer.flush(), /did not come out of compression and encryption as it went in/);
  assert.ok(writer.failed);
  assert.deepEqual(await backend.list('index'), []);
});

test('the first failure of the backend ends everything that follows', async () => {
  const { backend, writer } = makeWriter({});
  backend.save = async () => {
    throw new Error('the disk is gone');
  };
  writer.add('data', randomBytes(10));
  await assert.rejects(writer.flush(), /the disk is gone/);
  await assert.rejects(writer.ready(), /the disk is gone/);
  await writer.end();
});

test('an index finds every blob among many, by type', () => {
  const index = new BlobIndex();
  const pack = index.addPack('ab'.repeat(32));
  const ids = Array.from({ length: 5000 }, (_, number) => sha256(Buffer.from(String(number))));
  for (const [offset, id] of ids.entries()) {
    index.add(pack, { id, type: offset % 2 ? 'tree' : 'data', offset, length: offset + 33, plainLength: offset * 3 });
  }
  assert.equal(index.size, ids.length);
  for (const [offset, id] of ids.entries()) {
    const type = offset % 2 ? 'tree' : 'data';
    const place = {
      pack: 'ab'.repeat(32),
      offset,
      length: offset + 33,
      plainLength: offset * 3,
      packEnd: 4999 * 2 + 33,
    };
    assert.deepEqual(index.place(type, id), place);
    assert.equal(index.has(type === 'tree' ? 'data' : 'tree', id), false);
  }
  index.add(index.addPack('cd'.repeat(32)), { id: ids[0]!, type: 'data', offset: 9, length: 99, plainLength: 0 });
  assert.equal(index.place('data', ids[0]!)!.offset, 0);
});
