import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codes, isResiteError, isSystemError, ResiteError } from '@resite/errors';

test('an error carries code, hint, cause and the exit code of its table', () => {
  const cause = new Error('socket');
  const error = new ResiteError('WRONG_PASSWORD', 'no key opens', { hint: 'Try another.', cause });
  assert.deepEqual(
    [error.code, error.message, error.hint, error.cause, error.exitCode],
    ['WRONG_PASSWORD', 'no key opens', 'Try another.', cause, 12],
  );
});

test('an error is told apart by its code', () => {
  const error = new ResiteError('HOST_DOWN', 'x');
  assert.deepEqual(
    [
      isResiteError(error),
      isResiteError(error, 'FENCED', 'HOST_DOWN'),
      isResiteError(error, 'FENCED'),
      isResiteError(new Error('x')),
    ],
    [true, true, false, false],
  );
});

test('a system error is told apart by its code', () => {
  assert.throws(
    () => readFileSync('/nowhere/at/all'),
    error => isSystemError(error, 'ENOENT') && !isSystemError(error, 'EACCES'),
  );
});

test('every code has a meaning that is a sentence, and an exit code that a shell can see', () => {
  for (const [code, { exit, meaning }] of Object.entries(codes)) {
    assert.match(code, /^[A-Z][A-Z_]+$/);
    assert.match(meaning, /^(?:[A-Z]|resite\.yaml).*\.$/, code);
    assert.ok(exit >= 1 && exit <= 130, code);
  }
});
