import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
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
import { type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { Ledger } from '../src/history/ledger.ts';
import { Journal } from '../src/journal/journal.ts';
import { ownIdentity } from '../src/journal/process-identity.ts';

const earlier = join(import.meta.dirname, 'fixtures', 'journal-v0.db');

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'resite-journal-'));
  t.after(() => rm(made, { recursive: true }));
  return made;
}

function change(place: string, sql: string, name = 'journal.db'): void {
  const database = new DatabaseSync(join(place, name));
  database.exec(sql);
  database.close();
}

const refusal = (place: string): string => {
  try {
    new Journal(place).close();
    return 'opened';
  } catch (error) {
    return isResiteError(error) ? error.code : String(error);
  }
};

test('a journal from before there were versions is read as it was, once and for all', async t => {
  const place = await folder(t);
  copyFileSync(earlier, join(place, 'journal.db'));
  for (const _ of ['brought up', 'again']) {
    const [first, second] = [new Journal(place), new Journal(place)];
    assert.deepEqual(
      first.runs().map(({ status, alive, procedure }) => [status, alive, Object.keys(procedure.hosts)[0]]),
      [
        ['done', false, 'A'],
        ['failed', false, 'B'],
        ['interrupted', false, 'C'],
        ['unsettled', false, 'D'],
        ['running', false, 'E'],
      ],
    );
    const [, failed, , unsettled, cutOff] = second.runs();
    assert.equal(second.reason(failed!.id), 'SERVICE_TIMEOUT');
    assert.deepEqual(
      second.services.recorded(cutOff!.id, 'E').map(({ name, state }) => [name, state]),
      [
        ['SMS_EXECUTIVE', 'running'],
        ['SMS_OTHER', 'stopped'],
      ],
    );
    assert.equal(second.services.downtime(unsettled!.id, 'D')?.over, false);
    assert.equal(first.steps.of(cutOff!.id)[0]?.state, 'begun');
    first.close();
    second.close();
  }
  const journal = new Journal(place);
  const { id } = journal.runs().at(-1)!;
  assert.equal(journal.takeOver(id)?.status, 'running');
  journal.end(id, 'interrupted');
  assert.equal(journal.runs().at(-1)?.status, 'interrupted');
  journal.close();
});

test('many processes bring a journal up at once, and each reads all of it', async t => {
  const place = await folder(t);
  copyFileSync(earlier, join(place, 'journal.db'));
  const program = `import { Journal } from '../src/journal/journal.ts';
    const journal = new Journal(process.argv[1]);
    process.exitCode = journal.runs().length === 5 && journal.loss() === undefined ? 0 : 1;
    journal.close();`;
  const children = Array.from({ length: 3 }, () =>
    once(
      spawn(process.execPath, ['--input-type=module', '--eval', program, place], {
        cwd: import.meta.dirname,
        stdio: 'inherit',
      }),
      'exit',
    ),
  );
  for (const [code] of await Promise.all(children)) assert.equal(code, 0);
});

test('a journal with a run that an earlier version is working on is left to that', async t => {
  const place = await folder(t);
  copyFileSync(earlier, join(place, 'journal.db'));
  change(place, `UPDATE runs SET owner = '${ownIdentity()}' WHERE status = 'running'`);
  assert.equal(refusal(place), 'PROCEDURE_BUSY');
  change(place, "UPDATE runs SET owner = '1@2@3' WHERE status = 'running'");
  assert.equal(refusal(place), 'opened', 'nothing was changed before');
});

test('a journal of a later version that is in use is refused, and its write-ahead log is left', async t => {
  const place = await folder(t);
  new Journal(place).close();
  change(place, 'PRAGMA user_version = 2');
  const copy = join(place, 'copy');
  mkdirSync(copy);
  const user = new DatabaseSync(join(place, 'journal.db'));
  user.exec('CREATE TABLE later (x TEXT)');
  for (const name of ['journal.db', 'journal.db-wal']) copyFileSync(join(place, name), join(copy, name));
  user.close();
  const before = readFileSync(join(copy, 'journal.db-wal'));
  assert.equal(refusal(copy), 'JOURNAL_VERSION');
  assert.deepEqual(readFileSync(join(copy, 'journal.db-wal')), before);
});

test('a journal of a later version is refused, and not a byte of it is changed', async t => {
  const place = await folder(t);
  new Journal(place).close();
  change(place, 'PRAGMA journal_mode = DELETE; PRAGMA user_version = 99');
  const before = readFileSync(join(place, 'journal.db'));
  assert.equal(refusal(place), 'JOURNAL_VERSION');
  assert.deepEqual(readFileSync(join(place, 'journal.db')), before);
  assert.ok(!existsSync(join(place, 'journal.db-wal')));
});

const others: Readonly<Record<string, (place: string) => void>> = {
  'a text file': place => writeFileSync(join(place, 'journal.db'), 'dear diary\n'),
  'a file that is shorter than any database': place => writeFileSync(join(place, 'journal.db'), 'SQLite'),
  'the database of another program': place => change(place, 'CREATE TABLE bookmarks (url TEXT)'),
  'a database that says whose it is': place => change(place, 'PRAGMA application_id = 1; CREATE TABLE runs (id TEXT)'),
  'the database of another program with a table of the same name': place =>
    change(place, 'CREATE TABLE runs (id TEXT PRIMARY KEY, miles INTEGER)'),
  'the database of another program with a version': place =>
    change(place, 'PRAGMA user_version = 1; CREATE TABLE runs (id TEXT)'),
  'a journal with a trigger that Resite has not made': place => {
    copyFileSync(earlier, join(place, 'journal.db'));
    change(place, 'CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM services; END');
  },
  'a journal of this version without one of its tables': place => {
    new Journal(place).close();
    change(place, 'DROP TABLE services');
  },
  'a journal with a number that nobody wrote': place => {
    new Journal(place).close();
    change(place, 'UPDATE counter SET changes = 9007199254740993');
  },
  'a folder': place => mkdirSync(join(place, 'journal.db')),
  'a link': place => symlinkSync('/etc/hostname', join(place, 'journal.db')),
  'a link to nothing': place => symlinkSync(join(place, 'elsewhere'), join(place, 'journal.db')),
  'a pipe': place => execFileSync('mkfifo', [join(place, 'journal.db')]),
};
const noFiles = ['a folder', 'a link', 'a link to nothing', 'a pipe'];
for (const [what, make] of Object.entries(others)) {
  test(`${what} in place of the journal is refused and left alone`, async t => {
    const place = await folder(t);
    make(place);
    const before = noFiles.includes(what) ? undefined : readFileSync(join(place, 'journal.db'));
    assert.equal(refusal(place), before === undefined ? 'FILE_ACCESS' : 'JOURNAL_DAMAGED');
    if (before !== undefined) assert.deepEqual(readFileSync(join(place, 'journal.db')), before);
    assert.deepEqual(readdirSync(place), ['journal.db']);
  });
}

test('a ledger from before there were versions is read, one of a later version is refused', async t => {
  const place = await folder(t);
  const entry = {
    run: 'r',
    kind: 'backup',
    site: 'S01',
    sites: ['S01'],
    status: 'done',
    started: '2026-01-01',
    downtime: [],
  };
  change(
    place,
    `CREATE TABLE entries (run TEXT NOT NULL, site TEXT NOT NULL, status TEXT NOT NULL, started TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (run, site)) STRICT;
     INSERT INTO entries VALUES ('r', 'S01', 'done', '2026-01-01', '${JSON.stringify(entry)}')`,
    'ledger.db',
  );
  const ledger = new Ledger(place);
  assert.deepEqual(ledger.entries(), [entry]);
  ledger.close();
  change(place, `UPDATE entries SET entry = '{"run":1}'`, 'ledger.db');
  const odd = new Ledger(place);
  assert.throws(() => odd.entries(), { code: 'JOURNAL_DAMAGED' });
  odd.close();
  change(place, 'PRAGMA user_version = 7', 'ledger.db');
  assert.throws(() => new Ledger(place), { code: 'JOURNAL_VERSION' });
});

test('a journal that lost its runs is noticed until somebody says that it counts', async t => {
  const place = await folder(t);
  copyFileSync(earlier, join(place, 'journal.db'));
  const first = new Journal(place);
  assert.equal(first.loss(), undefined);
  const { procedure } = first.runs()[0]!;
  const { id } = first.begin(procedure);
  first.end(id, 'done');
  first.close();
  for (const lose of [
    () => rmSync(join(place, 'journal.db')),
    () => copyFileSync(earlier, join(place, 'journal.db')),
    () => writeFileSync(join(place, 'journal.db'), ''),
  ]) {
    for (const end of ['-wal', '-shm']) rmSync(join(place, `journal.db${end}`), { force: true });
    lose();
    const journal = new Journal(place);
    assert.equal(journal.loss()?.code, 'JOURNAL_LOST');
    assert.ok(journal.loss()?.message.includes(id));
    // Of another site: its ID must not be that of the run of the same second that was lost.
    journal.end(journal.begin({ ...procedure, sites: ['S02'] }).id, 'failed');
    assert.equal(journal.loss()?.code, 'JOURNAL_LOST', 'a run that begins all the same does not hide it');
    journal.close();
  }
  const journal = new Journal(place);
  journal.acknowledgeLoss();
  assert.equal(journal.loss(), undefined);
  journal.end(journal.begin(procedure).id, 'done');
  assert.equal(journal.loss(), undefined);
  journal.close();
});
