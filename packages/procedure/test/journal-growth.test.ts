import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Journal } from '../src/journal/journal.ts';
import { openRuns, sameName } from '../src/journal/sql-store.ts';

test('a run that begins looks up the other runs in an index, however many there were', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'resite-journal-'));
  t.after(() => rm(folder, { recursive: true }));
  new Journal(folder).close();
  const database = new DatabaseSync(join(folder, 'journal.db'));
  try {
    for (const sql of [openRuns, sameName]) {
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail));
      const looks = plan.filter(detail => /\bruns\b/.test(detail));
      assert.ok(looks.length > 0, sql);
      for (const look of looks) assert.match(look, /USING (COVERING )?INDEX/, sql);
      assert.ok(
        !plan.some(detail => /^SCAN runs( USING COVERING INDEX sqlite_autoindex_runs_1)?$/.test(detail)),
        plan.join(),
      );
    }
  } finally {
    database.close();
  }
});

test('runs that begin in one second have different names, also beside one whose name only begins the same', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE runs (id TEXT PRIMARY KEY) STRICT');
  for (const id of ['a-backup', 'a-backup-2', 'a-backup-3', 'a-backups', 'a', 'b-backup'])
    database.prepare('INSERT INTO runs VALUES (?)').run(id);
  assert.equal(database.prepare(sameName).get('a-backup', 'a-backup-', 'a-backup.')?.count, 3);
  database.close();
});
