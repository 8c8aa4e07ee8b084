import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dwordValue, stringValue } from '@resite/registry/values';
import { checkBeforeBackup, discoverSite, firstFailure, sms1xSecondary } from '../src/index.ts';
import { failures, find } from './support/expect-checks.ts';
import { account, bareServer, controlFile, parentServer, type Server, siteServer, sms } from './support/make-site.ts';

const control = 'D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0';
const changeControl = ({ host }: Server, from: string, to: string) =>
  host.files.write(control, Buffer.from(controlFile.toString('latin1').replace(from, to)));
const run = (site: Server, parent: Server) =>
  checkBeforeBackup({
    siteCode: 'S02',
    parentCode: 'P01',
    host: site.host,
    parentHost: parent.host,
    profile: sms1xSecondary,
  });

test('a site in good order passes every check', async () => {
  await using site = await siteServer();
  await using parent = await parentServer();
  const checks = await run(site, parent);
  assert.deepEqual(
    checks.filter(({ ok }) => !ok).map(({ id, severity, found }) => [id, severity, found]),
    [['other-logon-servers', 'info', 'BRANCH2']],
  );
  assert.equal(firstFailure(checks), undefined);
  assert.ok(checks.length >= 30);
});

test('a description that is there already is taken', async () => {
  await using site = await siteServer();
  await using parent = await parentServer();
  const described = { ...(await discoverSite(site.host)), siteCode: 'S09' };
  const checks = await checkBeforeBackup({
    siteCode: 'S09',
    profile: sms1xSecondary,
    site: described,
    host: site.host,
    parentHost: parent.host,
  });
  assert.equal(find(checks, 'site-code').ok, true);
});

type Change = (servers: { site: Server; parent: Server }) => unknown;
const cases: [what: string, change: Change, errors: string[]][] = [
  [
    'SITECTRL.CT0 is missing',
    ({ site }) => site.host.files.remove(control),
    ['site-control-file SITE_CONTROL_FILE_MISSING'],
  ],
  [
    'SITECTRL.CT0 is damaged',
    ({ site }) => changeControl(site, '<457>', '<many>'),
    ['site-control-file-valid SITE_CONTROL_FILE_INVALID'],
  ],
  ['the site is a primary one', ({ site }) => changeControl(site, '<9>', '<6>'), ['site-type SITE_NOT_SECONDARY']],
  [
    'SITECTRL.CT0 is of another server',
    ({ site }) => changeControl(site, '<BRANCH1>', '<BRANCH7>'),
    ['site-control-file-agrees CHECK_FAILED'],
  ],
  [
    'SITECTRL.CT0 has another install directory',
    ({ site }) => changeControl(site, '<D:\\SMS>', '<C:\\SMS>'),
    ['site-control-file-agrees CHECK_FAILED'],
  ],
  [
    'the site has another code',
    ({ site }) => site.host.registry.setValue(`${sms}\\Identification`, stringValue('Site Code', 'S03')),
    ['site-code SITE_CODE_MISMATCH', 'site-control-file-agrees CHECK_FAILED'],
  ],
  [
    'the site has another parent',
    ({ site }) => site.host.registry.setValue(`${sms}\\Identification`, stringValue('Parent Site Code', 'P02')),
    ['parent-code SITE_CODE_MISMATCH', 'site-control-file-agrees CHECK_FAILED'],
  ],
  [
    'SYSTEM.MAP is missing',
    ({ site }) => site.host.files.remove('D:\\SMS\\SYSTEM.MAP'),
    ['required-files FILE_MISSING'],
  ],
  [
    'a restore was cut off before the site came to life',
    ({ site }) => site.host.services.remove('SMS_SITE_CONFIG_MANAGER'),
    ['site-installed CHECK_FAILED'],
  ],
  [
    'the site is being upgraded',
    ({ site }) =>
      site.host.services.install(
        { name: 'SMS_UPGRADE_BOOTSTRAP', imagePath: 'D:\\SMS\\BOOT.EXE', account, startType: 'auto' },
        undefined,
      ),
    ['no-installation CHECK_FAILED'],
  ],
  ['the host carries no site', async ({ site }) => site.host.registry.remove(sms), ['site-found SITE_NOT_FOUND']],
  [
    'the site server is down',
    ({ site }) => {
      site.machine.down = true;
    },
    ['host-answers HOST_DOWN'],
  ],
  [
    'the parent is down',
    ({ parent }) => {
      parent.machine.down = true;
    },
    ['parent-answers PARENT_DOWN'],
  ],
  [
    'both are down',
    ({ site, parent }) => {
      site.machine.down = true;
      parent.machine.down = true;
    },
    ['host-answers HOST_DOWN', 'parent-answers PARENT_DOWN'],
  ],
  [
    'the database does not answer',
    ({ parent }) => {
      parent.machine.database!.close();
      parent.machine.database = undefined;
    },
    ['parent-database DATABASE_UNREACHABLE'],
  ],
  [
    'the parent host carries another site',
    ({ parent }) => parent.host.registry.setValue(`${sms}\\Identification`, stringValue('Site Code', 'P02')),
    ['parent-site-code SITE_CODE_MISMATCH'],
  ],
  [
    'the parent host carries no site',
    ({ parent }) => parent.host.registry.remove(sms),
    ['parent-site-code SITE_NOT_FOUND'],
  ],
  [
    'the clocks differ',
    ({ parent }) => {
      parent.machine.clockAhead = -660_000;
    },
    ['clocks CLOCKS_DIFFER'],
  ],
];

for (const [what, change, errors] of cases) {
  test(`${what}: ${errors.join(', ')}`, async () => {
    await using site = await siteServer();
    await using parent = await parentServer();
    await change({ site, parent });
    assert.deepEqual(failures(await run(site, parent)), errors);
  });
}

const warnings: [what: string, change: Change, warnings: string[]][] = [
  [
    'a control file is pending',
    ({ site }) => site.host.files.write(control.replace('SITECTRL.CT0', '00000000.CT1'), Buffer.from('')),
    ['site-control-folder CHECK_FAILED'],
  ],
  ['SMS.INI is missing', ({ site }) => site.host.files.remove('C:\\SMS.INI'), ['sms-ini CHECK_FAILED']],
  ['\\MS is missing', ({ site }) => site.host.files.remove('C:\\MS'), ['client-tree CHECK_FAILED']],
  [
    'there are two UID files',
    ({ site }) => site.host.files.write('D:\\SMS\\LOGON.SRV\\SMSID\\S0207000.UID', Buffer.from('')),
    ['uid-file CHECK_FAILED', 'next-range-unused IDS_DUPLICATE'],
  ],
  [
    'the next ID is no text of base 36',
    ({ site }) =>
      site.host.registry.setValue(
        `${sms}\\Components\\SMS_MAINTENANCE_MANAGER`,
        stringValue('Next SMS Unique ID', '?'),
      ),
    ['next-unique-id IDS_UNKNOWN'],
  ],
  ['a share is missing', ({ site }) => site.host.shares.remove('SMS_SITE'), ['shares CHECK_FAILED']],
  [
    'a service is stopped and one is missing',
    async ({ site }) => {
      await site.host.services.stop('SMS_EXECUTIVE');
      await site.host.services.remove('SMS_INVENTORY_AGENT_NT');
    },
    ['services-running CHECK_FAILED'],
  ],
  [
    'the parent does not report the site as ACTIVE',
    ({ parent }) => parent.machine.database!.exec('UPDATE Sites SET Status = 3'),
    ['parent-reports-active CHECK_FAILED'],
  ],
  [
    'the parent does not know the site',
    ({ parent }) => parent.machine.database!.exec("DELETE FROM Sites WHERE SiteCode = 'S02'"),
    ['parent-reports-active CHECK_FAILED'],
  ],
];

for (const [what, change, expected] of warnings) {
  test(`${what}: a warning, no error`, async () => {
    await using site = await siteServer();
    await using parent = await parentServer();
    await change({ site, parent });
    const checks = await run(site, parent);
    assert.deepEqual(failures(checks), []);
    assert.deepEqual(failures(checks, 'warning'), expected);
  });
}

test('an administrator workstation is no site', async () => {
  await using site = await bareServer('ADMIN1');
  await using parent = await parentServer();
  await site.host.registry.setValue(`${sms}\\Setup`, dwordValue('Version', 692));
  assert.deepEqual(failures(await run(site, parent)), ['site-found SITE_NOT_FOUND']);
});

test('the first failed check becomes the error: that it failed, code, found, wanted and remedy', async () => {
  await using site = await siteServer();
  await using parent = await parentServer();
  await site.host.files.remove(control);
  await site.host.files.remove('D:\\SMS\\SYSTEM.MAP');
  const error = firstFailure(await run(site, parent))!;
  assert.equal(error.code, 'SITE_CONTROL_FILE_MISSING');
  assert.equal(error.exitCode, 20);
  assert.equal(
    error.message,
    `the check "SITECTRL.CT0 is there" failed: found no ${control}, wanted ${control}; 1 more failed`,
  );
  assert.match(error.hint!, /PREINST \/DUMP/);
});

test('a site that stays under construction is named with the event of its installation, and no other site', async () => {
  await using site = await siteServer();
  await using parent = await parentServer();
  const { database } = parent.machine;
  database!.exec("INSERT INTO Events VALUES (854355600, 360, 'S02', ''), (854359200, 360, 'S03', '')");
  const good = find(await run(site, parent), 'parent-reports-active');
  assert.deepEqual([good.ok, /event/.test(good.found)], [true, false], 'a failure that is over is not spoken of');
  database!.exec("UPDATE Sites SET Status = 2 WHERE SiteCode = 'S02'");
  const { found, remedy } = find(await run(site, parent), 'parent-reports-active');
  assert.match(
    found,
    /^PENDING .*event 360 \(the installation of a site has failed\), last on 1997-01-27 \d\d:00:00 UTC$/,
  );
  assert.match(remedy, /under construction.*Q153302.*Q183347/);
  database!.exec("DELETE FROM Events WHERE SiteCode = 'S02'");
  const other = find(await run(site, parent), 'parent-reports-active');
  assert.doesNotMatch(other.found + other.remedy, /event 360|Q153302/);
});

test('of a domain that was renamed, the advice is a new site, and of another server a new site control file', async () => {
  await using site = await siteServer();
  await using parent = await parentServer();
  const logon = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';
  await changeControl(site, '<BRANCH1>', '<BRANCH7>');
  assert.match(find(await run(site, parent), 'site-control-file-agrees').remedy, /change a property at the parent/);
  await site.host.registry.setValue(logon, stringValue('CachePrimaryDomain', 'NEWDOM'));
  const { found, remedy } = find(await run(site, parent), 'site-control-file-agrees');
  assert.match(found, /domain BRANCHDOM against NEWDOM/);
  assert.match(remedy, /PREINST \/DELSITE/);
});

for (const [what, lines, found] of [
  ['its servers and logon servers', ['CurrentLogonServer=branch1', 'Server1=BRANCH1', 'Server2=BRANCH2'], 'no other'],
  ['a server that is gone', ['Server1=BRANCH1', 'Server2=OLDSRV'], 'OLDSRV'],
  ['a NetWare server that is gone', ['Server1=BRANCH1', 'Server2=OLDNW/SYS:SMS'], 'OLDNW'],
  ['the domain, which is no server', ['Domain=BRANCHDOM'], 'no other'],
  [
    'servers by their paths',
    ['[SMS]', 'UniqueIdPath=\\\\OLDSRV\\SMS_SHR\\SMSID\\', 'LastLogonServerPath=\\\\BRANCH1\\SMS_SHR'],
    'OLDSRV',
  ],
] as const) {
  test(`SMS.INI names ${what}: ${found}`, async () => {
    await using site = await siteServer();
    await using parent = await parentServer();
    await site.host.files.write('C:\\SMS.INI', Buffer.from(['[Servers]', ...lines, '[Local]', ''].join('\r\n')));
    const check = find(await run(site, parent), 'sms-ini-servers');
    assert.deepEqual([check.found, check.ok], [found, found === 'no other']);
  });
}

test('without a site control file nobody knows which servers SMS.INI may name', async () => {
  await using site = await siteServer();
  await using parent = await parentServer();
  await site.host.files.remove(control);
  assert.ok(!(await run(site, parent)).some(({ id }) => id === 'sms-ini-servers'));
});
