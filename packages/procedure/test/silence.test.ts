import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSilence, lookInterval, type Sample } from '../src/services/silence.ts';

const patience = 20_000;
const look: Sample = { elapsed: lookInterval, heard: false, state: 'S' };
const looks = (count: number, sample: Partial<Sample>) => Array.from({ length: count }, () => ({ ...look, ...sample }));
const longest = (samples: readonly Sample[]) => {
  const measure = createSilence();
  return Math.max(0, ...samples.map(measure));
};
const second = 1000 / lookInterval;

for (const state of ['T', 't', 'D', 'S']) {
  test(`a process in state ${state} that is not heard is silent after ${patience / 1000} seconds, and not before`, () => {
    assert.ok(longest(looks(19 * second, { state })) < patience);
    assert.ok(longest(looks(21 * second, { state })) > patience);
  });
}

test('one that is at work or waits for its turn is given four times as long', () => {
  assert.ok(longest(looks(70 * second, { state: 'R' })) < patience);
  assert.ok(longest(looks(90 * second, { state: 'R' })) > patience);
});

test('a computer that sleeps, or is so loaded that the look itself comes late, does not make it silent', () => {
  assert.ok(longest(looks(10_000, { elapsed: 5_000 })) < patience);
  assert.ok(longest([...looks(10 * second, {}), { ...look, elapsed: 3_600_000 }, ...looks(5 * second, {})]) < patience);
});

test('whatever happens, a process that beats every ten seconds that somebody sees is never silent', () => {
  const sample = fc.record({
    elapsed: fc.integer({ min: 1, max: 2000 }),
    state: fc.constantFrom('R', 'S', 'D', 'T', undefined),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 500 }), samples => {
      let seen = 0;
      const measure = createSilence();
      for (const one of samples) {
        seen += Math.min(one.elapsed, 2 * lookInterval);
        const heard = seen >= 10_000;
        if (heard) seen = 0;
        assert.ok(measure({ ...one, heard }) < patience);
      }
    }),
  );
});
