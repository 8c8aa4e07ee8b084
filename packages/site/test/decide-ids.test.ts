import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideIds, type IdSighting, type IdSituation, parseUid, rangeMargin, sightingOfFile } from '../src/index.ts';

const used = (...ids: string[]): IdSighting[] => ids.map(id => ({ uid: parseUid(id)!, role: 'used', where: 'a list' }));

const situation: IdSituation = {
  siteCode: 'S02',
  snapshotUids: ['S0201005'],
  snapshotNext: '02',
  sightings: used('S0201000', 'S0201004'),
  unreadServers: 1,
  days: 0,
  evidenceComplete: false,
};

for (const [what, changes, next, renamed] of [
  ['a fresh range past the highest and two that nobody may know of', {}, '05', 'S0204000'],
  ['one more range for each logon server that was not read', { unreadServers: 4 }, '08', 'S0207000'],
  ['as much again for each 30 days', { days: 61 }, '09', 'S0208000'],
  ['a range seen above the pointer', { sightings: used('S0209ABC') }, '0D', 'S020C000'],
  ['a pointer above every range seen', { snapshotNext: '1Z' }, '22', 'S0221000'],
  ['foreign IDs, which claim no range of this site', { sightings: used('P01ZZ000', 'S0201004') }, '05', 'S0204000'],
  ['the number that an earlier site left in SMS.INI', { snapshotIniNext: 'S0209000' }, '0C', 'S020B000'],
  ['the form site code and range', { snapshotNext: 'S0202' }, 'S0205', 'S0204000'],
  ['the form range and counter', { snapshotNext: '02000' }, '05000', 'S0204000'],
  ['the form of a whole ID', { snapshotNext: 'S0202000' }, 'S0205000', 'S0204000'],
  ['a pointer of another site, which says nothing', { snapshotNext: 'P0109000' }, 'S0205000', 'S0204000'],
  ['a foreign UID file, which moves to a range of this site', { snapshotUids: ['P0101000'] }, '05', 'S0204000'],
  ['lower case and extensions', { snapshotUids: ['s0201005.uid'], sightings: used('s0201005.UID') }, '05', 'S0204000'],
  ['complete: after the highest', { evidenceComplete: true }, '02', 'S0201005'],
  ['complete: an ID given out since', { evidenceComplete: true, sightings: used('S0201009') }, '02', 'S020100A'],
  ['complete: a range given out since', { evidenceComplete: true, sightings: used('S0203000') }, '04', 'S0201005'],
  ['complete: a spent range', { evidenceComplete: true, sightings: used('S0201Y00') }, '03', 'S0202000'],
  [
    'complete: a foreign range goes on',
    { evidenceComplete: true, snapshotUids: ['P0101003'], sightings: used('P0101007') },
    '02',
    'P0101008',
  ],
] as const) {
  test(what, () => {
    const decision = decideIds({ ...situation, ...changes });
    assert.equal(decision.next, next);
    assert.deepEqual(
      decision.uids.map(uid => uid.renamed),
      [renamed],
    );
  });
}

test('the reason names the highest ID seen', () => {
  const decision = decideIds(situation);
  assert.equal(decision.seenHighest, 'S0201005');
  assert.match(
    decision.reason,
    /next range 05; the highest one seen is S0201005 \(the snapshot\), and 2 more ranges are left out/,
  );
  assert.equal(decision.freshRange, true);
});

for (const [what, snapshotUids, kept, removed] of [
  ['two in one range', ['S0201005', 'S0201009'], 'S0201009', ['S0201005']],
  ['two in two ranges, in any order', ['s0203000', 'S0201009'], 's0203000', ['S0201009']],
  ['one of another site, which counts as lower', ['S0201005', 'X0901000'], 'S0201005', ['X0901000']],
  ['two of other sites', ['P0101000.UID', 'P0101001.UID'], 'P0101001', ['P0101000']],
] as const) {
  test(`of several UID files the highest stays: ${what}`, () => {
    for (const evidenceComplete of [true, false]) {
      const decision = decideIds({ ...situation, snapshotUids, evidenceComplete });
      assert.deepEqual([decision.uids.map(({ file }) => file), decision.removed], [[kept], removed]);
    }
  });
}

test('of one UID file nothing is removed', () => {
  assert.equal(decideIds(situation).removed, undefined);
});

test('without a UID file only the pointer moves', () => {
  assert.deepEqual(decideIds({ ...situation, snapshotUids: [], sightings: used() }).uids, []);
});

for (const [what, changes] of [
  ['the last range is in use', { sightings: used('S02ZZ000') }],
  ['the margin for logon servers does not fit', { sightings: used('S02ZY000'), logonServers: 3 }],
  ['no range is left to point to', { snapshotNext: 'ZY' }],
] as const) {
  test(`IDs are exhausted when ${what}`, () => {
    assert.throws(() => decideIds({ ...situation, ...changes }), { code: 'IDS_EXHAUSTED', message: /S02/ });
  });
}

for (const snapshotNext of ['', 'next', '1', '??']) {
  test(`the pointer ${JSON.stringify(snapshotNext)} is not guessed at`, () => {
    assert.throws(() => decideIds({ ...situation, snapshotNext }), { code: 'IDS_UNKNOWN' });
  });
}

test('the number in SMS.INI moves with the registry, in its own form, and is not made where there was none', () => {
  assert.equal(decideIds({ ...situation, snapshotIniNext: 'S0202000' }).iniNext, 'S0205000');
  assert.equal(decideIds(situation).iniNext, undefined);
  assert.equal(decideIds({ ...situation, snapshotIniNext: '?' }).iniNext, undefined);
});

test('the margin grows with unread logon servers and with time, and never below two', () => {
  assert.equal(rangeMargin({ unreadServers: 0, days: -3 }), 2);
  assert.equal(rangeMargin({ unreadServers: 1, days: 29.9 }), 2);
  assert.equal(rangeMargin({ unreadServers: 3, days: 90 }), 16);
});

test('names of files tell IDs, of clients and of logon servers', () => {
  const paths = [
    'D:\\SMS\\LOGON.SRV\\SMSID\\S0201005.UID',
    '/D/SMS/LOGON.SRV/PCMINS.BOX/s0201003.ins',
    'D:\\SMS\\SITE.SRV\\INVENTRY.BOX\\HISTORY\\P0101007.HMS',
    'D:\\SMS\\LOGON.SRV\\CCR.BOX\\RETRY\\S020100A.CCR',
    'D:\\SMS\\LOGON.SRV\\RUNSMS12.BAT',
    'D:\\SMS\\LOGON.SRV\\PCMINS.BOX\\TEMPORARY.INS',
  ];
  const found = paths.flatMap(path => sightingOfFile(path, { place: 'B1', server: 'branch1' }) ?? []);
  assert.deepEqual(
    found.map(({ uid, role, holder }) => [uid.siteCode, uid.range, uid.counter, role, holder]),
    [
      ['S02', 1, 5, 'next', 'BRANCH1'],
      ['S02', 1, 3, 'used', undefined],
      ['P01', 1, 7, 'used', undefined],
      ['S02', 1, 10, 'used', undefined],
    ],
  );
  assert.equal(found[0]!.where, `B1, ${paths[0]}`);
});
