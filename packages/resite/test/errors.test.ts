import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import { describeError } from '../src/error-description.ts';
import { environment, main, run } from './support/cli.ts';

test('an error for users is printed with its hint', () => {
  assert.deepEqual(describeError(new ResiteError('HOST_DOWN', 'HQ1 does not answer', { hint: 'Power it on.' })), {
    code: 'HOST_DOWN',
    exitCode: 20,
    message: 'HQ1 does not answer',
    hint: 'Power it on.',
  });
});

const systemErrors: [code: string, wanted: string][] = [
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EACCES', 'FILE_ACCESS'],
  ['EROFS', 'FILE_ACCESS'],
  ['EBADF', 'INTERNAL'],
];

for (const [code, wanted] of systemErrors) {
  test(`the system error ${code} is ${wanted}`, () => {
    assert.equal(describeError(Object.assign(new Error(`${code}: no`), { code })).code, wanted);
  });
}

test('a fault of the program asks for a report; only those who debug see its stack', async () => {
  const script = `
    import { describeError } from ${JSON.stringify(join(import.meta.dirname, '..', 'src', 'error-description.ts'))};
    console.log(JSON.stringify(describeError(new TypeError('x is not a function'))));`;
  const describe = async (env: Record<string, string>) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { env });
    return JSON.parse(stdout);
  };
  const plain = {
    code: 'INTERNAL',
    exitCode: 1,
    message: 'a fault in Resite itself: x is not a function',
    hint: 'Please report it, with what the same command prints when the environment variable RESITE_DEBUG is 1.',
  };
  assert.deepEqual(await describe({}), plain);
  const { details, ...rest } = await describe({ RESITE_DEBUG: '1' });
  assert.deepEqual(rest, plain);
  assert.match(details, /^TypeError: x is not a function\n {4}at /);
});

/** Runs `resite` after `script`, which meddles with the process. */
function runAfter(script: string, args: readonly string[]) {
  const preload = `data:text/javascript,${encodeURIComponent(script)}`;
  return run(process.execPath, ['--import', preload, main, ...args]);
}

test('an error that nothing waits for ends the program as a fault', async () => {
  const outcome = await runAfter(
    `setImmediate(() => process.nextTick(function wait() {
    if (process.listenerCount('uncaughtException') === 0) setImmediate(wait); else throw new Error('lost');
  }))`,
    ['config', 'schema', '--config', 'x'],
  );
  assert.equal(outcome.code, 1);
  assert.equal(
    outcome.stderr,
    `resite: a fault in Resite itself: lost
  Please report it, with what the same command prints when the environment variable RESITE_DEBUG is 1.
  (INTERNAL)
`,
  );
});

for (const version of ['20.20.2', '22.17.1']) {
  test(`Node ${version} is refused in plain words`, async () => {
    const outcome = await runAfter(`Object.defineProperty(process.versions, 'node', { value: '${version}' })`, [
      '--help',
    ]);
    assert.deepEqual(outcome, {
      code: 1,
      stdout: '',
      stderr: `resite: Node ${version} is too old: 22.18 or newer is needed\n  Install a newer Node from https://nodejs.org\n`,
    });
  });
}

for (const version of ['22.18.0', '24.0.0']) {
  test(`Node ${version} is accepted`, async () => {
    const { code } = await runAfter(`Object.defineProperty(process.versions, 'node', { value: '${version}' })`, [
      '--version',
    ]);
    assert.equal(code, 0);
  });
}

test('the first Ctrl-C is passed on, the second ends at once', async () => {
  const script = `
    import { watchInterruption } from ${JSON.stringify(join(import.meta.dirname, '..', 'src', 'interruption.ts'))};
    const { signal } = watchInterruption(console.log);
    signal.addEventListener('abort', () => console.log(signal.reason.code));
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env: environment() });
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    if (text.includes('ready') || text.includes('INTERRUPTED')) child.kill('SIGINT');
  }
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 130);
  assert.equal(
    said,
    `ready
Ending cleanly … Ctrl-C once more ends at once.
INTERRUPTED
Ending at once. If services of a site are stopped, the guardian returns them; see: resite status
`,
  );
});
