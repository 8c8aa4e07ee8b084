import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { scheduler } from '../src/services/threads/scheduler.ts';
import type { ThreadSettings } from '../src/services/threads/thread.ts';

test('the scheduler removes what a power loss has left half written, and not what another thread is just writing', async t => {
  const root = await mkdtemp(join(tmpdir(), 'resite-lab-test-'));
  t.after(() => rm(root, { recursive: true }));
  const site = { parent: 'P01', folder: (...names: string[]) => join(root, ...names) };
  const box = site.folder('SITE.SRV', 'SCHEDULE.BOX');
  await mkdir(box, { recursive: true });
  for (const name of ['OLD.JOB.TMP', 'YOUNG.JOB.TMP']) await writeFile(join(box, name), 'half');
  await utimes(join(box, 'OLD.JOB.TMP'), 0, 0);

  await scheduler({ site } as unknown as ThreadSettings).pass(async () => {});
  assert.deepEqual(await readdir(box), ['YOUNG.JOB.TMP']);
});
