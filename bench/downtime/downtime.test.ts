import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLong } from '../../scripts/sample.ts';
import { downtimeOf } from './downtime-of.ts';

if (isLong)
  test('the bench of downtimes measures every kind of backup on a small site', t => {
    const folder = mkdtempSync(join(tmpdir(), 'resite-bench-test-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = join(import.meta.dirname, '..', 'downtime.ts');
    const options = ['--runs', '1', '--scale', '0.001', '--siblings', '0', '--out', folder, '--folder', folder];
    const { status, stderr } = spawnSync(process.execPath, [program, ...options], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const figures = String.raw`\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)`;
    const table = readFileSync(join(folder, 'downtime.md'), 'utf8');
    for (const name of ['Q138347 as written: stop, copy all, start', 'restic between stop and start', 'Resite'])
      assert.match(table, new RegExp(`^\\| ${name} \\| ${figures} \\| ${figures} \\| ${figures} \\|`, 'm'));
  });

test('the downtime of a machine is from its first service that stopped to the last one that ran again', () => {
  const log = `2026-11-22T10:00:00.000Z SMS_A has stopped
2026-11-22T10:00:01.000Z SMS_B has stopped
2026-11-22T10:00:05.000Z SMS_A is starting as process 1
2026-11-22T10:00:05.500Z SMS_A runs
2026-11-22T10:00:07.250Z SMS_B runs
`;
  assert.deepEqual(downtimeOf(log), { seconds: 7.25, allStopped: 4 });
  assert.throws(() => downtimeOf(`${log}2026-11-22T10:00:08.000Z SMS_B has stopped\n`), /stopped once more/);
  assert.throws(() => downtimeOf('2026-11-22T10:00:00.000Z SMS_A has stopped\n'), /SMS_A did not come back/);
});
