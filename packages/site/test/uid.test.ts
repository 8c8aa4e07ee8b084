import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  base36,
  compareUids,
  counterCount,
  firstUid,
  formatNextId,
  formatUid,
  nextUid,
  parseNextId,
  parseUid,
  rangeCount,
  type Uid,
} from '../src/index.ts';

const uids = fc.record({
  siteCode: fc.stringMatching(/^[0-9A-Z]{3}$/),
  range: fc.nat(rangeCount - 1),
  counter: fc.nat(counterCount - 1),
});

// IDs that articles print: Q127052, Q167628, Q158292, Q237690 and the sample SMS.INI.
for (const [text, uid] of [
  ['SKZ01000', { siteCode: 'SKZ', range: 1, counter: 0 }],
  ['TTT00003', { siteCode: 'TTT', range: 0, counter: 3 }],
  ['BP007000', { siteCode: 'BP0', range: 7, counter: 0 }],
  ['YAP00001', { siteCode: 'YAP', range: 0, counter: 1 }],
  ['76801009', { siteCode: '768', range: 1, counter: 9 }],
] as const) {
  test(`${text} is an ID`, () => {
    assert.deepEqual(parseUid(text), uid);
    assert.equal(formatUid(uid), text);
  });
}

test('a UID file is named after its ID, in any case and in any folder', () => {
  assert.deepEqual(parseUid('D:\\SMS\\LOGON.SRV\\SMSID\\skz0zz9z.uid'), {
    siteCode: 'SKZ',
    range: 35,
    counter: 45_719,
  });
});

for (const text of ['', 'SKZ0100', 'SKZ010000', 'SKZ-1000', 'SKZ01000.INI']) {
  test(`${JSON.stringify(text)} is no ID`, () => assert.equal(parseUid(text), undefined));
}

for (const [uid, next] of [
  ['S0101000', 'S0101001'],
  ['S0101009', 'S010100A'],
  ['S010100Z', 'S0101010'],
  ['S0101XZZ', 'S0101Y00'],
  ['S0101Y00', undefined],
  ['S0101ZZZ', undefined],
] as const) {
  test(`after ${uid} comes ${next ?? 'a new range'}`, () => {
    const found = nextUid(parseUid(uid)!);
    assert.equal(found && formatUid(found), next);
  });
}

test('a range holds 44,065 IDs', () => {
  let count = 0;
  for (let uid: Uid | undefined = firstUid('S01', 1); uid !== undefined; uid = nextUid(uid)) count++;
  assert.equal(count, 44_065);
});

test('property: IDs round-trip and order as their text does', () => {
  fc.assert(
    fc.property(uids, uids, (a, b) => {
      assert.deepEqual(parseUid(formatUid(a)), { ...a });
      assert.equal(
        Math.sign(compareUids(a, b)),
        formatUid(a) < formatUid(b) ? -1 : formatUid(a) > formatUid(b) ? 1 : 0,
      );
    }),
  );
});

test('a number that does not fit is refused', () => {
  assert.throws(() => base36(1296, 2), RangeError);
  assert.throws(() => base36(-1, 2), RangeError);
});

for (const [text, form, range, counter] of [
  ['02', 'range', 2, 0],
  ['S0102', 'site-range', 2, 0],
  ['02000', 'range-counter', 2, 0],
  ['S0102000', 'uid', 2, 0],
  ['S0100', 'range-counter', 1008, 1296],
] as const) {
  test(`next ID ${text} is of the form ${form}`, () => {
    const next = parseNextId(text, 'S01');
    assert.deepEqual(next, { form, siteCode: 'S01', range, counter });
    assert.equal(formatNextId(next!), text);
  });
}

for (const text of ['', '1', '123', 'S010', 'S010200', 'S0102000.UID', '0-']) {
  test(`next ID ${JSON.stringify(text)} is in no known form`, () => assert.equal(parseNextId(text, 'S01'), undefined));
}
