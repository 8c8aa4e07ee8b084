import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLong } from '../sample.ts';

const demo = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '..', 'demo.ts'), ...args], { encoding: 'utf8' });

test('what the story of Windows computers does not know ends it before it begins', () => {
  const { status, stderr, stdout } = demo('--windows', '--keep', 'x');
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /--windows knows no --keep x/);
});

if (isLong)
  test('the story of Windows computers is told to its end, and leaves nothing behind', () => {
    const left = () => readdirSync(tmpdir()).filter(name => name.startsWith('resite-demo-'));
    const before = left();
    const { status, stdout, stderr } = demo('--windows');
    assert.equal(status, 0, stdout + stderr);
    assert.equal([...stdout.slice(stdout.indexOf('6. The proof')).matchAll(/^✓ /gm)].length, 4);
    assert.deepEqual(left(), before);
  });
