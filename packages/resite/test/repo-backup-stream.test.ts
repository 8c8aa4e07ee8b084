import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandOutput } from '../src/commands/repo/command-output.ts';
import { backupPlace } from './support/backup-place.ts';
import { main, resite, run } from './support/cli.ts';
import { withRepo } from './support/repository.ts';

test('what comes from standard input is saved as restic saves it', async t => {
  const { folder } = await backupPlace(t);
  const ours = `"${process.execPath}" "${main}" repo backup ${withRepo.join(' ')}`;
  const theirs = 'restic backup -q --no-cache -r repo -p password';
  const options = `--stdin --stdin-filename dumps/./mail.sql --time '2021-02-20 00:00:00' --host`;
  const line = [ours, theirs].map(program => `seq 1 100000 | ${program} ${options} web`).join(' && ');
  const { code, stdout, stderr } = await run('sh', ['-c', line], { cwd: folder });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /^Saved 1 file, 575 KiB in .*: 1 new, 0 changed, 0 unmodified\n/);
  const nodes = async (snapshot: string) => {
    const { stdout: listed } = await resite(['repo', 'ls', snapshot, '--json', ...withRepo], { cwd: folder });
    const all = listed
      .trim()
      .split('\n')
      .map(text => JSON.parse(text));
    return all.filter(({ type }) => type === 'file').map(({ seq: _, time: __, ...node }) => node);
  };
  assert.deepEqual(await nodes('latest'), await nodes('latest~1'));
  const { stdout: content } = await resite(['repo', 'dump', 'latest', '/dumps/mail.sql', ...withRepo], { cwd: folder });
  assert.deepEqual([content.split('\n').length, content.slice(-7)], [100_001, '100000\n']);
});

test('what a command prints is saved, and what it says beside is a warning', async t => {
  const { folder, type, snapshots } = await backupPlace(t);
  const command = ['--', 'sh', '-c', 'echo one; echo note >&2; echo "$1$2"', '-', '', '--json'];
  const { code, stdout, stderr } = await type(['--stdin-filename', 'out', '--stdin-from-command', ...command]);
  assert.equal(code, 0);
  assert.match(stderr, /"error":\{"message":"note"\},"during":"backup","item":"sh"/);
  assert.equal(JSON.parse(stdout.trim().split('\n').at(-1)!).total_bytes_processed, 11);
  assert.deepEqual(
    (await snapshots()).map(({ paths, parent }) => ({ paths, parent })),
    [{ paths: ['/out'], parent: undefined }],
  );
  const { stdout: content } = await resite(['repo', 'dump', 'latest', '/out', ...withRepo], { cwd: folder });
  assert.equal(content, 'one\n--json\n');
});

for (const [what, command, problem] of [
  ['ends with an exit code', ['sh', '-c', 'echo one; exit 3'], /COMMAND_FAILED.*sh ended with exit code 3/],
  ['is killed', ['sh', '-c', 'echo one; kill -9 $$'], /COMMAND_FAILED.*sh ended by SIGKILL/],
  ['fails after packs are stored', ['sh', '-c', 'head -c 20M /dev/urandom; exit 1'], /COMMAND_FAILED/],
  ['is not there', ['./no-such-program'], /COMMAND_FAILED.*no-such-program cannot be started \(ENOENT\)/],
  ['prints nothing', ['true'], /INPUT_EMPTY/],
] as const) {
  test(`no snapshot is made of a command that ${what}`, async t => {
    const { folder, type, snapshots } = await backupPlace(t);
    for (const dry of [[], ['-n']]) {
      const { code, stderr } = await type([...dry, '--stdin-from-command', '--', ...command]);
      assert.equal(code, 1);
      assert.match(stderr.trim(), problem);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
    assert.deepEqual(await snapshots(), []);
    assert.deepEqual(await readdir(join(folder, 'repo', 'locks')), []);
    const { code, stdout } = await resite(['repo', 'check', '--read-data', ...withRepo], { cwd: folder });
    assert.equal(code, 0, stdout);
  });
}

test('a command ends with the backup that it was for, which does not wait for what the command has begun', async t => {
  const pipes = () => process.getActiveResourcesInfo().filter(name => name === 'PipeWrap').length;
  const before = pipes();
  const controller = new AbortController();
  const output = commandOutput(['sh', '-c', 'sleep 1000 & echo $! $$; wait'], {
    signal: controller.signal,
    onLine: () => {},
  });
  const { value } = await output.next();
  const [sleeper, shell] = String(value).split(' ').map(Number);
  t.after(() => process.kill(sleeper!));
  controller.abort(new Error('enough'));
  await assert.rejects(output.next(), { name: 'AbortError' });
  while (isAlive(shell!) || pipes() > before) await new Promise(resolve => setTimeout(resolve, 5));
});

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

test('what cannot be meant of standard input and commands is refused', async t => {
  const { type, snapshots } = await backupPlace(t);
  for (const args of [
    [],
    ['--stdin', 'data'],
    ['--stdin', '--stdin-from-command', 'true'],
    ['--stdin-from-command'],
    ['--stdin-filename', 'x', 'data'],
    ['--stdin', '--stdin-filename', ''],
    ['--stdin', '--stdin-filename', './..'],
  ]) {
    const { code, stderr } = await type(args);
    assert.deepEqual([code, stderr.includes('USAGE')], [2, true], stderr);
  }
  assert.deepEqual(await snapshots(), []);
});
