import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { BlobWriter } from '../src/archive/blob-writer.ts';
import { localBackend } from '../src/backend/local-backend.ts';
import { IndexLoader } from '../src/blob-index/index-loader.ts';
import { compressionModes } from '../src/compression/modes.ts';
import { newSealingKey, Sealer } from '../src/crypto/seal.ts';
import { openRepository, prune } from '../src/index.ts';
import { internals } from '../src/opened/opened-repository.ts';
import { Store } from '../src/store/store.ts';
import { type WriteOptions, writeSettings } from '../src/store/write-options.ts';
import { fieldsFor, initByRestic, password, resticOk, temporaryFolder } from './helpers.ts';
import { virtualSource } from './virtual-source.ts';

const mebibyte = 1024 ** 2;

/** Text that shrinks the more, the more work it is given: words in no order. */
function words(count: number, seed: number): Buffer {
  const parts: string[] = [];
  for (let state = seed; parts.length < count; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    parts.push(`word${state % 977} `.repeat(1 + (state % 3)));
  }
  return Buffer.from(parts.join(''));
}

test('each mode of compression stores what restic reads, and more work makes it smaller', async t => {
  const location = join(temporaryFolder(t), 'repository');
  await initByRestic(location);
  const stored: Record<string, number> = {};
  for (const [seed, compression] of compressionModes.entries()) {
    const repository = await openRepository(location, password, { environment: { RESTIC_COMPRESSION: compression } });
    t.after(() => repository.close());
    const text = words(40_000, seed + 1);
    const { tree, summary } = await repository.archive(virtualSource({ text, noise: randomBytes(200_000) }));
    await repository.commit({ ...fieldsFor('/'), tree, summary });
    const file = await repository.find(tree, '/text');
    const { place } = await repository[internals].loadIndex().then(index => ({ place: index.place.bind(index) }));
    stored[compression] = file!.content!.reduce((sum, id) => sum + place('data', id)!.length, 0) / text.length;
  }
  const { off, auto, fastest, better, max } = stored as Record<(typeof compressionModes)[number], number>;
  assert.ok(off > 1 && fastest < 0.5, JSON.stringify(stored));
  assert.ok(fastest >= auto && auto > better && better >= max, JSON.stringify(stored));
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
});

/** Sizes of the packs in which threads stored 20 MiB of text. */
async function packsOfText(t: TestContext, options: WriteOptions): Promise<number[]> {
  const backend = localBackend(join(temporaryFolder(t), 'repository'));
  await backend.create();
  const store = new Store(backend, new Sealer(newSealingKey()), 2, options);
  t.after(() => store.close());
  store.workers.expect(100_000_000, 1);
  const writer = new BlobWriter(store, new IndexLoader(store));
  for (let number = 0; number < 20; number += 1) {
    await writer.addContents([Buffer.alloc(mebibyte, `${number} `)]);
    await writer.ready();
  }
  await writer.flush();
  await writer.end();
  return (await backend.list('data')).map(({ size }) => size);
}

test('threads compress and fill packs as the options say', async t => {
  const small = await packsOfText(t, { compression: 'off', packSize: 4 * mebibyte });
  assert.ok(small.length >= 4, String(small));
  assert.ok(
    small.every(size => size < 5.1 * mebibyte),
    String(small),
  );
  assert.ok((await packsOfText(t, {})).every(size => size < mebibyte));
});

test('a prune with larger packs brings small ones together', async t => {
  const location = join(temporaryFolder(t), 'repository');
  await initByRestic(location);
  const first = await openRepository(location, password, { packSize: 4 * mebibyte });
  t.after(() => first.close());
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, number) => [`file ${number}`, randomBytes(4 * mebibyte)]),
  );
  const { tree, summary } = await first.archive(virtualSource(files));
  await first.commit({ ...fieldsFor('/'), tree, summary });
  const packs = async () => (await localBackend(location).list('data')).length;
  assert.ok((await packs()) >= 10);
  const second = await openRepository(location, password, { packSize: 64 * mebibyte });
  t.after(() => second.close());
  await prune(second, { repackSmall: true });
  assert.equal(await packs(), 2);
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
});

test('settings come from options, then from the variables of restic, and wrong ones are refused by name', () => {
  assert.deepEqual(writeSettings({}), { compression: 'auto', packSize: 16 * mebibyte });
  const environment = { RESTIC_COMPRESSION: 'max', RESTIC_PACK_SIZE: '4' };
  assert.deepEqual(writeSettings({}, environment), { compression: 'max', packSize: 4 * mebibyte });
  const options = { compression: 'off', packSize: 128 * mebibyte } as const;
  assert.deepEqual(writeSettings(options, environment), options);
  assert.deepEqual(writeSettings({}, { RESTIC_COMPRESSION: '', RESTIC_PACK_SIZE: '' }), writeSettings({}));
  for (const [name, values] of Object.entries({
    RESTIC_COMPRESSION: ['Max', 'zstd', '3'],
    RESTIC_PACK_SIZE: ['3', '129', '16M', '4.5', '-4'],
  })) {
    for (const value of values)
      assert.throws(() => writeSettings({}, { [name]: value }), { code: 'USAGE', message: new RegExp(name) }, value);
  }
});
