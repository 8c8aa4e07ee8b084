import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideIds, gatherIds, type IdSituation } from '../src/index.ts';

const situation: IdSituation = {
  siteCode: 'S02',
  snapshotUids: ['S0201005'],
  snapshotNext: '02',
  seen: ['S0201000', 'S0201004'],
  logonServers: 1,
  evidenceComplete: false,
};

for (const [what, changes, next, renamed] of [
  ['a fresh range past the highest and one for the logon server', {}, '04', 'S0203000'],
  ['one more range skipped for each logon server', { logonServers: 4 }, '07', 'S0206000'],
  ['a range seen above the pointer', { seen: ['S0209ABC'] }, '0C', 'S020B000'],
  ['a pointer above every range seen', { snapshotNext: '1Z' }, '21', 'S0220000'],
  ['foreign IDs, which claim no range of this site', { seen: ['P01ZZ000', 'S0201004'] }, '04', 'S0203000'],
  ['the form site code and range', { snapshotNext: 'S0202' }, 'S0204', 'S0203000'],
  ['the form range and counter', { snapshotNext: '02000' }, '04000', 'S0203000'],
  ['the form of a whole ID', { snapshotNext: 'S0202000' }, 'S0204000', 'S0203000'],
  ['a foreign UID file, which moves to a range of this site', { snapshotUids: ['P0101000'] }, '04', 'S0203000'],
  ['lower case and extensions', { snapshotUids: ['s0201005.uid'], seen: ['s0201005.UID'] }, '04', 'S0203000'],
  ['complete: after the highest', { evidenceComplete: true }, '02', 'S0201005'],
  ['complete: an ID given out since', { evidenceComplete: true, seen: ['S0201009'] }, '02', 'S020100A'],
  ['complete: a range given out since', { evidenceComplete: true, seen: ['S0203000'] }, '04', 'S0201005'],
  ['complete: a spent range', { evidenceComplete: true, seen: ['S0201Y00'] }, '03', 'S0202000'],
  [
    'complete: a foreign range goes on',
    { evidenceComplete: true, snapshotUids: ['P0101003'], seen: ['P0101007'] },
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
  assert.match(decision.reason, /next range 04; the highest one seen is S0201005/);
  assert.equal(decision.freshRange, true);
});

test('two UID files of one range part', () => {
  for (const evidenceComplete of [true, false]) {
    const { uids } = decideIds({ ...situation, snapshotUids: ['S0201005', 'S0201009'], evidenceComplete });
    assert.notEqual(uids[0]!.renamed.slice(0, 5), uids[1]!.renamed.slice(0, 5));
  }
});

test('without a UID file only the pointer moves', () => {
  assert.deepEqual(decideIds({ ...situation, snapshotUids: [], seen: [] }).uids, []);
});

for (const [what, changes] of [
  ['the last range is in use', { seen: ['S02ZZ000'] }],
  ['the margin for logon servers does not fit', { seen: ['S02ZY000'], logonServers: 3 }],
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

test('IDs are gathered from names of files, databases and clients', () => {
  const ids = gatherIds({
    paths: [
      'D:\\SMS\\LOGON.SRV\\SMSID\\S0201005.UID',
      '/D/SMS/LOGON.SRV/PCMINS.BOX/s0201003.ins',
      'D:\\SMS\\SITE.SRV\\INVENTRY.BOX\\HISTORY\\P0101007.HMS',
      'D:\\SMS\\LOGON.SRV\\RUNSMS12.BAT',
      'D:\\SMS\\LOGON.SRV\\PCMINS.BOX\\TEMPORARY.INS',
    ],
    reported: ['S0201003', '', 'no id'],
    clients: ['S0201004 '],
  });
  assert.deepEqual(ids, ['P0101007', 'S0201003', 'S0201004', 'S0201005']);
});
