import { equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';

const main = new URL('../src/main.ts', import.meta.url).pathname;

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>(done => {
    execFile(process.execPath, [main, ...args], (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    );
  });

test('the last line counts disasters and violations', async () => {
  const { code, out } = await run('--from', '3', '--seeds', '2');
  equal(code, 0);
  match(out.trim().split('\n').at(-1)!, /^\d+ disasters, 0 violations, \d+ a second$/);
});

test('what is no number is refused', async () => {
  const { code, err } = await run('--seeds', 'many');
  equal(code, 2);
  match(err, /--seeds takes a whole number/);
});

test('an option that it does not know is refused with those that it knows', async () => {
  const { code, err } = await run('--sedes', '3');
  equal(code, 2);
  match(err, /'--sedes'/);
  match(err, /--replay SEED/);
});
