import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { isSystemError } from '@resite/errors';
import { isLong, randomFrom, sampled, sampleOf, seed } from '../../../../scripts/sample.ts';
import { assertCompletes, assertSound, type Contents, ended, makeBase, start, works } from './attacked.ts';

const run = promisify(execFile);
const diskSize = 16 * 2 ** 20;

/**
 * The repository is on a disk of 16 MiB, which has some random room left. Where mounting one is not allowed, the kernel
 * refuses to let files grow, which is an error at the same places.
 */
describe('a disk that becomes full', () => {
  let folder = '';
  let contents: Contents;
  let isMounted = false;
  const random = randomFrom(seed);
  const disk = () => join(folder, 'disk');
  const location = () => join(disk(), 'repository');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resite-test-'));
    contents = await makeBase(folder);
    await mkdir(disk());
    isMounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${diskSize},mode=700`, 'tmpfs', disk()]).then(
      () => true,
      () => false,
    );
  });
  after(async () => {
    if (isMounted) await run('umount', [disk()]);
    await rm(folder, { recursive: true, force: true });
  });

  for (const [work, { args, keeps }] of sampleOf(Object.entries(works), 2)) {
    test(`in the middle of ${work} is reported, loses nothing, and the next run with more room completes it`, async () => {
      const rooms = Array.from({ length: sampled(1, 12) }, () => Math.floor(random() ** 3 * 4_000_000));
      if (isLong) rooms.push(0);
      for (const room of rooms) {
        try {
          await rm(location(), { recursive: true, force: true });
          await cp(join(folder, 'base'), location(), { recursive: true });
          if (isMounted) await fill(room);
          const child = start(folder, location(), args(folder));
          if (!isMounted) await run('prlimit', [`--pid=${child.pid}`, `--fsize=${room >> 6}`]);
          const { code, stdout, stderr } = await ended(child);
          if (code !== 0) {
            assert.equal(code, 1, stderr);
            const error = JSON.parse(stderr.trim().split('\n').at(-1)!) as { error: string; hint: string };
            assert.deepEqual([error.error], [isMounted ? 'DISK_FULL' : 'FILE_ACCESS'], stdout + stderr);
            if (isMounted) assert.match(error.hint, /Make room/);
          }
          await rm(join(disk(), 'filler'), { force: true });
          await assertSound(folder, location(), contents, keeps);
          await assertCompletes(folder, location(), work);
        } catch (cause) {
          throw new Error(`with ${room} bytes of room (RESITE_TEST_SEED=${seed})`, { cause });
        }
      }
    });
  }

  async function fill(room: number): Promise<void> {
    const file = await open(join(disk(), 'filler'), 'w');
    try {
      for (;;) {
        const { bavail, bsize } = await statfs(disk());
        if (bavail * bsize <= room) return;
        await file.write(Buffer.alloc(Math.min(65_536, Math.max(4096, bavail * bsize - room))));
      }
    } catch (error) {
      if (!isSystemError(error, 'ENOSPC')) throw error;
    } finally {
      await file.close();
    }
  }
});
