import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError } from '@resite/errors';
import type { Service } from '@resite/host';
import { Journal, type Procedure, type Step } from '@resite/procedure';

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
  siteCode: 'S01',
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

/** Runs a line of code with a journal in another process, which then is gone without having ended its run. */
function inDeadProcess(journalFolder: string, hosts: string[]): string {
  const code = `
    import { Journal } from '@resite/procedure';
    const run = new Journal(${JSON.stringify(journalFolder)}).begin(${JSON.stringify(procedure(...hosts))});
    console.log(run.id); process.kill(process.pid, 'SIGKILL');`;
  const program = join(import.meta.dirname, `dead-${process.pid}-${count++}.ts`);
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
  first.beginStep(run.id, step);
  first.recordServices(run.id, 'BRANCH1', [service('B', 'running'), service('A', 'stopped')]);
  first.endStep(run.id, step, 'done', { detail: 'well' });
  first.end(run.id, 'done');
  first.close();

  const second = new Journal(place);
  assert.equal(second.run(run.id).status, 'done');
  assert.deepEqual(second.run(run.id).procedure, procedure('BRANCH1', 'HQ1'));
  assert.deepEqual(
    second.steps(run.id).map(({ stepId, state, outcome }) => ({ stepId, state, outcome })),
    [{ stepId: 'stop', state: 'done', outcome: { detail: 'well' } }],
  );
  assert.deepEqual(second.recordedServices(run.id, 'BRANCH1'), [
    { name: 'B', state: 'running', startType: 'auto' },
    { name: 'A', state: 'stopped', startType: 'auto' },
  ]);
  second.close();
});

test('the earlier states are recorded once: a second look at stopped services does not replace them', () => {
  const journal = new Journal(freshFolder());
  const { id } = journal.begin(procedure('BRANCH1'));
  journal.recordServices(id, 'BRANCH1', [service('A', 'running')]);
  journal.recordServices(id, 'BRANCH1', [service('A', 'stopped')]);
  assert.equal(journal.recordedServices(id, 'BRANCH1')[0]?.state, 'running');
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

test('a process that is dead but not yet waited for does not count as alive', async () => {
  const place = freshFolder();
  const program = join(import.meta.dirname, `zombie-${process.pid}.ts`);
  writeFileSync(
    program,
    `import { Journal } from '@resite/procedure';
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

test('downtime is over when the last service is back, and adds up when services are stopped again', async () => {
  const journal = new Journal(freshFolder());
  const { id } = journal.begin(procedure('BRANCH1'));
  const change = (name: string, state: 'stopping' | 'returned') =>
    journal.recordServiceChange(id, 'BRANCH1', name, state);
  assert.equal(journal.downtime(id, 'BRANCH1'), undefined);
  change('A', 'stopping');
  change('B', 'stopping');
  change('B', 'returned');
  assert.equal(journal.downtime(id, 'BRANCH1')?.over, false);
  await sleep(20);
  change('A', 'returned');
  const first = journal.downtime(id, 'BRANCH1')!;
  assert.ok(first.over && first.milliseconds >= 15);
  await sleep(20);
  assert.deepEqual(journal.downtime(id, 'BRANCH1'), first);
  change('A', 'stopping');
  await sleep(20);
  change('A', 'returned');
  assert.ok(journal.downtime(id, 'BRANCH1')!.milliseconds >= first.milliseconds + 15);
  journal.close();
});

test('the journal is private, and a damaged one is named', () => {
  const place = freshFolder();
  const journal = new Journal(place);
  assert.equal(statSync(place).mode & 0o077, 0);
  journal.close();
  writeFileSync(journal.path, 'this is no database, and long enough to be seen as none'.repeat(100));
  assert.throws(
    () => new Journal(place),
    error => isResiteError(error, 'JOURNAL_DAMAGED') && error.message.includes(place),
  );
});
