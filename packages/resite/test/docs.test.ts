import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { environment, main, resite, temporaryFolder } from './support/cli.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root }).sort();

for (const page of pages) {
  const blocks = shellBlocks(readFileSync(join(root, page), 'utf8'));
  if (blocks.length === 0) continue;
  test(`the shell blocks of ${page} do what they say`, t => runInOrder(t, blocks));
}

test('there are pages, and blocks in them', () => {
  assert.ok(pages.includes(join('docs', 'configuration.md')));
  assert.ok(pages.some(page => shellBlocks(readFileSync(join(root, page), 'utf8')).length > 0));
});

/** Blocks marked `sh` are run; those marked `console` show what a terminal looks like and are not. */
function shellBlocks(text: string): string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(match => match[1] ?? '');
}

/** As one reader types them: in one folder, one after the other, and each must succeed. */
async function runInOrder(t: TestContext, blocks: readonly string[]): Promise<void> {
  const downAll = async (path: string) => {
    for (const lab of globSync('**/lab.json', { cwd: path }))
      await resite(['lab', 'down', dirname(lab)], { cwd: path });
  };
  const folder = await temporaryFolder(t, {}, downAll);
  const bin = join(folder, '.bin');
  await mkdir(bin);
  await writeFile(join(bin, 'resite'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(bin, 'resite'), 0o755);
  const env = environment({ RESITE_LAB_EXIT_WITH: String(process.pid) });
  env.PATH = [bin, env.PATH].join(delimiter);
  for (const block of blocks) {
    const output = await new Promise<string>(resolve => {
      const child = execFile('/bin/sh', ['-e', '-c', block], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve(error === null ? 'ok' : `${error.message}\n${stdout}${stderr}`),
      );
      child.stdin?.end();
    });
    assert.equal(output, 'ok', `this block failed:\n${block}\n${output}`);
  }
}
