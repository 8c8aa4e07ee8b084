import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../src/crypto/hash.ts';
import { partPath } from '../src/local/part.ts';
import { internals } from '../src/opened/opened-repository.ts';
import type { FileToWrite } from '../src/workers/restore-work.ts';
import { makeWork } from '../src/workers/work.ts';
import { backUp, makeRepository, temporaryFolder } from './helpers.ts';

const names = ['empty', 'first', 'second'] as const;

test('files are written in one go; a failure is reported and leaves nothing behind', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const name of names) writeFileSync(join(source, name), name === 'empty' ? '' : name, { mode: 0o640 });
  const repository = await makeRepository(t, join(folder, 'repository'));
  const { tree } = await backUp(repository, source);
  const { store, loadIndex } = repository[internals];
  const index = await loadIndex();
  const { pack, ...rest } = index.place('data', sha256(Buffer.from('first')))!;
  const path = store.backend.localPath!('data', String(pack));

  let round = 0;
  const attempt = async (prepare: (target: string, part: (name: string) => string) => void, from = path) => {
    const target = join(folder, String(round++));
    mkdirSync(target);
    prepare(target, name => String(partPath(join(target, name), tree)));
    const before = readdirSync(target);
    const files = names.map((name): FileToWrite => {
      const place = name === 'empty' ? undefined : index.place('data', sha256(Buffer.from(name)))!;
      return {
        path: join(target, name),
        restored: tree,
        uid: 0,
        gid: 0,
        mode: 0o600,
        accessed: 1n,
        modified: 2n,
        blob: place && { id: sha256(Buffer.from(name)), ...place },
        sparseSize: undefined,
      };
    });
    const written = makeWork(store).writeFiles({ path: from }, files);
    for (const [number, name] of names.entries()) {
      if (!written[number]) continue;
      assert.equal(readFileSync(join(target, name), 'utf8'), name === 'empty' ? '' : name);
      const { mode, mtimeMs } = statSync(join(target, name));
      assert.deepEqual([mode & 0o777, Math.floor(mtimeMs * 1e6)], [0o600, 2]);
    }
    const expected = names.filter((_, number) => written[number]);
    assert.deepEqual(readdirSync(target).sort(), [...new Set([...before, ...expected])].sort());
    return written;
  };

  assert.deepEqual(await attempt(() => {}), [true, true, true]);
  assert.deepEqual(await attempt(target => writeFileSync(join(target, 'first'), 'other')), [true, true, true]);
  assert.deepEqual(await attempt(() => {}, join(folder, 'no pack')), [false, false, false]);
  assert.deepEqual(await attempt(target => mkdirSync(join(target, 'first'))), [true, false, true]);
  const outside = join(folder, 'outside');
  assert.deepEqual(await attempt((_, part) => symlinkSync(outside, part('second'))), [true, true, false]);
  const bytes = Buffer.from(readFileSync(path));
  bytes[rest.offset + 20]! ^= 1;
  writeFileSync(join(folder, 'damaged'), bytes);
  assert.deepEqual(await attempt(() => {}, join(folder, 'damaged')), [true, false, true]);
  writeFileSync(join(folder, 'short'), bytes.subarray(0, rest.offset + 20));
  assert.equal((await attempt(() => {}, join(folder, 'short')))[1], false);
});
