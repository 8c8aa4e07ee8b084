import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { main } from './support/cli.ts';
import { runBlocks, shellBlocks } from './support/shell-blocks.ts';

const root = join(import.meta.dirname, '..', '..', '..');
// README.md itself is typed where the packages are installed, in scripts/test/published.test.ts
const pages = globSync(['CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root }).sort();
let programs: string;

before(async () => {
  programs = await mkdtemp(join(tmpdir(), 'resite-programs-'));
  await writeFile(join(programs, 'resite'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(programs, 'resite'), 0o755);
});
after(() => rm(programs, { recursive: true }));

for (const page of pages) {
  const blocks = shellBlocks(readFileSync(join(root, page), 'utf8'));
  if (blocks.length > 0) test(`the shell blocks of ${page} do what they say`, t => runBlocks(t, blocks, [programs]));
}

test('there are pages, and blocks in them', () => {
  assert.ok(pages.includes(join('docs', 'configuration.md')));
  assert.ok(pages.some(page => shellBlocks(readFileSync(join(root, page), 'utf8')).length > 0));
});
