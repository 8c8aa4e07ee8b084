import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLong } from '../../scripts/sample.ts';
import { hashTree } from './tree-hash.ts';

test('the bench of repositories measures every operation with a little data, and finds what is restored equal', t => {
  const folder = mkdtempSync(join(tmpdir(), 'resite-bench-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = join(import.meta.dirname, '..', 'repository.ts');
  const whole = ['--scale', '0.002', '--programs', 'resite,restic', '--sets', 'A,B,F,D'];
  const options = [
    '--runs',
    '1',
    '--source',
    ...(isLong ? whole : ['--scale', '0.0004', '--programs', 'tar', '--sets', 'A,B,F']),
  ];
  const { status, stderr } = spawnSync(process.execPath, [program, ...options, '--out', folder, '--folder', folder], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const table = readFileSync(join(folder, 'repository.md'), 'utf8');
  const rows = [...table.matchAll(/^\| (\w) \| ([^|]+) \|/gm)].map(([, set, operation]) => `${set} ${operation}`);
  const operations = [
    'A first backup',
    'A again, unchanged',
    'C again, 1 % changed',
    'A restore',
    'A check, all data',
    'B first backup',
    'B restore',
    'B check, all data',
    'F first backup',
    'F again, unchanged',
    'F again, 1 % changed',
    'F restore',
    'F check, all data',
    'D first scan',
    'D first scan, then again, unchanged',
  ];
  assert.deepEqual(rows, isLong ? operations : operations.filter(name => !name.startsWith('D')));
  assert.match(readFileSync(join(folder, 'repository.svg'), 'utf8'), /<svg/);
});

test('the hash of a tree sees content, names and times', t => {
  const folder = mkdtempSync(join(tmpdir(), 'resite-bench-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const hashes = new Set<string>();
  for (const change of [
    () => writeFileSync(join(folder, 'file'), 'a'),
    () => writeFileSync(join(folder, 'file'), 'b'),
    () => utimesSync(join(folder, 'file'), 1, 1),
    () => writeFileSync(join(folder, 'other'), 'a'),
  ]) {
    change();
    hashes.add(hashTree(folder));
  }
  assert.equal(hashes.size, 4);
});
