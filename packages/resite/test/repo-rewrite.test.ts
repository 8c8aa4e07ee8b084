import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { resite, run } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

test('rewrite', async t => {
  const folder = await folderWithRepository(t);
  const repo = (...args: string[]) => resite(['repo', ...args, ...withRepo], { cwd: folder });
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await repo(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const snapshots = async (...args: string[]) =>
    (JSON.parse(await ok('snapshots', '--json', ...args)) as { snapshots: Shown[] }).snapshots;
  const path = (name: string) => join(folder, 'data', name);
  await ok('backup', 'data', '--tag', 'a', '--host', 'old');
  const [original] = await snapshots();

  await t.test('asks what to change', async () => {
    const { code, stderr } = await repo('rewrite', '-e', '');
    assert.deepEqual([code, /it is not said what to change/.test(stderr)], [2, true], stderr);
  });

  await t.test('a dry run names what would go, and changes nothing', async () => {
    const said = await ok('rewrite', '--exclude', 'b.txt', '--dry-run');
    const lines = [`Snapshot ${original!.short_id}`, `  without ${path('sub/b.txt')}`];
    assert.equal(said, `${lines.join('\n')}\nWould rewrite 1 snapshot; 0 have nothing to change\n`);
    assert.equal((await snapshots()).length, 1);
  });

  await t.test('patterns from every option, and sizes', async () => {
    await writeFile(join(folder, 'patterns'), '# none\n*.TXT\n');
    for (const [args, excluded] of [
      [['-e', 'a.*'], ['a.txt']],
      [['--iexclude', 'A.TXT'], ['a.txt']],
      [['--exclude-file', 'patterns'], []],
      [
        ['--iexclude-file', 'patterns'],
        ['a.txt', 'sub/b.txt'],
      ],
      [['-e', 'sub', '-e', '!a.txt'], ['sub']],
      [['--exclude-larger-than', '5K'], ['sub/b.txt']],
      [['--exclude-larger-than', '6000'], []],
    ] as const) {
      const event = JSON.parse(await ok('rewrite', '-n', '--json', ...args)) as Rewritten;
      assert.deepEqual(
        event.rewritten.flatMap(each => each.excluded.map(({ path }) => path)),
        excluded.map(path),
        args.join(' '),
      );
    }
  });

  await t.test('the original stays, and restic reads the new one', async () => {
    const said = await ok('rewrite', original!.short_id, '--exclude', 'sub');
    const made = (await snapshots('--tag', 'rewrite'))[0];
    assert.match(
      said,
      new RegExp(`\\n {2}is ${made!.short_id} now; ${original!.short_id} stays\\nRewrote 1 snapshot; 0 have`),
    );
    assert.deepEqual([made!.tags, made!.hostname, made!.time], [['a', 'rewrite'], 'old', original!.time]);
    const listed = await run('restic', ['--no-cache', 'ls', made!.id, ...withRepo], { cwd: folder });
    assert.deepEqual([listed.stdout.includes('a.txt'), listed.stdout.includes('sub')], [true, false], listed.stderr);
    assert.match(await ok('rewrite', '--exclude', 'sub'), /^Rewrote 0 snapshots; 2 have nothing to change\n$/);
  });

  await t.test('host and time, in the place of the originals', async () => {
    const [event] = [
      await ok('rewrite', '-H', 'old', '--new-host', 'new', '--new-time', '2001-02-03 04:05:06', '--forget', '--json'),
    ].map(text => JSON.parse(text) as { rewritten: { removed: boolean }[] });
    assert.deepEqual(
      event!.rewritten.map(({ removed }) => removed),
      [true, true],
    );
    const all = await snapshots();
    assert.deepEqual(
      all.map(({ hostname }) => hostname),
      ['new', 'new'],
    );
    assert.ok(all.every(({ time }) => time.startsWith('2001-02-03T04:05:06')));
    const check = await run('restic', ['--no-cache', 'check', '--read-data', ...withRepo], { cwd: folder });
    assert.match(check.stdout, /no errors were found/);
  });

  await t.test('names that are not UTF-8 are said to the byte', async () => {
    const name = Buffer.concat([Buffer.from(`${folder}/odd/`), Buffer.from([0x61, 0xff])]);
    await mkdir(join(folder, 'odd'));
    await writeFile(name, 'odd');
    await ok('backup', 'odd');
    const event = JSON.parse(await ok('rewrite', 'latest', '-n', '--json', '-e', 'a?')) as Rewritten;
    const [excluded] = event.rewritten[0]!.excluded;
    assert.deepEqual(excluded, { path: join(folder, 'odd', 'a\ufffd'), path_b64: name.toString('base64') });
    assert.match(await ok('rewrite', 'latest', '-n', '-e', 'a?'), /odd\/a\\xff\n/);
    await ok('forget', 'latest');
  });

  await t.test('a snapshot of a site stays as it is, and is named; the others are rewritten', async () => {
    await mkdir(join(folder, 'site', '.resite'), { recursive: true });
    await writeFile(join(folder, 'site', '.resite', 'manifest.json'), '{}');
    await writeFile(join(folder, 'site', 'a.txt'), 'a');
    const saved = await run('restic', ['--no-cache', 'backup', '.', ...absolute(folder)], {
      cwd: join(folder, 'site'),
    });
    assert.equal(saved.code, 0, saved.stderr);
    const whole = (await snapshots()).at(-1)!;
    assert.equal(await ok('ls', whole.id, '--json').then(text => text.includes('"/.resite"')), true);
    const { code, stdout, stderr } = await repo('rewrite', '-e', 'a.txt', '--forget');
    assert.equal(code, 3, stderr);
    assert.match(
      stdout,
      new RegExp(`\nSnapshot ${whole.short_id} is of a site, and stays as it is\nRewrote 2 snapshots`),
    );
    assert.match(stderr, /resite repo forget [0-9a-f]{8}\n {2}\(SNAPSHOT_OF_SITE\)/);
    assert.ok((await snapshots()).some(({ id }) => id === whole.id));
    assert.match(await ok('rewrite', whole.id, '-e', 'nothing'), /1 has nothing to change/);
  });
});

interface Rewritten {
  rewritten: { excluded: { path: string; path_b64?: string }[] }[];
}

interface Shown {
  id: string;
  short_id: string;
  hostname: string;
  time: string;
  tags?: string[];
}

const absolute = (folder: string) => ['-r', join(folder, 'repo'), '--password-file', join(folder, 'password')];
