import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleOf } from '../../../scripts/sample.ts';
import { environment, main } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';

/** A command that holds a lock until what it saves comes to an end, which it does not. */
async function begin(t: TestContext, program: string, args: (command: string) => string[]) {
  const folder = await folderWithRepository(t);
  const locks = () => readdirSync(join(folder, 'repo', 'locks'));
  const command = [process.execPath, main, 'repo', 'backup', '--stdin', ...withRepo].map(word => `'${word}'`).join(' ');
  const child = spawn(program, args(`mkfifo in && echo $$ > pid && exec ${command} <> in`), {
    cwd: folder,
    env: environment({ SHELL: '/bin/sh' }),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  t.after(() => child.kill('SIGKILL'));
  while (locks().length === 0) {
    assert.equal(child.exitCode, null, 'it ended before it took a lock');
    await sleep(20);
  }
  return { child, locks, pid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')) };
}

/** All that end a process, but for those that nobody can hear and those of a fault in it. */
for (const signal of sampleOf(
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const,
  2,
)) {
  test(`${signal} leaves no lock`, async t => {
    const { child, locks } = await begin(t, '/bin/sh', command => ['-c', command]);
    child.kill(signal);
    assert.deepEqual(await once(child, 'close'), [128 + constants.signals.SIGINT, null]);
    assert.deepEqual(locks(), []);
  });
}

test('a terminal that is closed leaves no lock', async t => {
  const { child, locks, pid } = await begin(t, 'script', command => ['--quiet', '--command', command, '/dev/null']);
  const own = pid();
  child.kill('SIGKILL');
  while (existsSync(`/proc/${own}`)) await sleep(20);
  assert.deepEqual(locks(), []);
});
