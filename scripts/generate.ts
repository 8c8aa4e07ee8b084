/**
 * Writes what is derived from the sources: the JSON Schema of resite.yaml and the reference pages in docs/.
 * With --check, writes nothing and ends with 1 when a file is not up to date.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonSchema } from '../packages/resite/src/config/json-schema.ts';
import { checksPage } from './generate/checks.ts';
import { commandLinePage } from './generate/command-line.ts';
import { configurationTables } from './generate/configuration.ts';
import { errorsPage } from './generate/errors.ts';
import { replaceRegion } from './generate/markdown.ts';
import { notYetRunList } from './generate/not-yet-run.ts';
import { q138347Page } from './generate/q138347.ts';

const root = dirname(import.meta.dirname);
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const files: Record<string, () => string | Promise<string>> = {
  'packages/resite/resite.schema.json': () => `${JSON.stringify(jsonSchema(), undefined, 2)}\n`,
  'docs/command-line.md': commandLinePage,
  'docs/errors.md': errorsPage,
  'docs/checks.md': checksPage,
  'docs/q138347.md': q138347Page,
  'docs/windows.md': () => replaceRegion(read('docs/windows.md'), 'not yet run', notYetRunList()),
  'docs/configuration.md': () => replaceRegion(read('docs/configuration.md'), 'keys', configurationTables()),
};

const isCheck = process.argv.includes('--check');
for (const [file, generate] of Object.entries(files)) {
  const content = formatted(file, await generate());
  if (!isCheck) writeFileSync(join(root, file), content);
  else if (content !== read(file)) {
    console.error(`${file} is not up to date: run npm run generate`);
    process.exitCode = 1;
  }
}

/** As `npm run format` would have it. */
function formatted(file: string, content: string): string {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const options = { cwd: root, encoding: 'utf8', input: content } as const;
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], options);
}
