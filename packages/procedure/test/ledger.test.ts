import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { LedgerEntry } from '@resite/procedure';
import { withLedger } from '../src/history/ledger.ts';
import { predict, quantile } from '../src/history/predict.ts';
import { reportOf } from '../src/history/report.ts';
import { Journal } from '../src/journal/journal.ts';
import { planSiblingBackup } from '../src/plan/backup/plan-backup.ts';
import { backupFacts, site } from './support/description.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-ledger-'));
});
after(() => rmSync(folder, { recursive: true }));

const second = { ...backupFacts, host: 'BRANCH2', site: { ...site, siteCode: 'S02' } };
const hosts = { ...backupFacts.hosts, BRANCH2: backupFacts.hosts.BRANCH1 };
const procedure = planSiblingBackup([backupFacts, second], { ...backupFacts, hosts, parallel: 2 });

test('a run of two sites, of which one failed, is two entries; and what changes later is taken over', () => {
  const journal = new Journal(folder);
  const run = journal.begin(procedure);
  const step = (id: string) => procedure.steps.find(candidate => candidate.id === id)!;
  const done = (id: string, outcome: object) => {
    journal.steps.begin(run.id, step(id));
    journal.steps.end(run.id, step(id), 'done', { detail: '', ...outcome });
  };
  done('expect-downtime', { expected: [{ host: 'HQ1', usually: 1, atMost: 2, runs: 3, returning: 1 }] });
  for (const host of ['HQ1', 'BRANCH1', 'BRANCH2']) {
    journal.services.recordChange(run.id, host, 'SMS_EXECUTIVE', 'stopping');
    journal.services.recordChange(run.id, host, 'SMS_EXECUTIVE', 'returned');
  }
  const captured = { previous: '2026-11-21T02:00:00.000Z', began: '2026-11-22T02:00:00.000Z' };
  done('capture/S01', { ...captured, files: 170, bytes: 12_340, read: { files: 17, bytes: 1234 } });
  journal.steps.begin(run.id, step('capture/S02'));
  journal.steps.end(run.id, step('capture/S02'), 'failed', { code: 'SOURCE_UNREADABLE', message: 'cannot read' });
  assert.deepEqual(
    withLedger(folder, journal, ledger => ledger.entries()),
    [],
    'it still runs',
  );

  journal.end(run.id, 'partial');
  const entries = withLedger(folder, journal, ledger => [...ledger.entries('S01'), ...ledger.entries('S02')]);
  assert.deepEqual(
    entries.map(({ status, error, rpo, filesRead, bytesRead }) => ({ status, error, rpo, filesRead, bytesRead })),
    [
      { status: 'done', error: undefined, rpo: 86_400, filesRead: 17, bytesRead: 1234 },
      { status: 'failed', error: 'SOURCE_UNREADABLE', rpo: undefined, filesRead: undefined, bytesRead: undefined },
    ],
  );
  assert.deepEqual(
    entries.map(({ downtime }) => downtime.map(({ host }) => host)),
    [
      ['BRANCH1', 'HQ1'],
      ['BRANCH2', 'HQ1'],
    ],
  );
  assert.deepEqual(
    entries[1]?.expected?.map(({ host }) => host),
    ['HQ1'],
  );

  const { sites, bySite } = reportOf(journal, run.id);
  assert.deepEqual(sites, ['S01', 'S02']);
  assert.deepEqual(bySite, [{ site: 'S01' }, { site: 'S02', failure: 'cannot read' }]);

  journal.end(run.id, 'unsettled');
  const later = withLedger(folder, journal, ledger => ledger.entries('S01'));
  assert.deepEqual(
    later.map(({ status }) => status),
    ['unsettled'],
  );
  journal.close();
  assert.equal(statSync(join(folder, 'ledger.db')).mode & 0o777, 0o600);
});

test('the ledger outlives the journal', () => {
  rmSync(join(folder, 'journal.db'));
  const journal = new Journal(folder);
  assert.equal(withLedger(folder, journal, ledger => ledger.entries()).length, 2);
  journal.close();
});

const entry = (run: number, seconds: number, other: Partial<LedgerEntry> = {}): LedgerEntry => ({
  run: `run ${run}`,
  kind: 'backup',
  site: 'S01',
  sites: ['S01'],
  status: 'done',
  started: '2026-11-22T02:00:00.000Z',
  downtime: [{ host: 'BRANCH1', seconds, returning: seconds / 2 }],
  ...other,
});

test('what is expected comes from backups of the same sites that went well', () => {
  const runs = [5, 3, 4, 1, 2, 10, 9, 6, 7, 8].map((seconds, index) => entry(index, seconds));
  const expected = { host: 'BRANCH1', usually: 5, atMost: 9, runs: 10, returning: 4.5 };
  const others = [
    entry(11, 99, { status: 'failed' }),
    entry(12, 99, { kind: 'restore' }),
    entry(13, 99, { sites: ['S01', 'S02'] }),
  ];
  assert.deepEqual(predict([...runs, ...others], ['S01'], 'BRANCH1'), expected);
  assert.equal(predict(runs, ['S01'], 'HQ1'), undefined);
  assert.equal(predict(runs, ['S02', 'S01'], 'BRANCH1'), undefined);
  assert.equal(predict(others, ['S02', 'S01'], 'BRANCH1')?.usually, 99);
});

test('the latest thirty runs count', () => {
  const runs = Array.from({ length: 60 }, (_, index) => entry(index, index < 30 ? 100 : 1));
  assert.equal(predict(runs, ['S01'], 'BRANCH1')?.atMost, 1);
});

for (const [values, part, wanted] of [
  [[4], 0.5, 4],
  [[1, 2], 0.5, 1],
  [[3, 1, 2], 0.5, 2],
  [[3, 1, 2], 0.9, 3],
] as const) {
  test(`the ${part * 100} % quantile of ${values.join(', ')} is ${wanted}`, () => {
    assert.equal(quantile(values, part), wanted);
  });
}
