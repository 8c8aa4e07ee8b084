import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Snapshot } from '@resite/repository';
import { type Candidate, chooseLatest } from '../src/snapshot/find-snapshot.ts';

/** Oldest first, as `1 yes`, `2 no`, `3 unknown`, `4 future`, `5 yes partial`. */
function candidates(...facts: string[]): Candidate[] {
  return facts.map(fact => {
    const [digit = '', state, part] = fact.split(' ');
    const snapshot = { id: digit.repeat(64), time: `2026-01-0${digit}T00:00:00Z` } as Snapshot;
    const readBack = state === 'future' ? 'yes' : (state as 'yes');
    return { snapshot, isFromFuture: state === 'future', isPartial: part !== undefined, readBack };
  });
}

const cases: [facts: string[], chosen: string | undefined, remarks: RegExp[]][] = [
  [['1 yes', '2 yes'], '2', []],
  [['1 yes', '2 no'], '1', [/^snapshot 22222222 of \S+ is newer, but it was not read back: 11111111 is taken/]],
  [
    ['1 yes', '2 unknown', '3 no'],
    '1',
    [/^snapshot 22222222 .* not known to have been/, /^snapshot 33333333 .* not read back/],
  ],
  [['1 no', '2 no'], '2', [/^snapshot 22222222 was not read back/]],
  [['1 unknown', '2 no'], '2', [/^snapshot 22222222 was not read back/]],
  [['1 yes', '2 unknown'], '2', [/^snapshot 22222222 is not known to have been read back/]],
  [['1 yes', '2 future'], '1', [/^snapshot 22222222 is from the future .* not the latest/]],
  [
    ['1 yes', '2 yes partial'],
    '2',
    [/^snapshot 22222222 is partial: .* the latest that is whole is 11111111 of 2026-01-01/],
  ],
  [['1 yes partial', '2 yes partial'], '2', [/^snapshot 22222222 is partial: .* there is none that is whole/]],
  [['1 yes partial', '2 yes'], '2', []],
  [['1 future'], undefined, []],
  [[], undefined, []],
];

for (const [facts, chosen, remarks] of cases) {
  test(`of ${facts.join(', ') || 'none'}: ${chosen ?? 'none'}, and what was passed over is named`, () => {
    const choice = chooseLatest(candidates(...facts));
    assert.equal(choice.chosen?.id[0], chosen);
    assert.equal(choice.remarks.length, remarks.length, choice.remarks.join('\n'));
    for (const [index, remark] of remarks.entries()) assert.match(choice.remarks[index]!, remark);
  });
}

test('latest~1 is the one before the latest, with what is to be known of it', () => {
  const some = candidates('1 yes', '2 unknown', '3 yes', '4 no', '5 future');
  const { chosen, remarks } = chooseLatest(some, 1);
  assert.equal(chosen?.id[0], '2');
  assert.match(remarks.join('\n'), /44444444 .* newer, but .* not read back: 33333333 is taken as the latest/);
  assert.match(remarks.join('\n'), /22222222 is not known to have been read back/);
  assert.equal(chooseLatest(some, 3).chosen, undefined);
});
