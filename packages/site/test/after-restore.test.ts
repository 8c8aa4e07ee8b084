import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOf } from '../../../scripts/sample.ts';
import { checkAfterRestore, discoverSite, type SiteDescription, siteControlErrors } from '../src/index.ts';
import { failures, find } from './support/expect-checks.ts';
import { account, controlFile, parentServer, type Server, siteServer } from './support/make-site.ts';
import { sqlServer } from './support/sql-server.ts';

const description: SiteDescription = await (async () => {
  await using site = await siteServer();
  return await discoverSite(site.host);
})();
const folder = 'D:\\SMS\\SITE.SRV\\SITECFG.BOX';
const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000);

/** A restored site that has reported to its parent after `since`. */
async function revived(): Promise<{ target: Server; parent: Server; since: Date } & AsyncDisposable> {
  // Before the disk of the test site was made, however long ago that is.
  const since = new Date(Date.now() - 600_000);
  const target = await siteServer();
  const parent = await parentServer();
  const stamp = seconds(since) + 1;
  parent.machine.database!.exec(`
    UPDATE SiteControl SET TimeStamp = ${stamp} WHERE FileType = 1;
    INSERT INTO Events VALUES (${stamp}, 358, 'S02', 'Received an ACTUAL site control file from site S02');
  `);
  return {
    target,
    parent,
    since,
    async [Symbol.asyncDispose]() {
      await target[Symbol.asyncDispose]();
      await parent[Symbol.asyncDispose]();
    },
  };
}

const run = ({ target, parent, since }: { target: Server; parent: Server; since: Date }) =>
  checkAfterRestore({ description, target: target.host, parent: parent.host, since });

test('a site that works shows every sign', async () => {
  await using servers = await revived();
  const checks = await run(servers);
  assert.deepEqual(
    checks.filter(({ ok }) => !ok).map(({ id, found }) => `${id}: ${found}`),
    [],
  );
  assert.ok(checks.length >= 12);
});

type Servers = Awaited<ReturnType<typeof revived>>;
const cases: [what: string, change: (servers: Servers) => unknown, errors: string[]][] = [
  [
    'the other services are not up yet',
    async ({ target }) => {
      await target.host.services.remove('SMS_EXECUTIVE');
      await target.host.services.stop('SMS_INVENTORY_AGENT_NT');
    },
    ['site-services-running SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'SMS_SITE_CONFIG_MANAGER is still starting',
    ({ target }) => target.host.services.stop('SMS_SITE_CONFIG_MANAGER'),
    ['bootstrap-service SITE_NOT_FUNCTIONAL?', 'site-services-running SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'SMS_SITE_CONFIG_MANAGER is missing',
    ({ target }) => target.host.services.remove('SMS_SITE_CONFIG_MANAGER'),
    ['bootstrap-service SITE_NOT_FUNCTIONAL', 'site-services-running SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'SMS_SITE_CONFIG_MANAGER does not start by itself',
    ({ target }) => target.host.services.setStartType('SMS_SITE_CONFIG_MANAGER', 'manual'),
    ['bootstrap-service SITE_NOT_FUNCTIONAL'],
  ],
  ['a share is missing', ({ target }) => target.host.shares.remove('SMS_SITE'), ['site-shares SITE_NOT_FUNCTIONAL?']],
  [
    'a share lost its comment',
    ({ target }) => target.host.shares.create({ name: 'SMS_SHR', path: 'D:\\SMS\\LOGON.SRV', comment: '' }),
    ['site-shares SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'a control file waits',
    ({ target }) => target.host.files.write(`${folder}\\00000000.CT1`, Buffer.from('')),
    ['site-control-files-processed SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'a report waits',
    ({ target }) => target.host.files.write(`${folder}\\00000000.CT2`, Buffer.from('')),
    ['status-file-leaves SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'there is no UID file yet',
    ({ target }) => target.host.files.remove('D:\\SMS\\LOGON.SRV\\SMSID\\S0201005.UID'),
    ['uid-file-ready SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'there are two UID files',
    ({ target }) => target.host.files.write('D:\\SMS\\LOGON.SRV\\SMSID\\S0207000.UID', Buffer.from('')),
    ['uid-file-ready SITE_NOT_FUNCTIONAL'],
  ],
  [
    'the parent has not heard from the site since',
    ({ parent }) => parent.machine.database!.exec('DELETE FROM Events; UPDATE SiteControl SET TimeStamp = 820454400'),
    ['parent-heard SITE_NOT_FUNCTIONAL?', 'site-active-at-parent SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'the parent cannot have heard, as the log of its database is full',
    ({ parent }) => {
      parent.machine.database!.exec('DELETE FROM Events; UPDATE SiteControl SET TimeStamp = 820454400');
      parent.machine.system = sqlServer({ logUsed: 100 });
    },
    [
      'parent-database-writes CHECK_FAILED?',
      'parent-heard SITE_NOT_FUNCTIONAL?',
      'site-active-at-parent SITE_NOT_FUNCTIONAL?',
    ],
  ],
  [
    'the parent has heard, but not made the site ACTIVE',
    ({ parent }) => parent.machine.database!.exec('UPDATE Sites SET Status = 2'),
    ['site-active-at-parent SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'the next ID is taken',
    ({ parent }) => parent.machine.database!.exec("INSERT INTO Machines VALUES ('PC9', 'S0201005', 'x', 'S02')"),
    ['next-id-unused IDS_DUPLICATE'],
  ],
  [
    'the database does not answer',
    ({ parent }) => {
      parent.machine.database!.close();
      parent.machine.database = undefined;
    },
    ['site-active-at-parent DATABASE_UNREACHABLE?'],
  ],
  [
    'the target restarts',
    ({ target }) => {
      target.machine.down = true;
    },
    ['target-answers HOST_DOWN?'],
  ],
  [
    'the parent restarts',
    ({ parent }) => {
      parent.machine.down = true;
    },
    ['parent-answers PARENT_DOWN?'],
  ],
];

for (const [what, change, errors] of cases) {
  test(`${what}: ${errors.join(', ')}`, async () => {
    await using servers = await revived();
    await change(servers);
    assert.deepEqual(failures(await run(servers)), errors);
  });
}

for (const [extension, { cause, remedy }] of sampleOf(Object.entries(siteControlErrors), 3)) {
  test(`a control file renamed to .${extension} has failed for good, and the check says why`, async () => {
    await using servers = await revived();
    await servers.target.host.files.write(`${folder}\\00000000.${extension}`, Buffer.from(''));
    const checks = await run(servers);
    assert.deepEqual(failures(checks), ['site-control-file-accepted SITE_NOT_FUNCTIONAL']);
    const check = find(checks, 'site-control-file-accepted');
    assert.ok(check.found.includes(cause), check.found);
    assert.ok(check.remedy.includes(remedy), check.remedy);
  });
}

test('a control file that was refused before the backup already is no news', async () => {
  await using servers = await revived();
  await servers.target.host.files.write(`${folder}\\OLD.714`, Buffer.from(''));
  const before = { ...description, siteControlFolder: ['OLD.714', 'SITECTRL.CT0'] };
  const checks = await checkAfterRestore({
    description: before,
    target: servers.target.host,
    parent: servers.parent.host,
    since: servers.since,
  });
  assert.deepEqual(failures(checks), []);
});

const image = controlFile.toString('latin1').replaceAll("'", "''");
const warnings: [what: string, change: (servers: Servers) => unknown, warnings: string[]][] = [
  [
    'a SMS_HIERARCHY_MANAGER on a secondary site',
    ({ target }) =>
      target.host.services.install(
        { name: 'SMS_HIERARCHY_MANAGER', imagePath: 'D:\\SMS\\PREINST.EXE', account, startType: 'auto' },
        undefined,
      ),
    ['no-hierarchy-manager SITE_NOT_FUNCTIONAL'],
  ],
  [
    'inactive parts',
    ({ parent }) =>
      parent.machine.database!.exec(
        `UPDATE SiteControl SET Image = '${image}TRANSACTION InactiveServers<0><1><BRANCH2><>' WHERE FileType = 1`,
      ),
    ['no-inactive-parts SITE_NOT_FUNCTIONAL?'],
  ],
  [
    'events that tell of trouble',
    ({ parent, since }) =>
      parent.machine.database!.exec(
        `INSERT INTO Events VALUES (${seconds(since) + 2}, 236, 'S02', ''), (1, 242, 'S02', '')`,
      ),
    ['no-trouble-events SITE_NOT_FUNCTIONAL'],
  ],
  [
    'events that tell of duplicate IDs',
    ({ parent, since }) =>
      parent.machine.database!.exec(`INSERT INTO Events VALUES (${seconds(since) + 2}, 185, 'S02', '')`),
    ['no-trouble-events IDS_DUPLICATE'],
  ],
];

for (const [what, change, expected] of warnings) {
  test(`${what}: a warning, no error`, async () => {
    await using servers = await revived();
    await change(servers);
    const checks = await run(servers);
    assert.deepEqual([failures(checks), failures(checks, 'warning')], [[], expected]);
  });
}

test('several UID files are too many, even if the site had them before its backup', async () => {
  await using servers = await revived();
  await servers.target.host.files.write('D:\\SMS\\LOGON.SRV\\SMSID\\S0207000.UID', Buffer.from(''));
  const before = { ...description, uids: ['S0201005', 'S0207000'] };
  const { target, parent, since } = servers;
  const checks = await checkAfterRestore({ description: before, target: target.host, parent: parent.host, since });
  assert.equal(find(checks, 'uid-file-ready').state, 'failed');
});

test('logs that have not moved since the restore are no sign of life', async () => {
  await using servers = await revived();
  const old = { modified: BigInt(servers.since.getTime() - 60_000) * 1_000_000n };
  await servers.target.host.files.setMetadata('D:\\SMS\\LOGS\\SMSEXEC.LOG', old);
  await servers.target.host.files.setMetadata('D:\\SCMAN.LOG', old);
  assert.equal(find(await run(servers), 'logs-advance').state, 'not-yet');
});

for (const [ahead, after, heard] of [
  [-120, -60, true],
  [120, 60, false],
] as const) {
  for (const [what, server, statement] of [
    ['a stamp by the clock of the target', 'target', 'UPDATE SiteControl SET TimeStamp = ?'],
    ['an event by the clock of the parent', 'parent', 'UPDATE Events SET Time = ?'],
  ] as const) {
    test(`${what}, which is ${ahead} s ahead, counts ${heard ? '' : 'not '}as after the restore`, async () => {
      await using servers = await revived();
      const database = servers.parent.machine.database!;
      database.exec('UPDATE SiteControl SET TimeStamp = 0; UPDATE Events SET Time = 0');
      servers[server].machine.clockAhead = ahead * 1000;
      database.prepare(statement).run(seconds(servers.since) + after);
      assert.equal(find(await run(servers), 'parent-heard').ok, heard);
    });
  }
}

test('a parent whose database stays full is not waited for', async () => {
  await using servers = await revived();
  const { target, parent, since } = servers;
  parent.machine.database!.exec('DELETE FROM Events; UPDATE SiteControl SET TimeStamp = 820454400');
  parent.machine.system = sqlServer({ logUsed: 100 });
  const look = (elapsedMinutes: number) =>
    checkAfterRestore({ description, target: target.host, parent: parent.host, since, elapsedMinutes });
  const states = [];
  for (const minutes of [0, 5, 6]) states.push(find(await look(minutes), 'parent-database-writes').state);
  assert.deepEqual(states, ['not-yet', 'not-yet', 'failed']);
});
