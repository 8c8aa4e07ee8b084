import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('..', import.meta.url));
const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');

for (const [index, example] of [...text.matchAll(/^```ts\n(.*?)^```$/gms)].entries()) {
  test(`example ${index + 1} of the README prints what it says`, async () => {
    const source = example[1]!;
    const args = ['--input-type=module-typescript', '--eval', source];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    const promised = [...source.matchAll(/\/\/ → (.*)$/gm)].map(match => match[1]);
    assert.ok(promised.length > 0);
    assert.deepEqual(stdout.trimEnd().split('\n'), promised);
  });
}
