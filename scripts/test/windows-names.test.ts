import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

const require = createRequire(import.meta.url);

/** The numbers of the lines that the rule finds, in a workspace of its own with the rules of this one. */
async function foundIn(t: TestContext, file: string, lines: readonly string[]): Promise<number[]> {
  const root = await mkdtemp(join(tmpdir(), 'resite-names-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const workspace = join(import.meta.dirname, '..', '..');
  await cp(join(workspace, 'biome.json'), join(root, 'biome.json'));
  await cp(join(workspace, 'scripts', 'lint'), join(root, 'scripts', 'lint'), { recursive: true });
  await mkdir(join(root, file, '..'), { recursive: true });
  await writeFile(join(root, file), lines.join('\n'));
  let output = '';
  try {
    const biome = require.resolve('@biomejs/biome/bin/biome');
    execFileSync(process.execPath, [biome, 'lint', '--reporter=json', '.'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const { diagnostics } = JSON.parse(output || '{"diagnostics":[]}') as {
    diagnostics: { category: string; location: { start: { line: number } } }[];
  };
  return diagnostics.filter(({ category }) => category === 'plugin').map(({ location }) => location.start.line);
}

const wrong = [
  'export const f1 = (a: string, b: string) => a.toUpperCase() === b;',
  'export const f2 = (a?: string) => a?.toLowerCase();',
  'export const f3 = (a: string, b: string) => a.localeCompare(b);',
  "export const f4 = (a: string) => a.toLocaleUpperCase('tr');",
  'export const f5 = (a: string[]) => a.map(name => name.trim().toLocaleLowerCase());',
  "export const f6 = new Intl.Collator('de', { sensitivity: 'base' });",
  "export const f7 = (a: string) => new RegExp(a, 'is');",
  'export const f8 = /^straße$/iu;',
];

test('whatever folds names as JavaScript does is found in the sources', async t => {
  assert.deepEqual(
    await foundIn(t, 'packages/site/src/a.ts', wrong),
    [...wrong.keys()].map(index => index + 1),
  );
});

test('tests may do it', async t => {
  assert.deepEqual(await foundIn(t, 'packages/site/test/a.ts', wrong), []);
});

test('expressions that Windows would match alike pass, and so does what says that it is no Windows name', async t => {
  const right = [
    'export const f1 = (a: string) => /^SMS_/i.test(a);',
    'export const f2 = (a: string) => /[\\p{L}]/u.test(a);',
    "export const f3 = (a: string) => new RegExp(a, 's');",
    '// biome-ignore lint/plugin: a header of HTTP',
    'export const f4 = (a: string) => a.toLowerCase();',
  ];
  assert.deepEqual(await foundIn(t, 'packages/site/src/a.ts', right), []);
});
