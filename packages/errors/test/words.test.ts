import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWords, plural } from '@resite/errors';

test('one is singular, and none is not', () => {
  assert.deepEqual([plural(0, 'file'), plural(1, 'file'), plural(2, 'file')], ['0 files', '1 file', '2 files']);
  assert.equal(plural(2, 'index', 'indexes'), '2 indexes');
});

test('names of a sentence have the word before the last one', () => {
  assert.deepEqual(
    [[], ['A'], ['A', 'B'], ['A', 'B', 'C']].map(names => inWords(names, 'or')),
    ['', 'A', 'A or B', 'A, B or C'],
  );
});
