import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siteDatabase } from '../src/index.ts';
import { controlStamp, parentServer } from './support/make-site.ts';

test('the parent tells what it knows of a site', async () => {
  await using parent = await parentServer();
  const database = siteDatabase(parent.host);
  assert.deepEqual(await database.siteStatus('S02'), {
    siteCode: 'S02',
    siteName: 'Branch office',
    parentSiteCode: 'P01',
    siteServer: 'BRANCH1',
    domain: 'BRANCHDOM',
    installDirectory: 'D:\\SMS',
    statusCode: 1,
    status: 'ACTIVE',
    detail: { code: 42, name: 'SCJOB_END', flags: [] },
  });
  assert.equal(await database.siteStatus('S03'), undefined);
  assert.deepEqual(await database.actualStamp('S02'), new Date(controlStamp * 1000));
  assert.equal(await database.actualStamp('P01'), undefined);
});

test('IDs are those with the site code and those of clients of the site', async () => {
  await using parent = await parentServer();
  assert.deepEqual(await siteDatabase(parent.host).smsIds('S02'), ['P0101007', 'S0201000', 'S0201002', 'S0201004']);
});

for (const [status, expected] of [
  [0x80000000 + 100, { code: 100, name: 'NEWSITE', flags: ['SITEPROP_UPDATE'] }],
  [-0x40000000 + 33, { code: 33, name: 'FIRSTSCJOB_ERROR', flags: ['SITEPROP_UPDATE', 'NO_SITE_ADDRESS'] }],
  [7, { code: 7, name: '7', flags: [] }],
] as const) {
  test(`detailed status ${status} is ${expected.name} ${expected.flags.join(' ')}`, async () => {
    await using parent = await parentServer();
    parent.machine.database!.prepare('UPDATE Sites SET DetailStatus = ?').run(status);
    const { code, name, flags } = (await siteDatabase(parent.host).siteStatus('S02'))!.detail;
    assert.deepEqual({ code, name, flags: [...flags].sort() }, { ...expected, flags: [...expected.flags].sort() });
  });
}

test('events come oldest first, from the given second on', async () => {
  await using parent = await parentServer();
  parent.machine.database!.exec(
    "INSERT INTO Events VALUES (30, 358, 'S02', 'c'), (10, 1, 'S02', 'a'), (20, 2, '', 'b')",
  );
  const events = await siteDatabase(parent.host).eventsSince(new Date(20_500));
  assert.deepEqual(events, [
    { time: new Date(20_000), id: 2, siteCode: '', text: 'b' },
    { time: new Date(30_000), id: 358, siteCode: 'S02', text: 'c' },
  ]);
});

test('a database that does not answer is an error of its own', async () => {
  await using parent = await parentServer();
  parent.machine.database!.close();
  parent.machine.database = undefined;
  await assert.rejects(siteDatabase(parent.host).siteStatus('S02'), { code: 'DATABASE_UNREACHABLE' });
});
