import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { Service } from '@resite/host';
import type { Procedure, Step } from '@resite/procedure';
import { reportOf } from '../src/history/report.ts';
import { Journal } from '../src/journal/journal.ts';
import { isUnfinished } from '../src/journal/run.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-journal-'));
});
after(() => rmSync(folder, { recursive: true }));

let count = 0;
const freshFolder = () => join(folder, String(count++));

const step: Step = {
  id: 'stop',
  title: 'Stop',
  source: 'Q138347 Backup 2',
  host: 'BRANCH1',
  action: { type: 'return-services', host: 'BRANCH1' },
  byHand: '',
};

const procedure = (...hosts: string[]): Procedure => ({
  schema: 1,
  kind: 'backup',
  title: 'Test',
  sites: ['S01'],
  profile: 'sms-1x-secondary',
  hosts: Object.fromEntries(hosts.map(host => [host, { driver: 'lab', machine: `/nowhere/${host}` }])),
  repository: { location: '/nowhere', password: { file: '/nowhere/password' } },
  steps: [step],
});

const service = (name: string, state: Service['state']): Service => ({
  name,
  displayName: name,
  state,
  startType: 'auto',
  imagePath: 'C:\\X.EXE',
  account: 'LocalSystem',
});

/** Begins a run, and a step of it, in another process, which then is gone without having ended its run. */
function inDeadProcess(journalFolder: string, hosts: string[], begun: Step = step): string {
  const code = `
    import { Journal } from '../src/journal/journal.ts';
    const journal = new Journal(${JSON.stringify(journalFolder)});
    const run = journal.begin(${JSON.stringify({ ...procedure(...hosts), steps: [begun] })});
    journal.steps.begin(run.id, run.procedure.steps[0]);
    console.log(run.id); process.kill(process.pid, 'SIGKILL');`;
  const program = join(import.meta.dirname, `dead-${process.pid}-${count++}.mjs`);
  writeFileSync(program, code);
  try {
    return spawnSync(process.execPath, [program], { encoding: 'utf8' }).stdout.trim();
  } finally {
    rmSync(program);
  }
}

test('what one process records, the next one reads', () => {
  const place = freshFolder();
  const first = new Journal(place);
  const run = first.begin(procedure('BRANCH1', 'HQ1'));
  first.steps.begin(run.id, step);
  first.services.record(run.id, 'BRANCH1', [service('B', 'running'), service('A', 'stopped')]);
  first.steps.end(run.id, step, 'done', { detail: 'well' });
  first.end(run.id, 'done');
  first.close();

  const second = new Journal(place);
  assert.equal(second.run(run.id).status, 'done');
  assert.deepEqual(second.run(run.id).procedure, procedure('BRANCH1', 'HQ1'));
  assert.deepEqual(
    second.steps.of(run.id).map(({ stepId, state, words }) => ({ stepId, state, words })),
    [{ stepId: 'stop', state: 'done', words: { detail: 'well' } }],
  );
  assert.deepEqual(second.services.recorded(run.id, 'BRANCH1'), [
    { name: 'B', state: 'running', startType: 'auto' },
    { name: 'A', state: 'stopped', startType: 'auto' },
  ]);
  second.close();
});

test('the earlier states are recorded once: a second look at stopped services does not replace them', () => {
  const journal = new Journal(freshFolder());
  const { id } = journal.begin(procedure('BRANCH1'));
  journal.services.record(id, 'BRANCH1', [service('A', 'running')]);
  journal.services.record(id, 'BRANCH1', [service('A', 'stopped')]);
  assert.equal(journal.services.recorded(id, 'BRANCH1')[0]?.state, 'running');
  journal.close();
});

test('a second run on the same host is refused while the first one lives, and one on other hosts is not', () => {
  const journal = new Journal(freshFolder());
  const first = journal.begin(procedure('BRANCH1', 'HQ1'));
  assert.throws(
    () => journal.begin(procedure('BRANCH2', 'HQ1')),
    error =>
      isResiteError(error, 'PROCEDURE_BUSY') && error.message.includes(first.id) && error.message.includes('HQ1'),
  );
  journal.begin(procedure('BRANCH3', 'HQ3'));
  journal.end(first.id, 'done');
  journal.begin(procedure('BRANCH2', 'HQ1'));
  journal.close();
});

test('a run whose process died blocks its hosts until it is resumed, and only one process can take it over', () => {
  const place = freshFolder();
  const id = inDeadProcess(place, ['BRANCH1']);
  const journal = new Journal(place);
  assert.equal(journal.run(id).alive, false);
  assert.throws(
    () => journal.begin(procedure('BRANCH1')),
    error => isResiteError(error, 'PROCEDURE_UNFINISHED'),
  );
  assert.equal(journal.takeOver(id)?.alive, true);
  assert.throws(
    () => journal.takeOver(id),
    error => isResiteError(error, 'PROCEDURE_BUSY'),
  );
  journal.end(id, 'interrupted');
  journal.begin(procedure('BRANCH1'));
  journal.close();
});

test('a run that died before it changed anything is in nobody’s way, and is not taken for one that was cut off', () => {
  const place = freshFolder();
  const id = inDeadProcess(place, ['BRANCH1'], { ...step, action: { type: 'describe-site', host: 'BRANCH1' } });
  const journal = new Journal(place);
  assert.equal(isUnfinished(journal.run(id)), true);
  const next = journal.begin(procedure('BRANCH1'));
  assert.equal(journal.run(id).status, 'interrupted');
  assert.equal(isUnfinished(next), false);
  journal.close();
});

const restore: Procedure = { ...procedure('BRANCH1', 'HQ1'), kind: 'restore' };

/** A run that was begun, has changed its hosts and ended so. */
function ended(journal: Journal, what: Procedure, status: 'done' | 'failed' | 'interrupted' | 'unsettled'): string {
  const { id } = journal.begin(what);
  journal.services.record(id, 'HQ1', [service('A', 'running')]);
  journal.steps.begin(id, step);
  journal.end(id, status);
  return id;
}

test('a restore that ended early is reopened when that is asked for, and the services are recorded anew', () => {
  const journal = new Journal(freshFolder());
  const id = ended(journal, restore, 'interrupted');
  assert.equal(journal.takeOver(id), undefined);
  assert.equal(reportOf(journal, id).resumable, true);
  assert.equal(journal.takeOver(id, { reopen: true })?.status, 'running');
  assert.deepEqual(journal.services.recorded(id, 'HQ1'), []);
  journal.close();
});

test('a run that left services behind keeps what it recorded of them', () => {
  const journal = new Journal(freshFolder());
  const id = ended(journal, restore, 'unsettled');
  assert.ok(journal.takeOver(id, { reopen: true }));
  assert.equal(journal.services.recorded(id, 'HQ1').length, 1);
  journal.close();
});

for (const [what, status] of [
  [procedure('BRANCH1'), 'failed'],
  [procedure('BRANCH1'), 'interrupted'],
  [restore, 'done'],
] as const) {
  test(`a ${what.kind} that is ${status} is not opened again: its services are their administrator’s since`, () => {
    const journal = new Journal(freshFolder());
    const id = ended(journal, what, status);
    assert.equal(journal.takeOver(id, { reopen: true }), undefined);
    assert.equal(journal.run(id).status, status);
    assert.equal(reportOf(journal, id).resumable, false);
    journal.close();
  });
}

test('a restore is not carried on after a later run has worked on the same site', () => {
  const journal = new Journal(freshFolder());
  const id = ended(journal, restore, 'failed');
  const other = ended(journal, { ...restore, sites: ['S02'] }, 'done');
  assert.equal(reportOf(journal, id).resumable, true, `${other} is of another site`);
  journal.end(journal.begin(restore).id, 'failed');
  assert.equal(reportOf(journal, id).resumable, true, 'a run that was refused has changed nothing');
  const later = ended(journal, restore, 'done');
  assert.equal(reportOf(journal, id).resumable, false);
  assert.throws(
    () => journal.takeOver(id, { reopen: true }),
    error => isResiteError(error, 'PROCEDURE_SUPERSEDED') && error.message.includes(later),
  );
  journal.close();
});

test('a restore is not carried on while another run works on one of its hosts', () => {
  const journal = new Journal(freshFolder());
  const id = ended(journal, restore, 'failed');
  const { id: other } = journal.begin({ ...procedure('BRANCH2', 'HQ1'), sites: ['S02'] });
  assert.throws(
    () => journal.takeOver(id, { reopen: true }),
    error => isResiteError(error, 'PROCEDURE_BUSY') && error.message.includes(other) && error.message.includes('HQ1'),
  );
  journal.close();
});

test('many processes open a new journal at once, and each of their runs is in it', async () => {
  const place = freshFolder();
  const program = join(import.meta.dirname, `open-${process.pid}.mjs`);
  writeFileSync(
    program,
    `import { Journal } from '../src/journal/journal.ts';
     const [place, host] = process.argv.slice(2);
     const journal = new Journal(place);
     journal.end(journal.begin({ ...${JSON.stringify(procedure())}, hosts: { [host]: { driver: 'image', folder: '/nowhere' } } }).id, 'done');`,
  );
  try {
    const children = Array.from({ length: 3 }, (_, index) =>
      once(spawn(process.execPath, [program, place, `H${index}`], { stdio: 'inherit' }), 'exit'),
    );
    for (const [code] of await Promise.all(children)) assert.equal(code, 0);
  } finally {
    rmSync(program);
  }
  const journal = new Journal(place);
  assert.equal(new Set(journal.runs().map(({ id }) => id)).size, 3);
  journal.close();
});

test('a journal that another process makes at the same moment is not taken for a database of another program', t => {
  const place = freshFolder();
  const { prepare } = DatabaseSync.prototype;
  t.after(() => {
    DatabaseSync.prototype.prepare = prepare;
  });
  DatabaseSync.prototype.prepare = function (sql: string) {
    if (sql === 'PRAGMA application_id') {
      DatabaseSync.prototype.prepare = prepare;
      const other = new DatabaseSync(join(place, 'journal.db'), { timeout: 0 });
      const make = () => other.exec('BEGIN IMMEDIATE; CREATE TABLE later (one); PRAGMA user_version = 1; COMMIT');
      assert.throws(make, /locked/, 'nobody comes in between');
      other.close();
    }
    return prepare.call(this, sql);
  };
  const journal = new Journal(place);
  assert.equal(DatabaseSync.prototype.prepare, prepare, 'the moment has come');
  assert.deepEqual(journal.runs(), []);
  journal.close();
});

test('a process that is dead but not yet waited for does not count as alive', async () => {
  const place = freshFolder();
  const program = join(import.meta.dirname, `zombie-${process.pid}.mjs`);
  writeFileSync(
    program,
    `import { Journal } from '../src/journal/journal.ts';
     console.log(new Journal(${JSON.stringify(place)}).begin(${JSON.stringify(procedure('BRANCH1'))}).id); process.kill(process.pid, 'SIGKILL');`,
  );
  // The shell starts it and sleeps, so that nobody waits for it.
  const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" "${program}" & exec sleep 60`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [id] = await once(shell.stdout.setEncoding('utf8'), 'data');
    const journal = new Journal(place);
    while (journal.run(String(id).trim()).alive) await new Promise(resolve => setTimeout(resolve, 10));
    journal.close();
  } finally {
    shell.kill('SIGKILL');
    rmSync(program);
  }
});

test('downtime is over when the last service is back, and adds up when services are stopped again', () => {
  const journal = new Journal(freshFolder());
  const { id } = journal.begin(procedure('BRANCH1'));
  const change = (name: string, state: 'stopping' | 'returned', time: number) =>
    journal.services.recordChange(id, 'BRANCH1', name, state, time);
  assert.equal(journal.services.downtime(id, 'BRANCH1'), undefined);
  change('A', 'stopping', 1000);
  change('B', 'stopping', 1100);
  change('B', 'returned', 1200);
  assert.equal(journal.services.downtime(id, 'BRANCH1')?.over, false);
  change('A', 'returned', 1500);
  assert.deepEqual(journal.services.downtime(id, 'BRANCH1'), { milliseconds: 500, over: true });
  change('A', 'stopping', 3000);
  change('A', 'returned', 3070);
  assert.deepEqual(journal.services.downtime(id, 'BRANCH1'), { milliseconds: 570, over: true });
  journal.close();
});

test('a journal at an impossible place is named', () => {
  const place = freshFolder();
  writeFileSync(place, 'a file');
  assert.throws(
    () => new Journal(place),
    error => isResiteError(error, 'FILE_ACCESS') && error.message.includes(join(place, 'journal.db')),
  );
});

test('the journal is private, and a damaged one is named', () => {
  const place = freshFolder();
  const journal = new Journal(place);
  journal.begin(procedure('BRANCH1'));
  assert.equal(statSync(place).mode & 0o077, 0);
  for (const name of readdirSync(place)) assert.equal(statSync(join(place, name)).mode & 0o777, 0o600, name);
  journal.close();
  writeFileSync(journal.path, 'this is no database, and long enough to be seen as none'.repeat(100));
  assert.throws(
    () => new Journal(place),
    error => isResiteError(error, 'JOURNAL_DAMAGED') && error.message.includes(place),
  );
});
