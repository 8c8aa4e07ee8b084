import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Report } from '@resite/procedure';
import { programFolder } from '../src/commands/demo/program-folder.ts';
import type { CommandEvent } from '../src/reporters/events.ts';
import { createTextReporter } from '../src/reporters/text-reporter.ts';
import { environment, main, resite, temporaryFolder } from './support/cli.ts';
import { folderWithRepository, withRepo } from './support/repository.ts';
import { resiteOnTerminal } from './support/terminal.ts';

const esc = '\x1b';

test('a pipe gets no escapes', async t => {
  const folder = await folderWithRepository(t);
  for (const args of [['backup', 'data'], ['snapshots'], ['check'], ['ls', 'nowhere']]) {
    const { stdout, stderr } = await resite(['repo', ...args, ...withRepo], {
      cwd: folder,
      env: { TERM: 'xterm-256color' },
    });
    assert.ok(!stdout.includes(esc) && !stderr.includes(esc), args.join(' '));
  }
});

test('a terminal gets progress that is gone in the end', async t => {
  const folder = await folderWithRepository(t);
  const backup = await resiteOnTerminal(['repo', 'backup', 'data', ...withRepo], { cwd: folder });
  assert.equal(backup.code, 0);
  assert.match(backup.screen, /\d+ files?, \d+(\.\d+)? (B|KiB)/);
  const [, last = ''] = backup.screen.split(`${esc}[2K`);
  assert.match(
    last,
    /^Saved 2 files, 5\.87 KiB in \d+\.\d s: 2 new, 0 changed, 0 unmodified\r\nAdded .*\r\nSnapshot [0-9a-f]{8}\r\n$/,
  );

  const check = await resiteOnTerminal(['repo', 'check', '--read-data', ...withRepo], { cwd: folder });
  assert.match(stripVTControlCharacters(check.screen), /█{24} 2 of 2 packs/);
  assert.match(check.screen, new RegExp(`\\${esc}\\[32mno errors\\${esc}\\[39m; .*\\r\\n$`));
});

const colourless: { name: string; args: string[]; env: Record<string, string> }[] = [
  { name: '--no-color', args: ['--no-color'], env: {} },
  { name: 'NO_COLOR', args: [], env: { NO_COLOR: '1' } },
  { name: 'TERM=dumb', args: [], env: { TERM: 'dumb' } },
];

for (const { name, args, env } of colourless) {
  test(`${name} keeps colours from a terminal`, async t => {
    const cwd = await temporaryFolder(t);
    const { code, screen } = await resiteOnTerminal(['repo', 'nothing', ...args], { cwd, env });
    assert.equal(code, 2);
    assert.equal(screen, "resite: unknown command 'nothing'\r\n  See: resite repo --help\r\n  (USAGE)\r\n");
  });
}

test('a terminal without any of them gets colours', async t => {
  const { screen } = await resiteOnTerminal(['repo', 'nothing'], { cwd: await temporaryFolder(t) });
  assert.ok(screen.startsWith(`${esc}[31mresite:${esc}[39m unknown command`));
});

test('the password is asked for on a terminal, without echo', async t => {
  const folder = await folderWithRepository(t);
  const { code, screen } = await resiteOnTerminal(['repo', 'snapshots', '-r', 'repo'], {
    cwd: folder,
    type: [{ when: 'repo: ', keys: 'open sesamm\x7fe\r' }],
  });
  assert.equal(screen, `Enter the password of the repository ${folder}/repo: \r\nNo snapshots\r\n`);
  assert.equal(code, 0);
});

test('a new password is asked for twice, and nothing is made when the answers differ', async t => {
  const folder = await temporaryFolder(t);
  const { code, screen } = await resiteOnTerminal(['repo', 'init', '-r', 'new', '--no-color'], {
    cwd: folder,
    type: [
      { when: 'new: ', keys: 'one\r' },
      { when: 'again: ', keys: 'two\r' },
    ],
  });
  assert.equal(
    screen,
    `Enter the password of the repository ${folder}/new: \r
Enter the password of the repository ${folder}/new again: \r
resite: the two passwords differ\r
  Nothing was created. Try again.\r
  (USAGE)\r
`,
  );
  assert.equal(code, 2);
  assert.deepEqual(await readdir(folder), []);
});

test('Ctrl-C at the question for a password ends with 130', async t => {
  const folder = await folderWithRepository(t);
  const { code, screen } = await resiteOnTerminal(['repo', 'snapshots', '-r', 'repo', '--no-color'], {
    cwd: folder,
    type: [{ when: 'repo: ', keys: '\x03' }],
  });
  assert.equal(code, 130);
  assert.ok(screen.endsWith('resite: interrupted while asking for a password\r\n  (INTERRUPTED)\r\n'));
});

test('--json prints events, one object a line, numbered and dated', async t => {
  const folder = await folderWithRepository(t);
  const type = async (...args: string[]) => {
    const { stdout, stderr, code } = await resite(['repo', ...args, '--json', ...withRepo], { cwd: folder });
    const lines = (text: string) =>
      text
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line));
    return { code, out: lines(stdout), err: lines(stderr) };
  };
  const runs = [await type('backup', 'data'), await type('snapshots'), await type('ls', 'latest'), await type('check')];
  for (const { code, out, err } of runs) {
    assert.deepEqual({ code, err }, { code: 0, err: [] });
    for (const [index, event] of out.entries()) {
      assert.equal(event.schema, 1);
      assert.equal(event.seq, index);
      assert.ok(!Number.isNaN(Date.parse(event.time)));
    }
  }
  const [backup, snapshots, ls, check] = runs.map(({ out }) => out);
  const summary = backup?.at(-1);
  assert.deepEqual(
    { ...summary, time: '', seq: 0, total_duration: 0, data_added: 0, data_added_packed: 0 },
    {
      message_type: 'summary',
      schema: 1,
      seq: 0,
      time: '',
      operation: 'backup',
      dry_run: false,
      files_new: 2,
      files_changed: 0,
      files_unmodified: 0,
      dirs_new: folder.split('/').length + 1,
      dirs_changed: 0,
      dirs_unmodified: 0,
      vanished: 0,
      data_blobs: 2,
      tree_blobs: folder.split('/').length + 2,
      data_added: 0,
      data_added_packed: 0,
      total_files_processed: 2,
      total_bytes_processed: 6006,
      total_duration: 0,
      snapshot_id: summary?.snapshot_id,
    },
  );
  assert.deepEqual(
    snapshots?.[0].snapshots.map((one: { id: string }) => one.id),
    [summary?.snapshot_id],
  );
  assert.deepEqual(
    ls?.filter(node => node.type === 'file').map(({ path, size, permissions }) => ({ path, size, permissions })),
    [
      { path: join(folder, 'data', 'a.txt'), size: 6, permissions: '-rw-r--r--' },
      { path: join(folder, 'data', 'sub', 'b.txt'), size: 6000, permissions: '-rw-r--r--' },
    ],
  );
  assert.equal(check?.at(-1).num_errors, 0);

  const failed = await type('ls', 'nowhere');
  assert.equal(failed.code, 1);
  assert.deepEqual(failed.out, []);
  const [{ time, ...error }] = failed.err;
  assert.deepEqual(error, {
    message_type: 'exit_error',
    schema: 1,
    seq: 0,
    code: 1,
    error: 'SNAPSHOT_MISSING',
    message: `there is no snapshot nowhere in ${folder}/repo`,
    hint: 'To see the IDs: `resite snapshots` lists the snapshots of sites, `resite repo snapshots` lists all.',
  });
});

test('an error in the command line itself is JSON, too', async () => {
  const { code, stdout, stderr } = await resite(['repo', '--jsn', '--json']);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
  assert.deepEqual(
    { ...JSON.parse(stderr), time: '' },
    {
      message_type: 'exit_error',
      schema: 1,
      seq: 0,
      time: '',
      code: 2,
      error: 'USAGE',
      message: "unknown option '--jsn'",
      hint: 'Did you mean --json?\nSee: resite repo --help',
    },
  );
});

test('-q leaves notes out, results stay', async t => {
  const folder = await folderWithRepository(t);
  const { stdout, stderr } = await resite(['repo', 'snapshots', '-q', ...withRepo], { cwd: folder });
  assert.deepEqual({ stdout, stderr }, { stdout: 'No snapshots\n', stderr: '' });
});

test('a reader that goes away stops nothing and is no error', async t => {
  const folder = await folderWithRepository(t);
  const child = spawn(process.execPath, [main, 'repo', 'backup', 'data', ...withRepo], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.equal((await readdir(join(folder, 'repo', 'snapshots'))).length, 1);
});

test('Ctrl-C in the middle of a backup ends cleanly and saves nothing', async t => {
  const folder = await folderWithRepository(t);
  await writeFile(join(folder, 'data', 'large'), Buffer.alloc(1 << 28, 'not that compressible, but long'));
  const { code, screen } = await resiteOnTerminal(['repo', 'backup', 'data', '--no-color', ...withRepo], {
    cwd: folder,
    type: [{ when: 'large', keys: '\x03' }],
  });
  assert.equal(code, 130);
  assert.match(
    stripVTControlCharacters(screen),
    /Ending cleanly … Ctrl-C once more ends at once\.\r\n(.*)resite: interrupted\r\n {2}\(INTERRUPTED\)\r\n$/s,
  );
  assert.deepEqual(await readdir(join(folder, 'repo', 'snapshots')), []);
  assert.deepEqual(await readdir(join(folder, 'repo', 'locks')), []);
});

/** What a reporter prints, without colours and without a terminal. */
async function printed(events: readonly CommandEvent[]): Promise<string> {
  const lines: string[] = [];
  const stream = { isTerminal: false, stream: process.stdout, line: (text: string) => lines.push(text) };
  const style = (_format: unknown, text: string) => text;
  const reporter = await createTextReporter({ out: { ...stream, style }, err: { ...stream, style } }, { quiet: false });
  for (const event of events) reporter.report(event);
  reporter.close();
  return lines.join('\n');
}

test('a failed check is printed once, and its step says only how many failed', async () => {
  const check = {
    id: 'site-found',
    title: 'X is there',
    severity: 'error',
    ok: false,
    state: 'failed',
    found: 'no X',
    wanted: 'X',
    remedy: 'Put it there.',
    source: 'Q1',
  } as const;
  const step = { run_id: 'r', step_id: 's', title: 'Check', host: 'H', source: 'Q1', number: 1, of: 2 };
  const finished = { message_type: 'step_finished', run_id: 'r', step_id: 's', state: 'failed', elapsed: 1 } as const;
  assert.equal(
    await printed([
      { message_type: 'step_started', ...step },
      { message_type: 'precheck', check },
      { message_type: 'precheck', check: { ...check, title: 'Y is there' } },
      { ...finished, detail: 'the check "X is there" failed' },
      { message_type: 'step_started', ...step },
      { ...finished, detail: 'another reason' },
    ]),
    `    1/2  Check  Q1
         ✗ X is there: found no X, wanted X. Put it there. Q1
         ✗ Y is there: found no X, wanted X. Put it there. Q1
         ✗ 2 checks failed (1.0 s)
    1/2  Check  Q1
         ✗ another reason (1.0 s)`,
  );
});

test('status of one run prints every step with state, time and detail', async () => {
  const step = { id: 's', host: 'BRANCH1', source: 'Q1' };
  const report: Report = {
    run: 'r1',
    kind: 'backup',
    sites: ['S01'],
    title: 'Back up',
    status: 'done',
    started: '2026-11-22T02:00:00.000Z',
    ended: '2026-11-22T02:00:05.000Z',
    steps: [
      { ...step, title: 'Check', state: 'done', seconds: 1.25, detail: '23 of 23 checks are good' },
      { ...step, title: 'Stop', state: 'open' },
    ],
    downtime: [],
    changed: false,
    resumable: false,
  };
  assert.equal(
    await printed([{ message_type: 'report', report, step_by_step: true }]),
    `
Backup of S01 is done
  run      r1
  started  2026-11-22 02:00:00 UTC, ended after 5.0 s
  steps    1 of 2 done

   1  done  1.3 s  BRANCH1  Check
         23 of 23 checks are good
   2  open         BRANCH1  Stop`,
  );
});

test('a demo that was kept says first how resite is found', async t => {
  const folder = await temporaryFolder(t);
  const bin = join(folder, 'node_modules', '.bin');
  const program = join(folder, 'packages', 'resite', 'main.ts');
  for (const file of [join(bin, 'resite'), join(bin, 'node'), program]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
  }
  assert.equal(await programFolder(program, '/nowhere'), bin);
  assert.equal(await programFolder(program, `/nowhere:${bin}`), undefined);
  assert.match(
    await printed([{ message_type: 'demo_kept', folder: '/tmp/my demo', bin }]),
    new RegExp(`Type:\n  export PATH=${bin}:\\$PATH\n  cd '/tmp/my demo'\n  resite lab status lab\n`),
  );
});
