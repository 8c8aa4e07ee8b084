import assert from 'node:assert/strict';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { BlobWriter } from '../src/archive/blob-writer.ts';
import { IndexLoader } from '../src/blob-index/index-loader.ts';
import { sha256 } from '../src/crypto/hash.ts';
import { encodeTree } from '../src/format/tree.ts';
import { localTarget, type Target, type TreeNode } from '../src/index.ts';
import type { LocalPath } from '../src/local/path.ts';
import { internals, type OpenedRepository } from '../src/opened/opened-repository.ts';
import { makeRepository, temporaryFolder } from './helpers.ts';
import { inspectFolder } from './inspect.ts';
import { makeMemoryRepository } from './memory-repository.ts';
import { virtualSource } from './virtual-source.ts';

const folders = ['a', 'b'];

/** Each piece becomes a blob of its own, and many are the same. */
const someContent = fc
  .array(
    fc.record({
      fill: fc.constantFrom(0, 0, 1, 2, 3),
      length: fc.constantFrom(1, 100, 4096, 9000, 20_000, 700_000),
    }),
    { maxLength: 4 },
  )
  .map(pieces => pieces.map(({ fill, length }) => Buffer.alloc(length, fill)));

const someFile = fc.record({
  folder: fc.constantFrom(...folders),
  content: someContent,
  before: fc.option(someContent),
  mode: fc.constantFrom(0o644, 0o400, 0o755),
  modified: fc.bigInt({ min: -(10n ** 18n), max: 4n * 10n ** 18n }),
});
type SomeFile = typeof someFile extends fc.Arbitrary<infer T> ? T : never;

for (const [where, make] of Object.entries({ 'on this disk': makeRepository, elsewhere: makeMemoryRepositoryOnly })) {
  test(`from a repository ${where}, threads restore the same as is restored without them`, async t => {
    const folder = temporaryFolder(t);
    const repository = await make(t, join(folder, 'repository'));
    const template = await fileTemplate(repository);
    let round = 0;
    const settings = fc.record({ sparse: fc.boolean(), damaged: fc.option(fc.nat()), threads: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(someFile, { maxLength: 12 }), settings, async (files, { sparse, damaged, threads }) => {
        const tree = await storeFiles(repository, template, files);
        const repair = damaged === null ? undefined : await damageBlob(repository, files, damaged);
        const place = join(folder, String(round++));
        if (threads) repository[internals].store.workers.expect(Number.MAX_SAFE_INTEGER, 0);
        const outcomes = [];
        for (const makeTarget of [localTarget, onlyByItself]) {
          const target = join(place, makeTarget.name);
          putBefore(target, files);
          const restoring = repository.restore(tree, makeTarget(target, { restored: tree }), { sparse });
          const { failed, files: whole, ...counts } = await restoring;
          const there = Object.entries(inspectFolder(target)).flatMap(([path, entry]) => {
            if (path === '.') return [];
            // What is left of a file that failed holds whatever was written before.
            return path.endsWith('.part') ? [[path]] : [[path, entry]];
          });
          // Bytes of a file that fails count as far as they came.
          const known = { there, whole, ...(failed.length === 0 && counts) };
          outcomes.push({ ...known, failed: failed.map(({ path }) => path).sort() });
        }
        await repair?.();
        assert.deepEqual(outcomes[0], outcomes[1]);
        if (repair === undefined) assert.deepEqual(outcomes[0]!.failed, []);
        rmSync(place, { recursive: true });
      }),
      { numRuns: sampled(6, 300) },
    );
  });
}

function makeMemoryRepositoryOnly(): Promise<OpenedRepository> {
  return makeMemoryRepository();
}

/** The same target, but that no thread may write to it. */
function onlyByItself(folder: string, options: { restored: string }): Target<LocalPath> {
  const { inThreads: _, ...target } = localTarget(folder, options);
  return {
    ...target,
    async file(...parameters) {
      const { descriptor: _, ...file } = await target.file(...parameters);
      return file;
    },
  };
}

async function fileTemplate(repository: OpenedRepository): Promise<{ file: TreeNode; folder: TreeNode }> {
  const { tree } = await repository.archive(virtualSource({ file: 'x', folder: {} }));
  return { file: (await repository.find(tree, 'file'))!, folder: (await repository.find(tree, 'folder'))! };
}

async function storeFiles(
  repository: OpenedRepository,
  template: { file: TreeNode; folder: TreeNode },
  files: readonly SomeFile[],
): Promise<string> {
  const { store } = repository[internals];
  const loader = new IndexLoader(store);
  await loader.refresh();
  const writer = new BlobWriter(store, loader);
  const top = folders.map(folder => {
    const nodes = files.flatMap(({ content, mode, modified, folder: own }, number) => {
      if (own !== folder) return [];
      const size = BigInt(content.reduce((sum, { length }) => sum + length, 0));
      const ids = content.map(piece => writer.add('data', Buffer.from(piece)));
      return { ...template.file, name: nameOf(number), mode, modified, size, content: ids };
    });
    return { ...template.folder, name: Buffer.from(folder), subtree: writer.add('tree', encodeTree(nodes)) };
  });
  const tree = writer.add('tree', encodeTree(top));
  await writer.flush();
  return tree;
}

/** Damages the blob of some piece in its pack; returns what puts it right again. */
async function damageBlob(
  repository: OpenedRepository,
  files: readonly SomeFile[],
  choice: number,
): Promise<(() => Promise<void>) | undefined> {
  const { store, loadIndex } = repository[internals];
  const ids = files.flatMap(({ content }) => content.map(piece => sha256(piece)));
  if (ids.length === 0) return undefined;
  const { pack, offset, length } = (await loadIndex()).place('data', ids[choice % ids.length]!)!;
  const flip = async () => {
    const bytes = Buffer.from(await store.backend.load('data', String(pack)));
    bytes[offset + (choice % length)]! ^= 1;
    await store.backend.remove('data', String(pack));
    await store.backend.save('data', String(pack), [bytes]);
  };
  await flip();
  return flip;
}

function putBefore(target: string, files: readonly SomeFile[]): void {
  for (const [number, { folder, before }] of files.entries()) {
    if (before === null) continue;
    mkdirSync(join(target, folder), { recursive: true });
    const path = join(target, folder, nameOf(number).toString());
    writeFileSync(path, Buffer.concat(before));
    utimesSync(path, 1, 1);
  }
}

const nameOf = (number: number) => Buffer.from(`file${String(number).padStart(2, '0')}`);
