import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, nearest } from '../src/suggest.ts';

const guesses: [name: string, candidates: string[], guess: string | undefined][] = [
  ['s01', ['P01', 'S01'], 'S01'],
  ['S10', ['S01', 'P01'], 'S01'], // two neighbours swapped
  ['S0', ['S01'], 'S01'],
  ['hots', ['repository', 'hosts', 'sites'], 'hosts'],
  ['pasword', ['password', 'location'], 'password'],
  ['XYZ', ['S01', 'P01'], undefined],
  ['S01', [], undefined],
  ['', ['S01'], undefined],
];

for (const [name, candidates, guess] of guesses) {
  test(`"${name}" among ${candidates.join(', ') || 'nothing'} is ${guess ?? 'no guess'}`, () => {
    assert.equal(nearest(name, candidates), guess);
  });
}

test('without a guess the hint lists what there is', () => {
  assert.equal(didYouMean('XYZ', ['S01', 'P01'], 'sites'), 'Known sites: S01, P01.');
  assert.equal(didYouMean('XYZ', [], 'sites'), 'There are no sites.');
  assert.equal(didYouMean('S02', ['S01', 'P01'], 'sites'), 'Did you mean S01?');
});
