import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, standsStill } from '../src/journal/process-identity.ts';

/** Its first thread ends, as it does at kill -9, while another one goes on for a while. */
const firstThreadEnds = `
  const exit = { x64: 60, arm64: 93 }[process.arch];
  new (require('node:worker_threads').Worker)('setInterval(() => {}, 1000)', { eval: true }).once('online', () =>
    require('koffi').load('libc.so.6').func('long syscall(long, int)')(exit, 0));
`;

test('a process lives until the last of its threads has ended', async t => {
  const child = spawn(process.execPath, ['-e', firstThreadEnds], { cwd: import.meta.dirname, stdio: 'ignore' });
  const ended = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  while (!existsSync(`/proc/${child.pid}`) || stat(child.pid!)[0] !== 'Z') {
    assert.equal(child.exitCode, null, 'it is not to end');
    await delay(10);
  }
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const identity = `${child.pid}@${stat(child.pid!)[19]}@${boot}`;
  assert.ok(isAlive(identity));
  assert.ok(standsStill(identity), 'or `resume --force` could not take its run over');
  child.kill('SIGKILL');
  await ended;
  assert.equal(isAlive(identity), false);
});

/** Of a process, from field 3 on. */
function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
