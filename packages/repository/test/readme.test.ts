import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './helpers.ts';

test('the examples of the README run, one after the other', t => {
  const folder = temporaryFolder(t);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(match => match[1]!);
  const here = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const outputs = examples.map(example => {
    writeFileSync(join(folder, 'example.ts'), example.replace("'@resite/repository'", here));
    return execFileSync(process.execPath, ['example.ts'], { cwd: folder, encoding: 'utf8' });
  });
  assert.deepEqual(outputs, ['1 file restored, 0 failed\n0 problems\n', '1 kept, 0 forgotten\n0 bytes freed\n']);
  assert.equal(readFileSync(join(folder, 'restored/etc/hosts'), 'utf8'), readFileSync('/etc/hosts', 'utf8'));
});
