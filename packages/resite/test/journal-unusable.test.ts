import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { resite, temporaryFolder } from './support/cli.ts';

/** Hosts that need not be there. */
const config = `repository: { location: ./repository, passwordFile: ./password }
hosts:
  HQ1: { driver: image, folder: ./HQ1 }
  BRANCH1: { driver: image, folder: ./BRANCH1 }
sites:
  P01: { profile: sms-1x-primary, host: HQ1 }
  S01: { profile: sms-1x-secondary, host: BRANCH1, parent: P01 }
`;

interface Journals {
  readonly [how: string]: { exit: number; code: string; text: RegExp; make: (path: string) => void };
}

const change = (journal: string, sql: string) => {
  const database = new DatabaseSync(journal);
  database.exec(sql);
  database.close();
};

const journals: Journals = {
  damaged: {
    exit: 1,
    code: 'JOURNAL_DAMAGED',
    text: /resite resume --from-hosts/,
    make: path => writeFileSync(path, 'x'.repeat(5000)),
  },
  'of another program': {
    exit: 1,
    code: 'JOURNAL_DAMAGED',
    text: /a database of another program/,
    make: path => change(path, 'CREATE TABLE bookmarks (url TEXT)'),
  },
  'of a later version': {
    exit: 1,
    code: 'JOURNAL_VERSION',
    text: /Use that version of Resite, or a later one/,
    make: path =>
      change(path, 'PRAGMA application_id = 0x52534a31; PRAGMA user_version = 7; CREATE TABLE runs (id TEXT)'),
  },
  lost: {
    exit: 20,
    code: 'JOURNAL_LOST',
    text: /20261122-020000-S01-backup[\s\S]*resite resume --from-hosts/,
    make: path => writeFileSync(path.replace('journal.db', 'runs.log'), '\n20261122-020000-S01-backup\n'),
  },
};

for (const [how, { exit, code, text, make }] of Object.entries(journals)) {
  test(`a journal that is ${how} is named by every command that needs it`, async t => {
    const folder = await temporaryFolder(t, { 'resite.yaml': config, password: 'secret\n' });
    const state = join(folder, '.resite');
    mkdirSync(state, { mode: 0o700 });
    make(join(state, 'journal.db'));
    const commands = [['status'], ['resume'], ['check', 'S01'], ...(how === 'lost' ? [] : [['history', 'S01']])];
    const outcomes = await Promise.all(commands.map(words => resite(words, { cwd: folder })));
    for (const [index, outcome] of outcomes.entries()) {
      const what = `${commands[index]?.join(' ')}:\n${outcome.stdout}${outcome.stderr}`;
      assert.equal(outcome.code, exit, what);
      assert.ok(outcome.stderr.includes(`(${code})`), what);
      assert.match(outcome.stdout + outcome.stderr, text, what);
    }
  });
}
