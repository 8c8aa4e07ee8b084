import assert from 'node:assert/strict';
import { link, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { resite, run } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

test('ls', async t => {
  const folder = await folderWithRepository(t);
  const data = join(folder, 'data');
  const odd = Buffer.concat([Buffer.from(`${data}/odd "\\udcff\u0001é`), Buffer.of(0xff)]);
  await writeFile(odd, 'odd');
  await writeFile(join(data, 'z.log'), 'x'.repeat(600));
  await link(join(data, 'z.log'), join(data, 'y.log'));
  await symlink('a.txt', join(data, 'link'));
  for (const [number, name] of ['z.log', 'a.txt', 'sub/b.txt'].entries()) {
    await utimes(join(data, name), 0, 946_684_800 + number);
  }
  const type = (...args: string[]) => resite(['repo', ...args, ...withRepo], { cwd: folder });
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await type(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await ok('backup', 'data');
  const files = async (...args: string[]) =>
    (await ok('ls', `latest:${data}`, ...args, '--json'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .filter(({ type, path }) => type === 'file' && !path.includes('odd'))
      .map(({ path }) => path);

  await t.test('sorts by what is asked for, the smallest first, and the other way round', async () => {
    const bySize = ['/a.txt', '/y.log', '/z.log', '/sub/b.txt'];
    assert.deepEqual(await files('--sort', 'size'), bySize);
    assert.deepEqual(await files('--sort', 'size', '--reverse'), bySize.toReversed());
    assert.deepEqual(await files('-s', 'extension'), ['/y.log', '/z.log', '/a.txt', '/sub/b.txt']);
    const byTime = ['/y.log', '/z.log', '/a.txt', '/sub/b.txt'];
    assert.deepEqual(await files('-s', 'time'), byTime);
    assert.deepEqual(await files('-s', 'mtime', '-l', '--recursive'), byTime);
    assert.deepEqual(await files(), ['/a.txt', '/sub/b.txt', '/y.log', '/z.log']);
    assert.deepEqual(await files('--reverse'), ['/z.log', '/y.log', '/sub/b.txt', '/a.txt']);
    assert.match((await type('ls', 'latest', '--sort', 'colour')).stderr, /Allowed choices are name, size/);
  });

  await t.test('writes what ncdu reads, with the bytes of names that are not UTF-8', async () => {
    const [, , about, root] = JSON.parse(await ok('ls', `latest:${data}`, '--ncdu'));
    assert.equal(about.progname, 'resite');
    const [top, first, ...rest] = root;
    assert.deepEqual(top, { name: '/' });
    assert.equal(first.name, 'a.txt');
    assert.equal(first.asize, 6);
    assert.equal(first.dsize, 512);
    assert.equal(first.mode, 0o644);
    assert.equal(first.mtime, 946_684_801);
    assert.equal(first.hlnkc, undefined);
    const named = (name: string) => rest.flat().find((item: { name: string }) => item.name === name);
    assert.equal(named('link').notreg, true);
    assert.equal(named('link').asize, undefined);
    assert.deepEqual([named('z.log').ino, named('z.log').nlink, named('z.log').hlnkc], [named('y.log').ino, 2, true]);
    assert.equal(named('z.log').dsize, 1024);
    assert.deepEqual([named('sub').name, named('b.txt').asize], ['sub', 6000]);

    const main = join(import.meta.dirname, '..', 'src', 'main.ts');
    const program = [process.execPath, main, 'repo', 'ls', 'latest', '--ncdu', ...withRepo];
    const { code, stderr } = await run('sh', ['-c', 'exec "$@" > ncdu.json', 'sh', ...program], { cwd: folder });
    assert.equal(code, 0, stderr);
    const name = Buffer.concat([Buffer.from(String.raw`"name":"odd \"\\udcff\u0001é`), Buffer.of(0xff, 0x22)]);
    assert.ok(
      (await readFile(join(folder, 'ncdu.json'))).includes(name),
      'what JSON escapes is escaped, and bytes are bytes',
    );
  });

  await t.test('refuses what does not go together', async () => {
    for (const args of [['--json'], ['--sort', 'size'], ['--reverse'], ['/sub']]) {
      const { code, stderr, stdout } = await type('ls', 'latest', '--ncdu', ...args);
      assert.equal(code, 2);
      assert.match(stderr + stdout, /--ncdu and .* do not go together/);
    }
  });
});
