import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEstimate } from '../src/reporters/progress.ts';

test('the time left follows from what is done, once that says something', () => {
  let time = 1_000_000;
  const estimate = createEstimate(() => time);
  const after = (seconds: number, part: number | undefined) => {
    time += seconds * 1000;
    return estimate(part);
  };
  assert.equal(after(0, undefined), undefined);
  assert.equal(after(0, 0.2), undefined);
  assert.equal(after(4, 0.3), undefined);
  assert.equal(Math.round(after(6, 0.4)!), 30);
  assert.equal(Math.round(after(10, 0.6)!), 20);
  assert.equal(after(1, 1), undefined);
  assert.equal(after(1, 0.1), undefined); // something else begins
  assert.equal(Math.round(after(10, 0.2)!), 80);
});
