import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { isResiteError } from '@resite/errors';
import { checkFence, folderFence, imageHost } from '@resite/host';
import { readDword } from '@resite/registry/values';
import { makeDisk } from './support/make-disk.ts';

const script = (name: string) => join(import.meta.dirname, 'support', name);

describe('the fence of a folder', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resite-fence-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('gives each claim of several processes a number of its own', { timeout: 300_000 }, async () => {
    const run = async () =>
      JSON.parse((await promisify(execFile)(process.execPath, [script('claim-often.ts'), folder, '15'])).stdout);
    const claims = (await Promise.all([run(), run(), run()])).flat();
    assert.deepEqual(
      claims.sort((a, b) => a - b),
      Array.from({ length: 45 }, (_, index) => index + 1),
    );
    assert.equal(await folderFence(folder).latest(), 45);
    assert.equal(await readFile(join(folder, 'fence'), 'utf8'), '45\n');
    assert.deepEqual(await readdir(folder), ['fence']);
  });

  for (const text of ['', 'x', '-1', '1.5', '1e9', '12345678901234567890']) {
    it(`is not ${JSON.stringify(text)}`, async () => {
      const broken = await mkdtemp(join(tmpdir(), 'resite-fence-'));
      await writeFile(join(broken, 'fence'), text);
      for (const attempt of [folderFence(broken).latest, folderFence(broken).claim]) {
        await assert.rejects(attempt(), error => isResiteError(error, 'HOST_PROTOCOL'));
      }
      assert.equal(await readFile(join(broken, 'fence'), 'utf8'), text);
      await rm(broken, { recursive: true });
    });
  }

  it('permits only the holder of the latest number', () => {
    checkFence('X', 3, 3);
    for (const held of [undefined, 0, 2, 4]) {
      assert.throws(
        () => checkFence('X', held, 3),
        error => isResiteError(error, 'FENCED'),
      );
    }
  });
});

it('nothing of another process reaches a disk once it was taken over', { timeout: 300_000 }, async () => {
  const folder = await makeDisk();
  const twin = spawn(process.execPath, [script('change-until-fenced.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(twin, 'exit');
  let output = '';
  twin.stdout.setEncoding('utf8').on('data', data => {
    output += data;
  });
  await once(twin.stdout, 'data');

  const host = imageHost({ name: 'BRANCH1', folder });
  await host.claim();
  const count = async () => readDword((await host.registry.value('HKLM\\SOFTWARE\\Twin', 'Count'))!);
  const atTakeover = await count();
  assert.deepEqual(await exit, [0, null]);
  assert.equal(await count(), atTakeover);
  assert.equal(output, `first change done\nfenced at ${atTakeover + 1}\n`);
  await rm(folder, { recursive: true });
});
