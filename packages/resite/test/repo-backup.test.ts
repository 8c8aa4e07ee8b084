import assert from 'node:assert/strict';
import { copyFile, mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parentFinder } from '../src/commands/repo/parent-snapshot.ts';
import { backupPlace as place } from './support/backup-place.ts';
import { resite, run } from './support/cli.ts';
import { withRepo } from './support/repository.ts';

test('a snapshot has the host and the time that are given, and the parent that restic takes', async t => {
  const { save, restic, snapshots } = await place(t);
  for (const backup of [save, restic])
    for (const time of ['2020-01-02 03:04:05', '2019-01-02 03:04:05', '2021-01-02 03:04:05'])
      await backup('data', '--time', time, '--host', backup.name);
  const all = await snapshots();
  const of = (host: string) => all.filter(snapshot => snapshot.hostname === host);
  for (const host of [save.name, restic.name]) {
    const [, second] = of(host);
    assert.deepEqual(
      of(host).map(({ time, parent }) => ({ time, parent })),
      [
        { time: '2019-01-02T03:04:05Z', parent: undefined },
        { time: '2020-01-02T03:04:05Z', parent: undefined },
        { time: '2021-01-02T03:04:05Z', parent: second?.id },
      ],
      host,
    );
  }
});

test('RESTIC_HOST names the host, --host wins over it, and without both it is this computer', async t => {
  const { type, snapshots } = await place(t);
  await type(['data'], { RESTIC_HOST: 'web' });
  await type(['data', '-H', 'db'], { RESTIC_HOST: 'web' });
  await type(['data'], { RESTIC_HOST: '' });
  assert.deepEqual(
    (await snapshots()).map(snapshot => snapshot.hostname),
    ['web', 'db', hostname()],
  );
});

test('--parent names the snapshot whose files need not be read again, and --force reads them', async t => {
  const { save, type } = await place(t);
  const first = await save('data', '--host', 'web');
  const counts = async (...args: string[]) => {
    const { files_new, files_unmodified } = await save('data', ...args);
    return { files_new, files_unmodified };
  };
  assert.deepEqual(await counts('--host', 'db'), { files_new: 2, files_unmodified: 0 });
  const parent = ['--host', 'mail', '--parent', first.snapshot_id.slice(0, 8)];
  assert.deepEqual(await counts(...parent), { files_new: 0, files_unmodified: 2 });
  assert.deepEqual(await counts(...parent, '-f'), { files_new: 2, files_unmodified: 0 });
  assert.deepEqual(await counts('--host', 'web', '--parent', 'latest'), { files_new: 0, files_unmodified: 2 });
  const nobody = await type(['data', '--host', 'nobody', '--parent', 'latest']);
  assert.deepEqual([nobody.code, nobody.stderr.includes('SNAPSHOT_MISSING')], [1, true]);
});

test('--group-by says what the parent has in common', async () => {
  const made = [
    { hostname: 'web', paths: ['/data', '/more'], tags: ['a', 'b'] },
    { hostname: 'db', paths: ['/more', '/data'] },
    { hostname: 'web', paths: ['/data'], tags: ['a'] },
    { hostname: 'mail', paths: ['/'], tags: ['b', 'a'], time: '2999-01-01T00:00:00Z' },
  ].map((snapshot, minute) => ({
    time: `2020-01-01T00:0${minute}:00Z`,
    ...snapshot,
    id: `${minute}`,
    tree: '',
    username: '',
  }));
  const repository = {
    snapshots: async () => made,
    findSnapshot: async () => assert.fail('no snapshot is named'),
  };
  for (const [groupBy, parent] of [
    ['host', '2'],
    ['paths', '1'],
    ['host,paths', '0'],
    ['tags', '0'],
    ['host,tags', '0'],
    ['', '2'],
    [undefined, '0'],
  ] as const) {
    const options = { host: 'web', tag: ['b', 'a'], ...(groupBy !== undefined && { groupBy }) };
    assert.equal((await parentFinder(['/more', '/data'], options)(repository))?.id, parent, groupBy);
  }
  assert.equal(await parentFinder(['/data'], { host: 'web', force: true })(repository), undefined);
  assert.equal(await parentFinder(['/other'], { host: 'web' })(repository), undefined);
});

test('no snapshot is made with --skip-if-unchanged when only folders on the way have changed', async t => {
  const { folder, save, snapshots } = await place(t);
  const first = await save('data', '--skip-if-unchanged');
  await mkdir(join(folder, 'beside'));
  const { same_as, snapshot_id, files_unmodified, data_added } = await save('data', '--skip-if-unchanged');
  assert.deepEqual(
    { same_as, snapshot_id, files_unmodified, data_added },
    { same_as: first.snapshot_id, snapshot_id: undefined, files_unmodified: 2, data_added: 0 },
  );
  assert.equal((await snapshots()).length, 1);
  await save('data');
  await writeFile(join(folder, 'data', 'sub', 'c.txt'), '');
  assert.notEqual((await save('data', '--skip-if-unchanged')).snapshot_id, undefined);
  const third = (await snapshots()).at(-1);
  const { code, stdout } = await resite(['repo', 'backup', 'data', '--skip-if-unchanged', ...withRepo], {
    cwd: folder,
  });
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `Nothing has changed in 3 files, 5.87 KiB: no snapshot was made, ${third?.id.slice(0, 8)} holds the same\n`,
  );
});

test('--exclude-larger-than and -x leave out files', async t => {
  const { save } = await place(t);
  const files = async (...args: string[]) => (await save(...args, '-n')).total_files_processed;
  assert.equal(await files('data', '--exclude-larger-than', '1K'), 1);
  assert.equal(await files('data', '--exclude-larger-than', '5999'), 1);
  assert.equal(await files('data', '--exclude-larger-than', '6000'), 2);
  assert.equal(await files('data', '-x'), 2);
  const only = ['/*', '!/proc', '/proc/*', '!/proc/sys', '/proc/sys/*'].flatMap(pattern => ['-e', pattern]);
  const folders = async (...args: string[]) => (await save('/', '-n', ...only, ...args)).dirs_new;
  assert.deepEqual([await folders(), await folders('-x')], [2, 1]);
});

test('--ignore-ctime and --ignore-inode pass over what restic passes over', async t => {
  const { folder, save, restic } = await place(t);
  const a = join(folder, 'data', 'a.txt');
  await utimes(a, 1_000_000_000, 1_000_000_000);
  const { snapshot_id: parent } = await save('data');
  await copyFile(a, join(folder, 'copy'));
  await utimes(join(folder, 'copy'), 1_000_000_000, 1_000_000_000);
  await rename(join(folder, 'copy'), a);
  for (const option of ['--ignore-ctime', '--ignore-inode']) {
    const counts = async (backup: typeof save) => {
      const { files_changed, files_unmodified } = await backup(join(folder, 'data'), option, '--parent', parent);
      return { files_changed, files_unmodified };
    };
    assert.deepEqual(await counts(save), await counts(restic), option);
  }
});

test('access times are saved with --with-atime, as restic saves them', async t => {
  const { folder, save, restic } = await place(t);
  const time = Math.trunc(Date.now() / 1000) + 3600; // past the change time, so that to read them leaves it
  await utimes(join(folder, 'data', 'a.txt'), time, 1_000_000_000);
  await utimes(join(folder, 'data', 'sub'), time, 1_000_000_000);
  const nodes = async () => {
    const { stdout } = await run('restic', ['ls', 'latest', '--json', '--no-cache', '-r', 'repo', '-p', 'password'], {
      cwd: folder,
    });
    const all = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { path?: string; atime: string });
    return all.flatMap(({ path, atime }) => (/a.txt$|sub$/.test(path ?? '') ? [atime] : []));
  };
  await save('data');
  assert.deepEqual(await nodes(), ['2001-09-09T01:46:40Z', '2001-09-09T01:46:40Z']);
  await save('data', '--with-atime');
  const ours = await nodes();
  await restic('data', '--with-atime');
  assert.deepEqual(ours, await nodes());
  assert.deepEqual(ours.map(Date.parse), [time * 1000, time * 1000]);
});

test('values that cannot be meant are refused', async t => {
  const { type, snapshots } = await place(t);
  for (const [option, value] of [
    ['--exclude-larger-than', '5%'],
    ['--exclude-larger-than', '-1'],
    ['--exclude-larger-than', ''],
    ['--time', '2021-02-30 03:04:05'],
    ['--time', '2021-02-20'],
    ['--time', 'now'],
    ['--time', '2021-02-20 24:00:00'],
    ['--host', ''],
    ['--group-by', 'colour'],
    ['--parent', ''],
  ] as const) {
    const { code, stderr } = await type(['data', option, value]);
    assert.deepEqual([code, stderr.includes('USAGE')], [2, true], stderr);
  }
  assert.deepEqual(await snapshots(), []);
});
