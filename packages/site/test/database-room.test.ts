import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseRoom, databaseWrites } from '../src/checks/database-room.ts';
import { failures, find } from './support/expect-checks.ts';
import { parentServer } from './support/make-site.ts';
import { sqlServer } from './support/sql-server.ts';

type Condition = Parameters<typeof sqlServer>[0];

async function look(condition: Condition) {
  await using parent = await parentServer();
  parent.machine.system = sqlServer(condition);
  return await databaseRoom(parent.host);
}

const full: [what: string, condition: Condition, found: RegExp, remedy: RegExp][] = [
  [
    'its log is full',
    { logUsed: 99.4 },
    /the log of SMS is full \(99 %\)/,
    /DUMP TRANSACTION SMS WITH NO_LOG.*Q125487.*Q183236/,
  ],
  ['a client program gives numbers as texts', { logUsed: ' 98.0 ' }, /the log of SMS is full \(98 %\)/, /Q125487/],
  [
    'its log and its data fill the same devices',
    { logSize: 0, pages: 1996 },
    /the log of SMS is full \(100 %\)/,
    /Q125487/,
  ],
  ['tempdb is full', { tempdbPages: 1000 }, /tempdb is full \(100 %\)/, /empties tempdb.*Q199364/],
  ['tempdb lacks an option', { tempdbStatus: 8 }, /tempdb lacks the option Select Into/, /Q179009/],
  ['it is read only', { status: 8 + 1024 }, /SMS is read only/, /sp_helpdb SMS/],
  ['tempdb is in single user mode', { tempdbStatus: 12 + 4096 }, /tempdb is in single user mode/, /sp_helpdb tempdb/],
  ['a later SQL Server is read only', { version: 515, status: 1024 }, /SMS is read only/, /sp_helpdb SMS/],
];
for (const [what, condition, found, remedy] of full) {
  test(`a database takes no changes when ${what}`, async () => {
    const checks = await look(condition);
    assert.deepEqual(failures(checks), ['parent-database-writes CHECK_FAILED']);
    assert.deepEqual(failures(checks, 'warning'), []);
    const check = find(checks, 'parent-database-writes');
    assert.match(check.found, found);
    assert.match(check.remedy, remedy);
  });
}

test('a database with room takes changes', async () => {
  const checks = await look({});
  assert.deepEqual(
    checks.filter(({ ok }) => !ok),
    [],
  );
  assert.equal(
    find(checks, 'parent-database-writes').found,
    'no option against it, the log of SMS 4 % in use, tempdb 3 % in use',
  );
});

test('a database that is nearly full is a warning', async () => {
  const ofLog = await look({ logUsed: 80 });
  assert.deepEqual([failures(ofLog), failures(ofLog, 'warning')], [[], ['parent-database-room CHECK_FAILED']]);
  assert.doesNotMatch(find(ofLog, 'parent-database-room').found, /Checkpoint/);
  assert.match(
    find(await look({ logUsed: 90, status: 0 }), 'parent-database-room').found,
    /Truncate Log On Checkpoint is off/,
  );
  const ofTempdb = await look({ tempdbPages: '970' });
  assert.deepEqual(failures(ofTempdb, 'warning'), ['parent-database-room CHECK_FAILED']);
  // one that is full is told of once
  const both = await look({ logUsed: 85, tempdbPages: 990 });
  assert.doesNotMatch(find(both, 'parent-database-room').found, /tempdb/);
});

const unseen: [what: string, condition: Condition, found: RegExp, judged: string[]][] = [
  ['the system tables', { refuses: /master/ }, /^not checked: .*permission denied/, []],
  [
    'the room of the log',
    { refuses: /DBCC/ },
    /how full the log of SMS is: .*permission denied/,
    ['parent-database-writes', 'parent-database-room'],
  ],
  [
    'the tables of tempdb',
    { refuses: /tempdb/ },
    /how full tempdb is: .*permission denied/,
    ['parent-database-writes', 'parent-database-room'],
  ],
  [
    'numbers that are none',
    { logUsed: 'x', tempdbPages: '' },
    /log of SMS.*; how full tempdb/,
    ['parent-database-writes'],
  ],
  ['files that grow', { version: 515, logUsed: 100, tempdbStatus: 8 }, /7\.0 and later/, ['parent-database-writes']],
];
for (const [what, condition, found, judged] of unseen) {
  test(`what cannot be seen is said, and is no error: ${what}`, async () => {
    const checks = await look(condition);
    assert.deepEqual([failures(checks), failures(checks, 'warning')], [[], []]);
    assert.deepEqual(failures(checks, 'info'), ['parent-database-seen CHECK_FAILED']);
    assert.match(find(checks, 'parent-database-seen').found, found);
    assert.deepEqual(
      checks.map(({ id }) => id),
      [...judged, 'parent-database-seen'],
    );
  });
}

test('a database that knows nothing of SQL Server is asked once', async () => {
  await using parent = await parentServer();
  const asked: string[] = [];
  parent.machine.system = sql => {
    asked.push(sql);
    return undefined;
  };
  assert.deepEqual(failures(await databaseRoom(parent.host), 'info'), ['parent-database-seen CHECK_FAILED']);
  assert.equal(asked.length, 1);
});

test('after a restore a full log may be emptied yet, and an option stays', async () => {
  await using parent = await parentServer();
  assert.deepEqual(failures(await databaseWrites(parent.host)), []);
  parent.machine.system = sqlServer({ logUsed: 100 });
  assert.deepEqual(failures(await databaseWrites(parent.host)), ['parent-database-writes CHECK_FAILED?']);
  parent.machine.system = sqlServer({ logUsed: 100, tempdbStatus: 8 });
  assert.deepEqual(failures(await databaseWrites(parent.host)), ['parent-database-writes CHECK_FAILED']);
  parent.machine.system = sqlServer({ refuses: /./ });
  assert.deepEqual(await databaseWrites(parent.host), []);
});
