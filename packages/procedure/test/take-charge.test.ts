import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import { isFenced } from '../src/services/take-charge.ts';

const fenced = new ResiteError('FENCED', 'another run has taken over');
const down = new ResiteError('HOST_DOWN', 'it does not answer');
const astray = (cause: unknown) => new ResiteError('SERVICES_NOT_RESTORED', 'not in its recorded state', { cause });

test('a host that another run has claimed is known by each way in which it says so, and is left to that run', () => {
  assert.ok(isFenced(fenced));
  assert.ok(isFenced(astray(fenced)));
  assert.ok(isFenced(astray(new AggregateError([down, fenced]))), 'it refuses several services at once');
  assert.ok(!isFenced(astray(new AggregateError([down, down]))));
  assert.ok(!isFenced(down));
});
