import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from './support/cli.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'generate.ts');

test('the schema and the reference pages are up to date', async () => {
  assert.deepEqual(await run(process.execPath, [script, '--check']), { code: 0, stdout: '', stderr: '' });
});
