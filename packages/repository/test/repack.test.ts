import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { IndexedPack } from '../src/format/index-file.ts';
import { type BlobType, packSize } from '../src/format/pack-header.ts';
import { prune } from '../src/index.ts';
import { planPrune } from '../src/prune/plan.ts';
import { type RepackOptions, repackRules } from '../src/prune/repack-options.ts';
import { BlobSet } from '../src/prune/used-blobs.ts';
import { initByRestic, reopen, resticOk, temporaryFolder } from './helpers.ts';

const mebibyte = 1024 ** 2;
const settings = { version: 2, compression: 'auto', packSize: 16 * mebibyte } as const;
const id = () => randomBytes(32).toString('hex');

/** A pack whose first blob has this many bytes; of one byte each are the others. */
function packOf(length: number, { type = 'data' as BlobType, plainLength = 0, blobs = 1 } = {}): IndexedPack {
  return {
    id: id(),
    blobs: Array.from({ length: blobs }, (_, number) => ({
      type,
      id: id(),
      offset: number === 0 ? 0 : length + (number - 1) * 33,
      length: number === 0 ? length : 33,
      plainLength,
    })),
  };
}

/** Which of the packs are rewritten, when all is in use. */
function repacked(packs: IndexedPack[], options: RepackOptions, maxRepackSize = Number.POSITIVE_INFINITY): number[] {
  const used = new BlobSet();
  for (const { type, id } of packs.flatMap(({ blobs }) => blobs)) used.add(type, id);
  const files = new Map(packs.map(({ id, blobs }) => [id, packSize(blobs)]));
  const rules = repackRules(options, settings);
  const { repack } = planPrune({ packs, files, used, maxUnused: { percent: 5 }, maxRepackSize, ...rules });
  return repack.map(pack => packs.indexOf(pack)).sort((a, b) => a - b);
}

const many = (length: number) => Array.from({ length: 10 }, () => packOf(length));
const firstTen = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

test('packs below the size of new ones, or below a size, are rewritten when there are ten of them', () => {
  const packs = [...many(6 * mebibyte), packOf(13 * mebibyte)];
  assert.deepEqual(repacked(packs, {}), []);
  assert.deepEqual(repacked(packs, { repackSmall: true }), firstTen);
  assert.deepEqual(repacked(packs, { repackSmallerThan: 7 * mebibyte }), firstTen);
  assert.deepEqual(repacked(packs, { repackSmallerThan: 5 * mebibyte, repackSmall: true }), []);
  assert.deepEqual(repacked(packs, { repackSmallerThan: 16 * mebibyte }), [...firstTen, 10]);
  assert.deepEqual(repacked(packs.slice(1), { repackSmall: true }), []);
  assert.equal(repacked(packs, { repackSmall: true }, 20 * mebibyte).length, 3);
});

test('a pack that is full of small blobs is not small, or each prune would rewrite it', () => {
  const packs = Array.from({ length: 10 }, () => packOf(mebibyte, { blobs: 10_000 }));
  assert.deepEqual(repacked(packs, { repackSmall: true }), []);
  assert.deepEqual(repacked(packs, {}), []);
});

test('of packs without compression, those of trees are rewritten always, and those of data when asked', () => {
  const packs = [
    packOf(9 * mebibyte),
    packOf(9 * mebibyte, { type: 'tree' }),
    packOf(9 * mebibyte, { plainLength: 20 * mebibyte }),
  ];
  assert.deepEqual(repacked(packs, {}), [1]);
  assert.deepEqual(repacked(packs, { repackUncompressed: true }), [0, 1]);
  assert.deepEqual(repacked(packs, { repackUncompressed: true, repackCacheableOnly: true }), [1]);
});

test('a size that no new pack reaches and compression in format version 1 are refused', () => {
  for (const repackSmallerThan of [0, 17 * mebibyte])
    assert.throws(() => repackRules({ repackSmallerThan }, settings), { code: 'USAGE' });
  assert.throws(() => repackRules({ repackUncompressed: true }, { ...settings, version: 1 }), { code: 'USAGE' });
  assert.throws(() => repackRules({ repackUncompressed: true }, { ...settings, compression: 'off' }), {
    code: 'USAGE',
  });
  assert.deepEqual([...repackRules({}, { ...settings, version: 1 }).compress], []);
});

/** A repository that restic filled without compression, in small packs, and the folder that it saved. */
async function uncompressed(t: TestContext) {
  const folder = temporaryFolder(t);
  const [location, source] = [join(folder, 'repository'), join(folder, 'source')];
  await initByRestic(location);
  mkdirSync(source);
  for (let round = 0; round < 2; round += 1) {
    writeFileSync(join(source, `text ${round}`), `line ${round} of it\n`.repeat(20_000));
    writeFileSync(join(source, `noise ${round}`), randomBytes(200_000));
    await resticOk(location, ['backup', '--compression', 'off', source]);
  }
  return { folder, location, source };
}

test('all that restic left uncompressed is compressed once, and restic finds nothing left to do', async t => {
  const { folder, location, source } = await uncompressed(t);
  const repository = await reopen(t, location);
  const { packs, bytes } = await prune(repository, { repackUncompressed: true });
  assert.equal(packs.repacked, 2);
  const { bytes: left } = await prune(repository, { dryRun: true });
  assert.ok(bytes.compressed > 400_000, String(bytes.compressed));
  assert.equal(left.used, bytes.used - bytes.compressed);
  assert.equal((await prune(repository, { repackUncompressed: true })).packs.repacked, 0);
  const theirs = await resticOk(location, ['prune', '--repack-uncompressed', '--dry-run']);
  assert.match(theirs, /to repack: +0 blobs/);
  assert.match(await resticOk(location, ['check', '--read-data']), /no errors were found/);
  await resticOk(location, ['restore', 'latest', '--target', join(folder, 'target')]);
  for (const name of ['text 0', 'text 1', 'noise 0', 'noise 1'])
    assert.deepEqual(readFileSync(join(folder, 'target', source, name)), readFileSync(join(source, name)));
});
