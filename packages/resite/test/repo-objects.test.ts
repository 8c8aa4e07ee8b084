import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { resite, run } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

test('what a repository is made of', async t => {
  const folder = await folderWithRepository(t);
  const type = (...args: string[]) => resite(['repo', ...args, ...withRepo], { cwd: folder });
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await type(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const restic = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('restic', [...args, '--no-cache', ...withRepo], { cwd: folder });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const lines = (text: string) => text.split('\n').filter(Boolean).sort();
  const [first] = (await ok('list', 'keys')).split('\n');
  await restic('backup', 'data', '--tag', 'theirs');
  await ok('backup', 'data', '--tag', 'second');
  const lock = join('repo', 'locks', 'ab'.repeat(32));

  for (const what of ['blobs', 'packs', 'index', 'snapshots', 'keys', 'locks']) {
    await t.test(`list ${what} names what restic names`, async () => {
      const named = lines(await ok('list', what));
      assert.deepEqual(named, lines(await restic('list', what, '--no-lock')));
      assert.equal(named.length > 0, what !== 'locks');
    });
  }

  await t.test('programs get the types of blobs', async () => {
    const events = lines(await ok('list', 'blobs', '--json')).map(line => JSON.parse(line));
    const named = events.map(({ object_type, object_id }) => `${object_type} ${object_id}`);
    assert.deepEqual(named.sort(), lines(await ok('list', 'blobs')));
  });

  await t.test('cat writes what restic writes, byte for byte, by the beginning of an ID as well', async () => {
    const idOf = async (what: string) => (await ok('list', what)).split('\n')[0]!;
    const [theirs] = JSON.parse(await ok('snapshots', '--tag', 'theirs', '--json')).snapshots;
    const snapshot: string = theirs.id;
    const wanted = [
      ['config'],
      ['snapshot', snapshot],
      ['snapshot', snapshot.slice(0, 8)],
      ['key', first!],
      ...lines(await ok('list', 'blobs')).map(line => ['blob', line.split(' ')[1]!]),
    ];
    for (const args of wanted) assert.equal(await ok('cat', ...args), await restic('cat', ...args), args.join(' '));
    const index = await idOf('index');
    assert.equal((await ok('cat', 'index', index)).trim(), (await restic('cat', 'index', index)).trim());
    const pack = await idOf('packs');
    const bytes = await readFile(join(folder, 'repo', 'data', pack.slice(0, 2), pack));
    const written = await run(
      'sh',
      ['-c', 'exec "$@" > pack.bin', 'sh', process.execPath, ...program('cat', 'pack', pack)],
      {
        cwd: folder,
      },
    );
    assert.equal(written.code, 0, written.stderr);
    assert.deepEqual(await readFile(join(folder, 'pack.bin')), bytes);
  });

  await t.test('the tree of a folder, and the latest snapshot by a filter', async () => {
    const { nodes } = JSON.parse(await ok('cat', 'tree', `latest:${folder}/data`));
    assert.deepEqual(
      nodes.map(({ name }: { name: string }) => name),
      ['a.txt', 'sub'],
    );
    const { tags } = JSON.parse(await ok('cat', 'snapshot', 'latest', '--tag', 'second'));
    assert.deepEqual(tags, ['second']);
  });

  await t.test('a lock', async () => {
    await writeFile(join(folder, lock), 'no lock');
    assert.match((await type('cat', 'lock', 'abab')).stderr, /locks\/abab.* damaged/);
    await rm(join(folder, lock));
    assert.match((await type('cat', 'lock', 'abab')).stderr, /there is no locks\/abab/);
  });

  await t.test('what cannot be meant is refused before the password is asked', async () => {
    const without = ['-r', 'repo', '--password-file', 'absent'];
    for (const [args, message] of [
      [['cat', 'snapshot'], /which snapshot is meant is not said/],
      [['cat', 'blob'], /which blob is meant is not said/],
      [['cat', 'config', 'abab'], /the config has no ID/],
      [['cat', 'masterkey'], /Allowed choices are config, snapshot/],
      [['cat', 'tree', 'abab', '--host', 'x'], /is one snapshot, and other options choose among many/],
      [['cat', 'index', 'abab', '--host', 'x'], /only a snapshot or a tree is chosen by/],
      [['list', 'things'], /Allowed choices are blobs, packs/],
    ] as const) {
      const { code, stderr } = await resite(['repo', ...args, ...without], { cwd: folder });
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
    }
  });

  await t.test('what is not there, not clear or damaged is said to be', async () => {
    for (const [args, message] of [
      [['blob', 'abab'], /there is no blob abab.*\n.*whole ID/],
      [['blob', 'ab'.repeat(32)], /there is no blob/],
      [['pack', 'z'], /there is no data\/z/],
      [['snapshot', 'latest~9'], /there are 2 to count/],
    ] as const) {
      const { code, stdout, stderr } = await type('cat', ...args);
      assert.equal(code, 1, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    }
    const packs = await readdir(join(folder, 'repo', 'data'), { recursive: true });
    const pack = packs.find(name => name.length === 67)!;
    const path = join(folder, 'repo', 'data', pack);
    const bytes = await readFile(path);
    bytes[5]! ^= 1;
    await writeFile(path, bytes);
    const { code, stderr } = await type('cat', 'pack', pack.slice(3));
    assert.equal(code, 1);
    assert.match(stderr, /data\/[0-9a-f]{64} of .* is damaged/);
  });
});

const program = (...args: string[]) => [
  join(import.meta.dirname, '..', 'src', 'main.ts'),
  'repo',
  ...args,
  ...withRepo,
];
