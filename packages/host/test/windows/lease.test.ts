import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { startingBatch, watchdogBatch } from '../../src/windows/lease/lease-batch.ts';
import { filesOf } from '../../src/windows/lease/lease-files.ts';
import { timeOfDay } from '../../src/windows/lease/scheduler.ts';

const files = filesOf('C:\\WINNT\\RESITE', '01234567');
const minutes = (hours: number, minutes: number) => (hours * 60 + minutes) * 60_000;

for (const [now, behind, seconds, wanted] of [
  ['2026-11-28T10:00:00Z', 0, 900, minutes(10, 15)],
  ['2026-11-28T10:00:01Z', 0, 900, minutes(10, 16)],
  ['2026-11-28T10:00:01Z', -60, 60, minutes(11, 2)],
  ['2026-11-28T23:59:30Z', 0, 60, minutes(0, 1)],
  ['2026-11-28T01:00:00Z', 120, 900, minutes(23, 15)],
  ['1996-01-01T00:30:00Z', 480, 0, minutes(16, 30)],
] as const)
  test(`a job ${seconds} s after ${now}, ${behind} minutes behind UTC, is at ${wanted / 60_000} minutes of the day`, () => {
    assert.equal(timeOfDay(new Date(now), behind, seconds), wanted);
  });

test('the watchdog looks at least every sixtieth of the time', () => {
  for (const [seconds, looks, pings] of [
    [1, 1, 2],
    [60, 60, 2],
    [61, 31, 3],
    [900, 60, 16],
    [86_000, 60, 1435],
  ] as const) {
    const { text, args } = watchdogBatch(files, ['SMS_EXECUTIVE'], seconds);
    assert.equal(args.length, looks);
    assert.match(text, new RegExp(`^ping -n ${pings} 127`, 'm'));
    assert.ok(args.length * (pings - 1) >= seconds);
  }
});

test('the name of a service is one word of the batch file, or the lease is refused', () => {
  assert.match(startingBatch(files, ['SQL Server & more']), /^net start "SQL Server & more"\r$/m);
  for (const name of ['a"b', '%PATH%', 'a^b', 'a\nb', 'größe'])
    assert.throws(
      () => startingBatch(files, [name]),
      error => isResiteError(error, 'PATH_INVALID'),
    );
});
