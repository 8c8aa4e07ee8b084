import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

test('the example of the README prints what it says', async () => {
  const folder = join(import.meta.dirname, '..');
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const [, code, output] = /```ts\n(.*?)```.*```\n(.*?)```/s.exec(readme)!;
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code!], options);
  assert.equal(stdout, output, stderr);
});
