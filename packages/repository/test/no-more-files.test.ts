import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { initRepository, localTarget } from '../src/index.ts';
import { kdf, password } from './helpers.ts';
import { makeMemoryRepository, store } from './memory-repository.ts';

/** A file system for so many files; undefined where mounting one is not allowed. */
function mountSmall(t: TestContext, files: number): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'resite-repository-'));
  const options = `size=4m,nr_inodes=${files},mode=700`;
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  t.after(() => {
    if (status === 0) spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  return status === 0 ? disk : undefined;
}

test('a restore ends and says that a disk has room and takes no more files', async t => {
  const disk = mountSmall(t, 12);
  if (disk === undefined) return;
  const repository = await makeMemoryRepository();
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`${number}`, `content ${number}`]));
  const { tree } = await store(repository, { files, more: { below: 'x' } });
  await assert.rejects(repository.restore(tree, localTarget(disk)), {
    code: 'DISK_FULL',
    message: /^the disk has room, but holds as many files as it can \(df -i\): cannot write /,
  });
  await repository.close();
});

test('a repository says that its disk has room and takes no more files', async t => {
  const disk = mountSmall(t, 12);
  if (disk === undefined) return;
  await assert.rejects(initRepository(join(disk, 'repository'), password, { kdf }), {
    code: 'DISK_FULL',
    hint: /^The disk has room, but holds as many files as it can/,
  });
});
