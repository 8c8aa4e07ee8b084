import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './helpers.ts';

test('the example of the README runs', t => {
  const folder = temporaryFolder(t);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
  const here = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  writeFileSync(join(folder, 'example.ts'), example.replace("'@resite/repository'", here));
  const output = execFileSync(process.execPath, ['example.ts'], { cwd: folder, encoding: 'utf8' });
  assert.equal(output, '1 file restored, 0 failed\n0 problems\n');
  assert.equal(readFileSync(join(folder, 'restored/etc/hosts'), 'utf8'), readFileSync('/etc/hosts', 'utf8'));
});
