import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('the example of the README prints what it says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, code, output] = /```ts\n(.*?)```.*```\n(.*?)```/s.exec(readme)!;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code!], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  });
  assert.equal(stdout, output, stderr);
});
