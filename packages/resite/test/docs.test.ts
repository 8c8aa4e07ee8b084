import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sampleOf } from '../../../scripts/sample.ts';
import { runBlocks, shellBlocks } from './support/shell-blocks.ts';
import { warmShellProgram } from './support/warm-shell.ts';

const root = join(import.meta.dirname, '..', '..', '..');
// README.md itself is typed where the packages are installed, in scripts/test/published.test.ts
const pages = globSync(['CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root }).sort();
let program: Awaited<ReturnType<typeof warmShellProgram>>;

before(async () => {
  program = await warmShellProgram();
});
after(() => program.close());

const typed = pages
  .map(page => ({ page, blocks: shellBlocks(readFileSync(join(root, page), 'utf8')) }))
  .filter(({ blocks }) => blocks.length > 0);
const hasLab = ({ blocks }: { readonly blocks: readonly string[] }) => blocks.join().includes('lab up');
const withLab = typed.filter(hasLab);
const others = typed.filter(page => !hasLab(page));

describe('two pages at a time', { concurrency: 2 }, () => {
  for (const { page, blocks } of [...sampleOf(withLab, 1), ...sampleOf(others, 2)])
    test(`the shell blocks of ${page} do what they say`, t => runBlocks(t, blocks, [program.folder]));
});

test('there are pages, and blocks in them', () => {
  assert.ok(pages.includes(join('docs', 'configuration.md')));
  assert.ok(others.length > 0 && withLab.length > 0);
});
