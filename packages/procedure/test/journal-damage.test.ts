import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { runs } from '../../../scripts/sample.ts';
import { Journal } from '../src/journal/journal.ts';
import { checksum } from '../src/journal/rows.ts';
import { outcomeSchemas } from '../src/plan/outcomes.ts';

const place = await mkdtemp(join(tmpdir(), 'resite-journal-'));
after(() => rm(place, { recursive: true }));

/** All that decides what is done with services. */
function answers(folder: string) {
  const journal = new Journal(folder);
  try {
    if (journal.loss() !== undefined) throw journal.loss();
    return journal.runs().map(run => ({
      ...run,
      reason: journal.reason(run.id),
      changed: journal.hasChanged(run.id),
      steps: journal.steps.of(run.id).map(step => ({ ...step, returned: step.returned('stop-services') })),
      hosts: Object.keys(run.procedure.hosts).map(host => [
        journal.services.recorded(run.id, host),
        journal.services.downtime(run.id, host)?.over,
      ]),
    }));
  } finally {
    journal.close();
  }
}

const whole = join(place, 'whole');
mkdirSync(whole);
copyFileSync(join(import.meta.dirname, 'fixtures', 'journal-v0.db'), join(whole, 'journal.db'));
const good = answers(whole);
const bytes = readFileSync(join(whole, 'journal.db'));

/** As a power cut leaves a journal that is in use: the last changes stand in its write-ahead log. */
const cutOff = join(place, 'cut-off');
const inLog = (() => {
  const folder = join(place, 'in-use');
  cpSync(whole, folder, { recursive: true });
  const journal = new Journal(folder);
  const { procedure } = journal.runs()[0]!;
  const run = journal.begin(procedure);
  const [host = ''] = Object.keys(procedure.hosts);
  const service = { displayName: 'A', startType: 'auto', imagePath: 'C:\\A.EXE', account: 'LocalSystem' } as const;
  journal.services.record(run.id, host, [{ name: 'SMS_EXECUTIVE', state: 'running', ...service }]);
  journal.steps.begin(run.id, procedure.steps[0]!);
  journal.services.recordChange(run.id, host, 'SMS_EXECUTIVE', 'stopping');
  cpSync(folder, cutOff, { recursive: true, filter: name => !name.endsWith('-shm') });
  const found = answers(folder);
  journal.end(run.id, 'interrupted');
  journal.close();
  return found;
})();
const log = readFileSync(join(cutOff, 'journal.db-wal'));

/** As it was, or refused: nothing in between. */
function judge(from: string, wanted: typeof good, change: (folder: string) => void, what: string): void {
  const folder = join(place, 'damaged');
  rmSync(folder, { recursive: true, force: true });
  cpSync(from, folder, { recursive: true });
  change(folder);
  let found: typeof good;
  try {
    found = answers(folder);
  } catch (error) {
    assert.ok(isResiteError(error, 'JOURNAL_DAMAGED', 'JOURNAL_VERSION', 'JOURNAL_LOST'), `${what}: ${error}`);
    return;
  }
  assert.deepEqual(found, wanted, what);
}

const flipped = (content: Buffer, position: number, bit: number) => {
  const damage = Buffer.from(content);
  damage[position]! ^= 1 << bit;
  return damage;
};

for (const [name, content, from, wanted, count] of [
  ['journal.db', bytes, whole, good, 100],
  ['journal.db-wal', log, cutOff, inLog, 80],
] as const) {
  const put = (damage: Uint8Array) => (folder: string) => writeFileSync(join(folder, name), damage);

  test(`a bit of ${name} that is flipped anywhere is found, or changes no answer`, () => {
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.nat(7), (position, bit) => {
        judge(from, wanted, put(flipped(content, position, bit)), `bit ${bit} of byte ${position}`);
      }),
      { numRuns: runs(count), seed: 138347 },
    );
  });

  test(`a ${name} that is cut off anywhere is found`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: content.length - 1 }), length => {
        judge(from, wanted, put(content.subarray(0, length)), `${length} of ${content.length} bytes`);
      }),
      { numRuns: runs(20), seed: 138347 },
    );
  });
}

test('a write-ahead log that is gone is found, and so is one of which a power cut left all', () => {
  judge(cutOff, inLog, () => {}, 'whole');
  assert.throws(
    () => {
      const folder = join(place, 'damaged');
      rmSync(join(folder, 'journal.db-wal'), { force: true });
      copyFileSync(join(cutOff, 'journal.db'), join(folder, 'journal.db'));
      answers(folder);
    },
    { code: 'JOURNAL_LOST' },
  );
});

test('a damaged file beside the journal gives a false answer to nobody', () => {
  for (const name of readdirSync(cutOff).filter(one => !one.startsWith('journal.db'))) {
    const content = readFileSync(join(cutOff, name));
    for (let position = 0; position < content.length; position += 3) {
      const damage = flipped(content, position, position % 8);
      judge(cutOff, inLog, folder => writeFileSync(join(folder, name), damage), `byte ${position} of ${name}`);
    }
    for (const length of [0, 1, Math.floor(content.length / 2), content.length - 1]) {
      judge(
        cutOff,
        inLog,
        folder => writeFileSync(join(folder, name), content.subarray(0, length)),
        `${length} of ${name}`,
      );
    }
  }
});

test('a record that went to another run, or is gone, is missed', () => {
  for (const sql of [
    "UPDATE services SET run = 'another', checksum = ? WHERE rowid = 1",
    'DELETE FROM service_changes WHERE rowid = 1 AND ? IS NOT NULL',
    'DELETE FROM procedures WHERE rowid = 1 AND ? IS NOT NULL',
  ]) {
    const change = (folder: string) => {
      const database = new DatabaseSync(join(folder, 'journal.db'));
      const row = { ...database.prepare('SELECT * FROM services WHERE rowid = 1').get(), run: 'another' };
      assert.equal(database.prepare(sql).run(checksum('services', row)).changes, 1, sql);
      database.close();
    };
    judge(whole, good, change, sql);
    assert.throws(() => answers(join(place, 'damaged')), { code: 'JOURNAL_DAMAGED' }, sql);
  }
});

test('what stands beside the journal and is no file is refused, and never waited for', () => {
  for (const name of ['journal.count', 'runs.log']) {
    for (const make of [
      (path: string) => execFileSync('mkfifo', [path]),
      (path: string) => symlinkSync('/dev/zero', path),
      (path: string) => mkdirSync(path),
    ]) {
      const folder = join(place, 'odd');
      rmSync(folder, { recursive: true, force: true });
      cpSync(whole, folder, { recursive: true });
      rmSync(join(folder, name), { force: true });
      make(join(folder, name));
      assert.throws(() => answers(folder), { code: 'FILE_ACCESS', message: new RegExp(`${name}: it is no file`) });
    }
  }
});

test('what a step is said to have returned is read, and never taken for what it is not', () => {
  const folder = join(place, 'outcomes');
  cpSync(whole, folder, { recursive: true });
  const journal = new Journal(folder);
  const { procedure } = journal.runs()[0]!;
  const step = procedure.steps[0]!;
  const returned = (outcome: unknown) => {
    const run = journal.begin(procedure);
    journal.steps.begin(run.id, step);
    journal.steps.end(run.id, step, 'done', outcome);
    journal.end(run.id, 'failed');
    return run.id;
  };
  for (const [outcome, message] of [
    ['a sentence', /at stop-services: .*expected object/],
    [[1], /expected object/],
    [{ detail: 7 }, /stop-services\.detail: .*expected string/],
  ] as const) {
    const run = returned(outcome);
    assert.throws(() => journal.steps.of(run), { code: 'JOURNAL_DAMAGED', message });
  }
  for (const [type, outcome, message] of [
    ['commit-snapshot', { snapshot: { id: 1 } }, /stop-services\.snapshot/],
    ['decide-ids', { decision: { uids: 'S0100001' } }, /stop-services\.decision\.next/],
    ['expect-downtime', { expected: [{ host: 'HQ1' }] }, /stop-services\.expected\.0\.usually/],
    ['decide-ids', { decision: { next: '', uids: [] }, changes: [null] }, /stop-services\.changes\.0/],
  ] as const) {
    const [record] = journal.steps.of(returned({ detail: 'well', ...outcome }));
    assert.throws(() => record?.returned(type), { code: 'JOURNAL_DAMAGED', message });
  }
  const run = journal.begin(procedure);
  journal.steps.begin(run.id, step);
  journal.steps.end(run.id, step, 'done', { detail: 'well', ofALaterVersion: 1 });
  assert.equal(journal.steps.of(run.id)[0]?.words?.detail, 'well');
  assert.throws(() => journal.steps.outcome(run.id, step.id, outcomeSchemas['commit-snapshot']), {
    code: 'JOURNAL_DAMAGED',
    message: /stop-services\.snapshot/,
  });
  journal.close();
});
