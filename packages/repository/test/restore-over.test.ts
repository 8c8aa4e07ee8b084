import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { isLong, sampled } from '../../../scripts/sample.ts';
import { BlobWriter } from '../src/archive/blob-writer.ts';
import { IndexLoader } from '../src/blob-index/index-loader.ts';
import { encodeTree } from '../src/format/tree.ts';
import { localTarget, type RestoreOptions, type TreeNode } from '../src/index.ts';
import { partName } from '../src/local/part.ts';
import { dataRuns } from '../src/local/sparse.ts';
import { internals, type OpenedRepository } from '../src/opened/opened-repository.ts';
import { backUp, makeRepository, reopen, temporaryFolder } from './helpers.ts';
import { makeMemoryRepository } from './memory-repository.ts';
import { type Folder, virtualSource } from './virtual-source.ts';

/** A tree with one file `f` of these pieces, each a blob of its own, far smaller than the chunker would cut them. */
async function storePieces(
  repository: OpenedRepository,
  template: TreeNode,
  pieces: readonly Buffer[],
): Promise<string> {
  const { store: files } = repository[internals];
  const loader = new IndexLoader(files);
  await loader.refresh();
  const writer = new BlobWriter(files, loader);
  const content = pieces.map(piece => writer.add('data', Buffer.from(piece)));
  const size = BigInt(pieces.reduce((sum, { length }) => sum + length, 0));
  const tree = writer.add('tree', encodeTree([{ ...template, name: Buffer.from('f'), size, content }]));
  await writer.flush();
  return tree;
}

/** Without a commit: while the lock of an archive is held, restores need none of their own. */
function archive(repository: OpenedRepository, folder: Folder): Promise<{ tree: string }> {
  return repository.archive(virtualSource(folder));
}

const pieceOf = fc.record({
  fill: fc.constantFrom(0, 0, 1, 2, 3),
  length: fc.constantFrom(1, 100, 4095, 4096, 4097, 9000, 20_000),
});
const someContent = fc
  .array(pieceOf, { maxLength: 8 })
  .map(pieces => pieces.map(({ fill, length }) => Buffer.alloc(length, fill)));

test('whatever was there before and wherever a first run was cut off, a file ends with its content', async t => {
  const folder = temporaryFolder(t);
  const repository = await makeMemoryRepository();
  const { tree: some } = await archive(repository, { template: 'x' });
  const template = (await repository.find(some, 'template'))!;
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.option(someContent),
      someContent,
      fc.boolean(),
      fc.option(fc.nat({ max: 6 })),
      async (before, after, sparse, cutAfter) => {
        const target = join(folder, String(round++));
        mkdirSync(target);
        if (before !== null) writeFileSync(join(target, 'f'), Buffer.concat(before));
        const tree = await storePieces(repository, template, after);
        const wanted = Buffer.concat(after);
        const restore = (more: RestoreOptions = {}) =>
          repository.restore(tree, localTarget(target, { restored: tree }), { sparse, ...more });
        if (cutAfter !== null) {
          const controller = new AbortController();
          let counted = 0;
          const onProgress = () => {
            if (counted++ === cutAfter) controller.abort(new Error('cut off'));
          };
          await restore({ onProgress, signal: controller.signal }).catch((error: Error) =>
            assert.equal(error.message, 'cut off'),
          );
          if (existsSync(join(target, 'f'))) {
            const there = readFileSync(join(target, 'f'));
            assert.ok(there.equals(wanted) || (before !== null && there.equals(Buffer.concat(before))));
          }
        }
        const planned = await restore({ dryRun: true });
        const { failed, bytes, bytesUnchanged, verified } = await restore({ verify: true });
        assert.deepEqual([failed, bytes, verified], [[], wanted.length, 1]);
        assert.equal(planned.bytes, bytes);
        assert.ok(bytesUnchanged <= bytes);
        assert.deepEqual(readdirSync(target), ['f']);
        assert.ok(readFileSync(join(target, 'f')).equals(wanted));
        const { filesUnchanged } = await restore({ overwrite: 'if-changed' });
        assert.equal(filesUnchanged, 1);
        rmSync(target, { recursive: true });
      },
    ),
    { numRuns: sampled(8, 600) },
  );
});

test('runs of data and zeros make up the whole, and zeros alone are left out', () => {
  const bytes = fc.array(fc.tuple(fc.constantFrom(0, 0, 7), fc.nat({ max: 9000 })), { maxLength: 6 });
  fc.assert(
    fc.property(bytes, fc.nat({ max: 10_000 }), (runs, position) => {
      const data = Buffer.concat(runs.map(([fill, length]) => Buffer.alloc(length, fill)));
      const rebuilt = Buffer.alloc(data.length);
      for (const { start, end } of dataRuns(position, data)) data.copy(rebuilt, start, start, end);
      assert.ok(rebuilt.equals(data));
    }),
  );
  assert.deepEqual([...dataRuns(0, Buffer.alloc(100_000))], []);
});

test('a sparse restore leaves holes', async t => {
  const target = join(temporaryFolder(t), 'target');
  const repository = await makeMemoryRepository();
  const content = Buffer.concat([randomBytes(5000), Buffer.alloc(3_000_000), randomBytes(5000)]);
  const { tree } = await archive(repository, { f: content });
  await repository.restore(tree, localTarget(target), { sparse: true });
  assert.ok(readFileSync(join(target, 'f')).equals(content));
  assert.ok(statSync(join(target, 'f')).blocks * 512 < 1_000_000);
});

/** Names and actions that a restore tells. */
async function actions(repository: OpenedRepository, tree: string, target: string, options: RestoreOptions) {
  const told: Record<string, string> = {};
  const result = await repository.restore(tree, localTarget(target), {
    ...options,
    onEntry: ({ path, action }) => {
      told[path] = action;
    },
  });
  return { told, result };
}

test('each way to overwrite does what it says, and a dry run foretells it', async t => {
  const folder = temporaryFolder(t);
  const repository = await makeMemoryRepository();
  const at = (seconds: number) => ({ modified: BigInt(seconds) * 1_000_000_000n });
  const times = { '/older': at(2000), '/newer': at(2000), '/same': at(2000), '/gone': at(2000) };
  const archived = await repository.archive(
    virtualSource({ older: 'new', newer: 'new', same: 'abc', gone: 'new' }, times),
  );
  const expected = {
    always: { older: 'new', newer: 'new', same: 'abc' },
    'if-changed': { older: 'new', newer: 'new', same: 'xyz' },
    'if-newer': { older: 'new', newer: 'old', same: 'xyz' },
    never: { older: 'old', newer: 'old', same: 'xyz' },
  } as const;
  for (const [overwrite, content] of Object.entries(expected)) {
    const target = join(folder, overwrite);
    mkdirSync(target);
    for (const [name, text, time] of [
      ['older', 'old', 1000],
      ['newer', 'old', 3000],
      ['same', 'xyz', 2000],
    ] as const) {
      writeFileSync(join(target, name), text);
      utimesSync(join(target, name), time, time);
    }
    const options = { overwrite: overwrite as keyof typeof expected };
    const foretold = await actions(repository, archived.tree, target, { ...options, dryRun: true });
    assert.deepEqual(readdirSync(target).sort(), ['newer', 'older', 'same']);
    const done = await actions(repository, archived.tree, target, options);
    assert.deepEqual(done.told, foretold.told);
    assert.deepEqual({ ...foretold.result }, { ...done.result }, overwrite);
    for (const [name, text] of Object.entries({ ...content, gone: 'new' }))
      assert.equal(readFileSync(join(target, name), 'utf8'), text, `${overwrite} ${name}`);
    assert.equal(done.told['/older'], overwrite === 'never' ? 'skipped' : 'updated');
    assert.equal(done.told['/gone'], 'created');
  }
});

test('delete removes what the snapshot does not hold and include takes, and follows no link', async t => {
  const folder = temporaryFolder(t);
  const target = join(folder, 'target');
  const outside = join(folder, 'outside');
  mkdirSync(join(target, 'a', 'extra', 'deep'), { recursive: true });
  mkdirSync(join(target, 'left'));
  mkdirSync(outside);
  for (const file of ['a/extra/deep/x', 'a/extra/kept.log', 'a/x', 'left/y', 'kept.log'])
    writeFileSync(join(target, file), 'x');
  writeFileSync(join(outside, 'z'), 'z');
  symlinkSync(outside, join(target, 'link'));
  const repository = await makeMemoryRepository();
  const { tree } = await archive(repository, { a: { b: 'b' }, left: { c: 'c' } });
  const include = (path: string) => !path.startsWith('/left') && !path.endsWith('.log');
  const options = { delete: true, include };
  const planned = await actions(repository, tree, target, { ...options, dryRun: true });
  const { result } = await actions(repository, tree, target, options);
  assert.deepEqual([planned.result.deleted, result.deleted, result.failed], [4, 4, []]);
  const left = readdirSync(target, { recursive: true }) as string[];
  assert.deepEqual(left.sort(), ['a', 'a/b', 'a/extra', 'a/extra/kept.log', 'kept.log', 'left', 'left/y']);
  assert.ok(existsSync(join(outside, 'z')));
});

test('a file with a second name is replaced, and what was there stays under the other one', async t => {
  const folder = temporaryFolder(t);
  const target = join(folder, 'target');
  mkdirSync(target);
  const content = randomBytes(700_000);
  const before = Buffer.concat([content.subarray(0, 650_000), randomBytes(1000)]);
  writeFileSync(join(folder, 'other'), before);
  linkSync(join(folder, 'other'), join(target, 'f'));
  const repository = await makeMemoryRepository();
  const { tree: some } = await archive(repository, { template: 'x' });
  const template = (await repository.find(some, 'template'))!;
  const tree = await storePieces(repository, template, [content.subarray(0, 600_000), content.subarray(600_000)]);
  const { bytesUnchanged } = await repository.restore(tree, localTarget(target));
  assert.equal(bytesUnchanged, 0);
  assert.ok(readFileSync(join(target, 'f')).equals(content));
  assert.ok(readFileSync(join(folder, 'other')).equals(before));
  // and once it has but one name, what is right of it is kept
  writeFileSync(join(target, 'f'), before);
  const again = await repository.restore(tree, localTarget(target));
  assert.ok(again.bytesUnchanged > 500_000);
  assert.ok(readFileSync(join(target, 'f')).equals(content));
});

test('a file that changed after it was restored does not pass the verification', async t => {
  const target = join(temporaryFolder(t), 'target');
  const repository = await makeMemoryRepository();
  const { tree } = await archive(repository, { a: 'aaa', b: 'bbb' });
  const written = localTarget(target);
  const { failed, verified } = await repository.restore(
    tree,
    {
      ...written,
      async metadata(parent, node, options) {
        if (node.name.toString() === 'a') writeFileSync(join(target, 'a'), 'aab');
        await written.metadata(parent, node, options);
      },
    },
    { verify: true },
  );
  assert.equal(verified, 1);
  assert.deepEqual(
    failed.map(({ path, error }) => [path, error.message]),
    [['/a', 'read back after the restore, /a differs from the snapshot in its content']],
  );
});

test('a restore that is killed leaves no wrong file, and the next one takes up its work', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  const target = join(folder, 'target');
  mkdirSync(source);
  const apart = sampled(1_000_000, 2_000_000);
  const content = randomBytes(6 * apart);
  writeFileSync(join(source, 'f'), content);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const { tree } = await backUp(repository, source);
  const before = Buffer.from(content);
  for (let at = 0; at < before.length; at += apart) before[at] = before[at]! ^ 1;
  const file = join(target, source, 'f');
  const part = join(target, source, partName(Buffer.from('f'), tree).toString());
  for (const repaired of isLong ? [undefined, 0, 2, 4] : [2]) {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(join(target, source), { recursive: true });
    writeFileSync(file, before);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'fixtures', 'restore-once.ts'), repository.location, tree, target],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = new Promise(resolve => child.on('exit', resolve));
    await new Promise(resolve => child.stdout.once('data', resolve));
    if (repaired !== undefined)
      while (child.exitCode === null && byteAt(part, repaired * apart) !== content[repaired * apart]) await sleep(1);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(file)) {
      const there = readFileSync(file);
      assert.ok(there.equals(before) || there.equals(content), `killed once difference ${repaired} was repaired`);
    }
    const fresh = await reopen(t, repository.location);
    const { failed } = await fresh.restore(tree, localTarget(target, { restored: tree }), { verify: true });
    assert.deepEqual(failed, []);
    assert.deepEqual(readdirSync(join(target, source)), ['f']);
    assert.ok(readFileSync(file).equals(content));
  }
});

/** One byte of a file, undefined when the file is not there. */
function byteAt(path: string, position: number): number | undefined {
  try {
    const file = openSync(path, 'r');
    const byte = Buffer.alloc(1);
    const found = readSync(file, byte, 0, 1, position);
    closeSync(file);
    return found === 1 ? byte[0] : undefined;
  } catch {
    return undefined;
  }
}

test('a link in place of what a killed restore left is not followed', async t => {
  const folder = temporaryFolder(t);
  const target = join(folder, 'target');
  mkdirSync(target);
  writeFileSync(join(folder, 'outside'), 'untouched');
  const repository = await makeMemoryRepository();
  const { tree } = await archive(repository, { f: 'content' });
  symlinkSync(join(folder, 'outside'), join(target, partName(Buffer.from('f'), tree).toString()));
  assert.deepEqual((await repository.restore(tree, localTarget(target, { restored: tree }))).failed, []);
  assert.equal(readFileSync(join(target, 'f'), 'utf8'), 'content');
  assert.equal(readFileSync(join(folder, 'outside'), 'utf8'), 'untouched');
});
