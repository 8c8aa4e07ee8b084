import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime } from '../src/index.ts';

test('a time is the same from text and from a date; columns have no zone', () => {
  const text = '2026-11-22T15:24:04.567Z';
  for (const time of [text, new Date(text)]) {
    assert.equal(formatTime(time), '2026-11-22 15:24:04 UTC');
    assert.equal(formatTime(time, 'second'), '2026-11-22 15:24:04');
    assert.equal(formatTime(time, 'minute'), '2026-11-22 15:24');
  }
});
