import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import { isOver } from '../src/services/take-charge.ts';

const fenced = new ResiteError('FENCED', 'another run has taken over');
const down = new ResiteError('HOST_DOWN', 'it does not answer');
const refused = new ResiteError('SERVICE_START_FAILED', 'it does not start');
const astray = (cause: unknown) => new ResiteError('SERVICES_NOT_RESTORED', 'not in its recorded state', { cause });

test('a host that another run has claimed is known by each way in which it says so, and is left to that run', () => {
  assert.ok(isOver([fenced], 0));
  assert.ok(isOver([astray(fenced)], 0));
  assert.ok(isOver([astray(new AggregateError([down, fenced]))], 0), 'it refuses several services at once');
  assert.ok(!isOver([astray(new AggregateError([down, down]))], 0));
  assert.ok(!isOver([down], 0));
});

test('a service that does not start is left to a person in the end, and a host that does not answer is not', () => {
  const [last, much] = [4, 1_000];
  assert.ok(!isOver([astray(refused)], last - 1));
  assert.ok(isOver([astray(refused)], last));
  assert.ok(!isOver([down], much));
  assert.ok(!isOver([astray(down)], much), 'the connection was cut while services returned');
  assert.ok(!isOver([astray(new AggregateError([refused, down]))], much));
});
