import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

const script = join(import.meta.dirname, '..', 'check-examples.ts');

/** Runs the check on a workspace with one package, whose function `half` has these lines in its comment. */
async function check(t: TestContext, ...comment: readonly string[]) {
  const root = await mkdtemp(join(tmpdir(), 'resite-examples-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'packages', 'halves');
  await mkdir(join(folder, 'src'), { recursive: true });
  await mkdir(join(root, 'node_modules', '@resite'), { recursive: true });
  await mkdir(join(root, 'node_modules', '.cache'));
  await symlink(folder, join(root, 'node_modules', '@resite', 'halves'), 'junction');
  const manifest = { name: '@resite/halves', type: 'module', exports: { '.': './src/index.ts' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const lines = ['/**', ' * Half of a number.', ...comment.map(line => ` * ${line}`.trimEnd()), ' */'];
  const code = 'export const half = (number: number) => number / 2;';
  await writeFile(join(folder, 'src', 'index.ts'), [...lines, code, ''].join('\n'));
  const outcome = await new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    execFile(process.execPath, [script, root], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
  assert.deepEqual(await readdir(join(root, 'node_modules', '.cache')), []);
  return outcome;
}

const good = ['@example', '```ts', "import { half } from '@resite/halves';", '', 'console.log(half(4));', '```'];

test('examples that are right pass', async t => {
  assert.deepEqual(await check(t, ...good, '', ...good), { code: 0, stdout: '2 examples are right\n', stderr: '' });
});

test('an example that is wrong is named with its line: by its types, past what a package exports, without an import', async t => {
  const { code, stdout, stderr } = await check(
    t,
    ...good,
    '',
    ...good.map(line => line.replace('half(4)', "half('4')")),
    '',
    ...good.map(line => line.replace('/halves', '/halves/src/index.ts')),
    '',
    ...['@example', '```ts', 'console.log(half(4));', '```'],
  );
  assert.deepEqual([code, stdout], [1, '']);
  const lines = stderr.trimEnd().split('\n');
  const wrong = [
    "index.ts:14: error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
    'index.ts:19: error TS2307: Cannot find module ',
    "index.ts:26: error TS2304: Cannot find name 'half'",
  ];
  assert.equal(lines.length, wrong.length, stderr);
  for (const [index, problem] of wrong.entries())
    assert.ok(lines[index]!.startsWith(`packages/halves/src/${problem}`), stderr);
});

test('an example that no compiler would see is wrong', async t => {
  const { code, stderr } = await check(t, '@example', 'half(4)');
  assert.deepEqual([code, stderr], [1, 'packages/halves/src/index.ts:3: an @example is a block marked ts\n']);
});

test('a check of nothing fails', async t => {
  assert.deepEqual(await check(t), { code: 1, stdout: '', stderr: 'there is no @example\n' });
});
