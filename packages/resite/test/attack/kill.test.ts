import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLong, randomFrom, sampled, seed } from '../../../../scripts/sample.ts';
import {
  assertCompletes,
  assertSound,
  type Contents,
  copyRepository,
  ended,
  makeBase,
  start,
  works,
} from './attacked.ts';

describe('a process that is killed', () => {
  let folder = '';
  let contents: Contents;
  const random = randomFrom(seed);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resite-test-'));
    contents = await makeBase(folder, sampled(1_200_000, 36_000_000)); // so much is worth threads
  });

  after(() => rm(folder, { recursive: true, force: true }));

  // In a sample, those that full-disk.test.ts leaves out.
  for (const [work, { args, keeps }] of Object.entries(works).filter((_, index) => isLong || index % 2 === 0)) {
    test(`in the middle of ${work} loses nothing, and the next run completes it`, async () => {
      const location = join(folder, work);
      await copyRepository(join(folder, 'base'), location);
      const whole = start(folder, location, args(folder));
      const end = ended(whole);
      await untilLocked(location, whole);
      const locked = Date.now();
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      const duration = Date.now() - locked;

      for (let round = 0; round < sampled(1, 10); round += 1) {
        const moment = Math.floor(random() * duration);
        try {
          await copyRepository(join(folder, 'base'), location);
          const child = start(folder, location, args(folder));
          const end = ended(child);
          await untilLocked(location, child);
          await sleep(moment);
          child.kill('SIGKILL');
          await end;
          await assertSound(folder, location, contents, keeps);
          await assertCompletes(folder, location, work);
        } catch (cause) {
          throw new Error(`killed ${moment} ms after its lock (RESITE_TEST_SEED=${seed})`, { cause });
        }
      }
    });
  }
});

/** Or until the process has ended, because it was done before anybody looked. */
async function untilLocked(location: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && readdirSync(join(location, 'locks')).length === 0) await sleep(1);
}
