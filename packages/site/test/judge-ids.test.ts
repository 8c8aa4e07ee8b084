import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '@resite/errors';
import { type IdEvidence, type IdSighting, judgeIds, parseUid } from '../src/index.ts';

const at = (role: IdSighting['role'], id: string, holder?: string, where = 'somewhere'): IdSighting => ({
  uid: parseUid(id)!,
  role,
  ...defined({ holder }),
  where,
});

const good: IdEvidence = {
  siteCode: 'S02',
  sightings: [
    at('next', 'S0201005', 'BRANCH1', 'BRANCH1, S0201005.UID'),
    at('next', 'S0202001', 'LOGON2', 'LOGON2, S0202001.UID'),
    at('used', 'S0201004', 'PC1', 'database of HQ1'),
    at('used', 'S0201004', 'PC1', 'PC1, SMS.INI'),
    at('used', 'S0201003', undefined, 'S0201003.INS'),
    at('used', 'P0109ABC', 'PC2', 'database of HQ1'),
  ],
  collisions: [],
  pointer: { text: '03', where: 'registry' },
};

const problems = (change: Partial<IdEvidence>) =>
  judgeIds({ ...good, ...change }).problems.map(({ kind, ids, found }) => [kind, ids.join(' '), found]);
const more = (...sightings: IdSighting[]) => ({ sightings: [...good.sightings, ...sightings] });

test('a site in order has no problem, and each number has its reason', () => {
  assert.deepEqual(judgeIds(good), {
    problems: [],
    requirements: [
      {
        what: 'the UID file of BRANCH1',
        is: 'S0201005',
        atLeast: 'S0201005',
        why: 'S0201004 is in use: database of HQ1',
      },
      { what: 'the UID file of LOGON2', is: 'S0202001', atLeast: 'S0202000', why: 'no ID of its range was seen' },
      {
        what: 'Next SMS Unique ID',
        is: '03',
        atLeast: '03',
        why: 'the highest range in use is that of S0202001: LOGON2, S0202001.UID',
      },
    ],
  });
});

for (const [what, change, expected] of [
  [
    'two computers with one ID',
    more(at('used', 'S0201004', 'PC9')),
    ['duplicate', 'S0201004', 'S0201004 is the ID of PC1 and PC9'],
  ],
  [
    'two computers with one foreign ID',
    more(at('used', 'P0109ABC', 'PC9')),
    ['duplicate', 'P0109ABC', 'P0109ABC is the ID of PC2 and PC9'],
  ],
  [
    'a collision that the parent met, whose records are gone',
    { collisions: [{ id: 'S0201002', where: 'event 185' }] },
    ['duplicate', 'S0201002', 'S0201002 was met on two computers'],
  ],
  [
    'a UID file that names a used ID',
    more(at('used', 'S0201005')),
    ['next-id-used', 'S0201005', 'the UID file of BRANCH1 gives out S0201005 next, and S0201005 is in use already'],
  ],
  [
    'a UID file that is behind',
    more(at('used', 'S020200A')),
    ['next-id-used', 'S0202001', 'the UID file of LOGON2 gives out S0202001 next, and S020200A is in use already'],
  ],
  [
    'two logon servers in one range',
    more(at('next', 'S0201100', 'LOGON3')),
    [
      'shared-range',
      'S0201005 S0201100',
      'the UID file of BRANCH1 (S0201005) and the UID file of LOGON3 (S0201100) are in one range',
    ],
  ],
  [
    'two UID files in one folder and range',
    more(at('next', 'S0201100', 'BRANCH1', 'BRANCH1, S0201100.UID')),
    [
      'shared-range',
      'S0201005 S0201100',
      'the UID file of BRANCH1 (S0201005) and the UID file of BRANCH1 (S0201100) are in one range',
    ],
  ],
  [
    'a pointer to a range in use',
    { pointer: { text: 'S0202', where: 'registry' } },
    ['next-range-used', 'S0202001', 'Next SMS Unique ID is S0202, and S0202001 is in that range or above'],
  ],
  [
    'a pointer in no known form',
    { pointer: { text: 'soon', where: 'registry' } },
    ['next-range-unknown', '', 'Next SMS Unique ID is "soon", which is in no known form'],
  ],
] as const) {
  test(what, () => assert.deepEqual(problems(change), [expected]));
}

test('the same UID file in a directory listing and on the disk is one', () => {
  assert.deepEqual(
    problems(more(at('next', 'S0201005', 'BRANCH1', 'ids.txt:1'), at('next', 'S0201003', undefined, 'ids.txt:2'))),
    [],
  );
});

test('a spent range: the next ID is one of a new range', () => {
  const { requirements } = judgeIds({ ...good, ...more(at('used', 'S0201Y00')) });
  assert.equal(requirements[0]!.atLeast, 'one of a new range');
});
