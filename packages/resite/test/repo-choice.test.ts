import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatRfc3339, localSource, now, openRepository } from '@resite/repository';
import { resite, run } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

/** Oldest first, some minutes apart; the last one is from the future. */
const made = [
  { hostname: 'web', paths: ['data'], tags: ['a', 'b'] },
  { hostname: 'db', paths: ['data'], tags: ['a'] },
  { hostname: 'web', paths: ['data', 'other'], tags: [] },
  { hostname: 'web', paths: ['data'], tags: ['site:S01'] },
  { hostname: 'db', paths: ['other'], tags: ['b'] },
  { hostname: 'web', paths: ['data'], tags: ['a'] },
] as const;

test('which snapshots are meant', async t => {
  const folder = await folderWithRepository(t);
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'other', 'c.txt'), 'other\n');
  const ids = await fill(folder);
  const type = (...args: string[]) => resite(['repo', ...args, ...withRepo], { cwd: folder });
  const list = async (...args: string[]) => JSON.parse(await typed(...args));
  const typed = async (...args: string[]) => {
    const { code, stdout, stderr } = await type(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const restic = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('restic', [...args, '--no-cache', '--no-lock', ...withRepo], {
      cwd: folder,
    });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const idsOf = (snapshots: readonly { id: string }[]) => snapshots.map(({ id }) => id);
  const place = (id: string) => ids.indexOf(id);

  for (const options of [
    ['--host', 'web'],
    ['-H', 'db', '-H', 'nobody'],
    ['--tag', 'a,b'],
    ['--tag', 'a', '--tag', 'b'],
    ['--tag', ''],
    ['--path', join(folder, 'data')],
    ['--path', join(folder, 'data'), '--path', join(folder, 'other')],
    ['--host', 'web', '--tag', 'a'],
    ['--host', 'nobody'],
  ]) {
    await t.test(`snapshots ${options.join(' ')}, as with restic`, async () => {
      const { snapshots } = await list('snapshots', ...options, '--json');
      const theirs = await restic(
        'snapshots',
        ...options.map(option => (option === '-H' ? '--host' : option)),
        '--json',
      );
      assert.deepEqual(idsOf(snapshots).map(place), idsOf(theirs ?? []).map(place));
    });
  }

  await t.test('snapshots --site S01, and those that are named, each once', async () => {
    assert.deepEqual(idsOf((await list('snapshots', '--site', 'S01', '--json')).snapshots), [ids[3]]);
    const { snapshots } = await list('snapshots', ids[1]!.slice(0, 12), 'latest', 'latest~0', 'latest~3', '--json');
    assert.deepEqual(idsOf(snapshots), [ids[1], ids[4]]);
  });

  await t.test('--latest takes the last of each computer and its paths, and none from the future', async () => {
    const { snapshots } = await list('snapshots', '--latest', '1', '--json');
    assert.deepEqual(idsOf(snapshots).map(place), [1, 2, 3, 4]);
    assert.deepEqual(
      idsOf((await list('snapshots', '--latest', '2', '--host', 'web', '--json')).snapshots).map(place),
      [0, 2, 3],
    );
    for (const wrong of ['0', '-1', '1.5', 'all', ''])
      assert.equal((await type('snapshots', '--latest', wrong)).code, 2, wrong);
  });

  for (const by of ['host', 'host,paths', 'tags', 'paths', '']) {
    await t.test(`--group-by '${by}', as with restic`, async () => {
      const { groups } = await list('snapshots', '--group-by', by, '--json');
      const ours = groups.map(({ snapshots }: { snapshots: { id: string }[] }) => idsOf(snapshots).map(place));
      const theirs = await restic('snapshots', '--group-by', by, '--json');
      // restic prints a plain list when it does not group.
      const lists =
        by === '' ? [idsOf(theirs)] : theirs.map((group: { snapshots: { id: string }[] }) => idsOf(group.snapshots));
      const inOrder = (some: number[][]) => some.map(group => group.toSorted()).toSorted((a, b) => a[0]! - b[0]!);
      assert.deepEqual(inOrder(ours), inOrder(lists.map((group: string[]) => group.map(place))));
    });
  }

  await t.test('groups have a heading, and nothing can be grouped by what is not known', async () => {
    const text = await typed('snapshots', '--group-by', 'host,tags', '--host', 'db');
    assert.match(text, /^Snapshots on db tagged a\nID .*\n.*\n1 snapshot\n\nSnapshots on db tagged b\n/);
    const { code, stderr } = await type('snapshots', '--group-by', 'color');
    assert.equal(code, 2);
    assert.match(stderr, /cannot be grouped by color/);
    assert.equal(await typed('snapshots', '--group-by', 'host', '--host', 'nobody'), 'No snapshots\n');
  });

  const files = (text: string) => text.split('\n').flatMap(line => / (\/.*)$/.exec(line)?.[1] ?? []);

  await t.test('latest is the latest of those that are chosen, for every command that takes a snapshot', async () => {
    const of = async (...args: string[]) => files(await typed('ls', ...args)).at(-1);
    assert.equal(await of('latest'), join(folder, 'other', 'c.txt'));
    assert.equal(await of('latest', '--host', 'web'), join(folder, 'data', 'sub', 'b.txt'));
    assert.equal(await of('latest~1', '--host', 'web'), join(folder, 'other', 'c.txt'));
    assert.equal(await typed('dump', 'latest', join(folder, 'data', 'a.txt'), '--site', 'S01'), 'hello\n');
    await typed('restore', 'latest', '-t', 'by-tag', '--tag', 'a');
    assert.deepEqual(await readdir(join(folder, 'by-tag', folder)), ['data']);
    const difference = await typed('diff', 'latest~1', 'latest', '-H', 'web');
    assert.match(difference, /^- +.*other\/\n- +.*other\/c\.txt\n/);
    assert.match(await typed('stats', 'latest', '--path', join(folder, 'data')), / in 1 snapshot, 6 files and folders/);
  });

  await t.test('a folder of a snapshot stands for the whole', async () => {
    const data = `latest~1:${join(folder, 'data')}`;
    assert.deepEqual(files(await typed('ls', data)), ['/a.txt', '/sub', '/sub/b.txt']);
    assert.deepEqual(files(await typed('ls', `${data}/`, 'sub')), ['/sub', '/sub/b.txt']);
    assert.equal(await typed('dump', data, 'a.txt'), 'hello\n');
    await typed('restore', data, '-t', 'part');
    assert.deepEqual((await readdir(join(folder, 'part'))).sort(), ['a.txt', 'sub']);
    assert.equal(await readFile(join(folder, 'part', 'a.txt'), 'utf8'), 'hello\n');
    await typed('restore', data, '-t', 'one', '--include', '/sub');
    assert.deepEqual(await readdir(join(folder, 'one')), ['sub']);
    assert.match(await typed('diff', data, `latest:${join(folder, 'other')}`), /^- +\/a\.txt\n\+ +\/c\.txt\n/);
    assert.match(await typed('diff', data, data), /^Files: 0 new, 0 removed, 0 changed\n/);
    const short = ids[3]!.slice(0, 8);
    for (const [args, message] of [
      [['ls', 'latest:/nowhere'], /there is no folder \/nowhere in the snapshot/],
      [['restore', `${data}/a.txt`, '-t', 'never'], /a\.txt is no folder in the snapshot/],
      [['ls', data, 'c.txt'], new RegExp(`there is no /c\\.txt in the snapshot ${short}:.*data`)],
      [['dump', data, 'c.txt'], new RegExp(`there is no /c\\.txt in the snapshot ${short}:.*data`)],
      [['restore', data, '-t', 'never', '-i', '/c.txt'], new RegExp(`in the snapshot ${short}:.*data`)],
    ] as const) {
      const { code, stderr } = await type(...args);
      assert.equal(code, 1, stderr);
      assert.match(stderr, message);
    }
    assert.equal((await readdir(folder)).includes('never'), false);
  });

  await t.test('what chooses nothing is refused by name', async () => {
    for (const [args, message] of [
      [['ls', 'latest~5'], /there is no snapshot latest~5 in .*repo: there are 5 to count/],
      [['ls', 'latest', '--host', 'nobody'], /there is no such snapshot/],
      [['ls', 'latest~'], /there is no snapshot latest~ /],
      [['forget', 'latest~9'], /there is no snapshot latest~9/],
    ] as const) {
      const { code, stderr } = await type(...args);
      assert.equal(code, 1, stderr);
      assert.match(stderr, message);
    }
  });

  await t.test('a folder without a snapshot is refused', async () => {
    const { code, stderr } = await type('restore', ':/data', '-t', 'never');
    assert.equal(code, 2);
    assert.match(stderr, /:\/data names a folder, and no snapshot/);
  });

  await t.test('an ID and a filter are never both believed', async () => {
    for (const args of [
      ['ls', ids[0]!],
      ['snapshots', ids[0]!],
      ['restore', `${ids[0]}:/x`, '-t', 'never'],
      ['forget', 'latest', ids[0]!],
      ['tag', ids[0]!, '--add', 'x'],
      ['rewrite', ids[0]!, '-e', 'x'],
      ['copy', ids[0]!, '--from-repo', 'repo', '--from-password-file', 'password'],
      ['find', 'x', '-s', ids[0]!],
      ['stats', ids[0]!],
      ['diff', 'latest', ids[0]!],
    ]) {
      const withoutPassword = ['-r', 'repo', '--password-file', 'absent'];
      const { code, stderr } = await resite(['repo', ...args, '--host', 'db', ...withoutPassword], { cwd: folder });
      assert.equal(code, 2, `${args[0]}: ${stderr}`);
      assert.match(stderr, /is one snapshot, and other options choose among many/);
    }
    assert.equal((await list('snapshots', '--json')).snapshots.length, made.length);
  });

  await t.test('tags change on all that are chosen, and on none when nothing is', async () => {
    const { code, stderr } = await type('tag', '--add', 'x');
    assert.equal(code, 2);
    assert.match(stderr, /no snapshot is named/);
    await typed('tag', '--host', 'db', '--add', 'x');
    const { snapshots } = await list('snapshots', '--tag', 'x', '--json');
    assert.deepEqual(
      snapshots.map(({ hostname }: { hostname: string }) => hostname),
      ['db', 'db'],
    );
  });

  await t.test('forget takes the latest of a computer, and no other', async () => {
    await typed('forget', 'latest', '--host', 'web', '--path', join(folder, 'other'));
    const { snapshots } = await list('snapshots', '--host', 'web', '--json');
    assert.deepEqual(idsOf(snapshots).map(place), [0, 3, 5]);
  });
});

async function fill(folder: string): Promise<string[]> {
  const repository = await openRepository(join(folder, 'repo'), 'open sesame');
  const ids: string[] = [];
  for (const [index, { hostname, paths, tags }] of made.entries()) {
    const absolute = paths.map(path => join(folder, path));
    const { tree } = await repository.archive(localSource(absolute));
    const minutes = index === made.length - 1 ? 60 : (index - made.length) * 10;
    const time = formatRfc3339(now() + BigInt(minutes) * 60_000_000_000n);
    const { id } = await repository.commit({
      time,
      tree,
      paths: absolute,
      hostname,
      username: 'ADMIN',
      ...(tags.length > 0 && { tags: [...tags] }),
    });
    ids.push(id);
  }
  await repository.close();
  return ids;
}
