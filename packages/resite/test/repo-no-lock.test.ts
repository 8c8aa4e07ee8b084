import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, resite } from './support/cli.ts';
import { until } from './support/hierarchy.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

test('with --no-lock, what only reads takes no lock and heeds none', async t => {
  const folder = await folderWithRepository(t);
  const type = (...args: string[]) => resite(['repo', ...args, ...withRepo], { cwd: folder });
  assert.equal((await type('backup', 'data')).code, 0);
  const locks = join(folder, 'repo', 'locks');
  const backup = spawn('restic', ['backup', '--stdin', '--no-cache', ...withRepo], {
    cwd: folder,
    env: environment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(backup, 'exit');
  try {
    await until('the backup has its lock', async () => (await readdir(locks)).length > 0);
    const refused = await type('check');
    assert.equal(refused.code, 11);
    assert.match(refused.stderr, /REPOSITORY_LOCKED/);
    const { mtimeNs } = await stat(locks, { bigint: true });
    for (const args of [
      ['check', '--read-data'],
      ['restore', 'latest', '--target', 'restored'],
      ['diff', 'latest', 'latest'],
      ['find', 'a.txt'],
      ['stats'],
      ['dump', 'latest', `${folder}/data/a.txt`],
      ['list', 'blobs'],
      ['cat', 'tree', 'latest'],
    ]) {
      const { code, stderr } = await type(...args, '--no-lock');
      assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    }
    assert.equal((await stat(locks, { bigint: true })).mtimeNs, mtimeNs, 'nothing was made or removed there');
    for (const args of [['backup', 'data'], ['forget', 'latest'], ['prune']]) {
      const { code, stderr } = await type(...args, '--no-lock');
      assert.equal(code, 2);
      assert.match(stderr, /unknown option '--no-lock'/);
    }
  } finally {
    backup.kill();
    await ended;
  }
});
