import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringValue } from '@resite/registry/values';
import { checkBeforeRestore, discoverSite, type RestoreSituation, type SiteDescription } from '../src/index.ts';
import { failures, find } from './support/expect-checks.ts';
import {
  account,
  bareServer,
  parentServer,
  password,
  putSite,
  type Server,
  siteServer,
  sms,
} from './support/make-site.ts';
import type { DiskOptions } from './support/test-disk.ts';

const description: SiteDescription = await (async () => {
  await using site = await siteServer();
  return await discoverSite(site.host);
})();

const snapshot = [
  'D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0',
  'D:\\SMS\\SYSTEM.MAP',
  ...['SITEINS', 'SMSEXEC', 'INVWIN32', 'PCMSVC32'].map(name => `D:\\SMS\\SITE.SRV\\X86.BIN\\${name}.EXE`),
  'D:\\SMS\\LOGON.SRV\\RUNSMS.BAT',
  'C:\\SMS.INI',
  'C:\\MS',
];
const snapshotWithout = (name: string) => ({ has: (path: string) => snapshot.includes(path) && !path.endsWith(name) });

const snapshotWithFolder = (name: string) => ({
  has: (path: string, type: string) => snapshot.includes(path) && (path.endsWith(name) ? 'dir' : type) === type,
});

const run = (target: Server, parent: Server, rest: Partial<RestoreSituation> = {}) =>
  checkBeforeRestore({
    description,
    target: target.host,
    parent: parent.host,
    account,
    password,
    snapshotFiles: { has: path => snapshot.includes(path) },
    ...rest,
  });

test('a snapshot of SMS 1.0 needs SMSLS.BAT, and no RUNSMS.BAT', async () => {
  await using target = await bareServer();
  await using parent = await parentServer();
  const has = (path: string) =>
    snapshot.includes(path.replace('SMSLS.BAT', 'RUNSMS.BAT')) && !path.endsWith('RUNSMS.BAT');
  const found = async (version: string) =>
    find(
      await run(target, parent, { description: { ...description, version }, snapshotFiles: { has } }),
      'snapshot-client-setup',
    );
  assert.deepEqual([(await found('600')).ok, (await found('692')).ok], [true, false]);
});

test('a bare server with the same name passes every check', async () => {
  await using target = await bareServer();
  await using parent = await parentServer();
  const checks = await run(target, parent, { bytes: { C: 1, D: 1 } });
  assert.deepEqual(
    checks.filter(({ ok }) => !ok).map(({ id }) => id),
    [],
  );
  assert.ok(checks.length >= 25);
});

interface Case {
  readonly what: string;
  readonly computerName?: string;
  readonly disk?: DiskOptions;
  readonly change?: (servers: { target: Server; parent: Server }) => unknown;
  readonly rest?: Partial<RestoreSituation>;
  readonly errors: string[];
}

const cases: Case[] = [
  { what: 'another computer name', computerName: 'BRANCH2', errors: ['target-computer-name TARGET_COMPUTER_NAME'] },
  { what: 'another domain', disk: { domain: 'OTHERDOM' }, errors: ['target-domain TARGET_DOMAIN'] },
  {
    what: 'a domain controller in place of a member server',
    disk: { productType: 'LanmanNT' },
    errors: ['target-role TARGET_ROLE'],
  },
  {
    what: 'a member server in place of a backup domain controller',
    rest: { description: { ...description, identity: { ...description.identity, role: 'backup-domain-controller' } } },
    errors: ['target-role TARGET_ROLE'],
  },
  {
    what: 'no drive D',
    disk: { drives: ['C'] },
    errors: ['target-drives TARGET_DRIVE_MISSING', 'target-sms-root TARGET_DRIVE_MISSING'],
  },
  {
    what: 'a file where the SMS root was',
    change: ({ target }) => target.host.files.write('D:\\SMS', Buffer.from('')),
    errors: ['target-sms-root TARGET_SMS_ROOT', 'target-files-empty TARGET_HAS_SMS'],
  },
  {
    what: 'a file above the SMS root',
    change: ({ target }) => target.host.files.write('D:\\NTAPPS', Buffer.from('')),
    rest: {
      description: { ...description, smsRoot: 'D:\\NTAPPS\\SMS' },
      snapshotFiles: { has: path => snapshot.includes(path.replace('NTAPPS\\', '')) },
    },
    errors: ['target-sms-root TARGET_SMS_ROOT'],
  },
  {
    what: 'SMS installed in another directory',
    change: ({ target }) =>
      target.host.registry.setValue(`${sms}\\Identification`, stringValue('Installation Directory', 'C:\\SMS')),
    errors: ['target-sms-root TARGET_SMS_ROOT', 'target-registry-empty TARGET_HAS_SMS'],
  },
  {
    what: 'SMS in the registry',
    change: ({ target }) => target.host.registry.setValue(`${sms}\\Setup`, stringValue('Version', '692')),
    errors: ['target-registry-empty TARGET_HAS_SMS'],
  },
  {
    what: 'SMS services',
    change: ({ target }) =>
      target.host.services.install(
        { name: 'SMS_EXECUTIVE', imagePath: 'C:\\X.EXE', account, startType: 'manual' },
        undefined,
      ),
    errors: ['target-services-empty TARGET_HAS_SMS'],
  },
  {
    what: 'SMS shares',
    change: ({ target }) => target.host.shares.create({ name: 'SMS_SHR', path: 'C:\\X', comment: '' }),
    errors: ['target-shares-empty TARGET_HAS_SMS'],
  },
  {
    what: 'SMS files',
    change: ({ target }) => target.host.files.write('D:\\SMS\\SYSTEM.MAP', Buffer.from('')),
    errors: ['target-files-empty TARGET_HAS_SMS'],
  },
  {
    what: 'SMS.INI',
    change: ({ target }) => target.host.files.write('D:\\SMS.INI', Buffer.from('')),
    errors: ['target-files-empty TARGET_HAS_SMS'],
  },
  {
    what: 'the whole site',
    change: ({ target }) => putSite(target.host),
    errors: [
      'target-registry-empty TARGET_HAS_SMS',
      'target-services-empty TARGET_HAS_SMS',
      'target-shares-empty TARGET_HAS_SMS',
      'target-files-empty TARGET_HAS_SMS',
    ],
  },
  { what: 'a wrong password', rest: { password: 'correct horse' }, errors: ['service-account-logon SERVICE_LOGON'] },
  {
    what: 'an account without the logon right',
    change: ({ target }) => {
      target.machine.accounts = { [account]: { password, serviceRight: false } };
    },
    errors: ['service-account-right SERVICE_RIGHT'],
  },
  {
    what: 'the target down',
    change: ({ target }) => {
      target.machine.down = true;
    },
    errors: ['target-answers HOST_DOWN'],
  },
  {
    what: 'the parent down',
    change: ({ parent }) => {
      parent.machine.down = true;
    },
    errors: ['parent-answers PARENT_DOWN'],
  },
  {
    what: 'the database out of reach',
    change: ({ parent }) => {
      parent.machine.database!.close();
      parent.machine.database = undefined;
    },
    errors: ['parent-database DATABASE_UNREACHABLE'],
  },
  {
    what: 'another parent',
    change: ({ parent }) => parent.host.registry.setValue(`${sms}\\Identification`, stringValue('Site Code', 'P02')),
    errors: ['parent-site-code SITE_CODE_MISMATCH'],
  },
  {
    what: 'a parent that has deleted the site',
    change: ({ parent }) => parent.machine.database!.exec("UPDATE Sites SET Status = 4 WHERE SiteCode = 'S02'"),
    errors: ['parent-knows-site CHECK_FAILED'],
  },
  {
    what: 'a parent that never knew the site',
    change: ({ parent }) => parent.machine.database!.exec("DELETE FROM Sites WHERE SiteCode = 'S02'"),
    errors: ['parent-knows-site CHECK_FAILED'],
  },
  {
    what: 'a clock that is behind',
    change: ({ target }) => {
      target.machine.clockAhead = -3_600_000;
    },
    errors: ['clocks CLOCKS_DIFFER'],
  },
  {
    what: 'an image from the future at the parent',
    change: ({ parent }) => parent.machine.database!.exec('UPDATE SiteControl SET TimeStamp = 4102444800'),
    errors: ['parent-image-not-from-the-future CLOCKS_DIFFER'],
  },
  {
    what: 'a snapshot without SITECTRL.CT0',
    rest: { snapshotFiles: snapshotWithout('SITECTRL.CT0') },
    errors: ['snapshot-site-control-file SITE_CONTROL_FILE_MISSING'],
  },
  {
    what: 'a snapshot with a damaged SITECTRL.CT0',
    rest: { description: { ...description, siteControlProblem: 'line 3: not understood' } },
    errors: ['snapshot-site-control-file-valid SITE_CONTROL_FILE_INVALID'],
  },
  {
    what: 'a snapshot without SYSTEM.MAP',
    rest: { snapshotFiles: snapshotWithout('SYSTEM.MAP') },
    errors: ['snapshot-required-files SNAPSHOT_INCOMPLETE'],
  },
  {
    what: 'a snapshot whose SITECTRL.CT0 is a folder',
    rest: { snapshotFiles: snapshotWithFolder('SITECTRL.CT0') },
    errors: ['snapshot-site-control-file SITE_CONTROL_FILE_MISSING'],
  },
  {
    what: 'a snapshot whose SYSTEM.MAP is a folder',
    rest: { snapshotFiles: snapshotWithFolder('SYSTEM.MAP') },
    errors: ['snapshot-required-files SNAPSHOT_INCOMPLETE'],
  },
  {
    what: 'a target of another platform',
    disk: { platform: 'ALPHA' },
    errors: ['target-platform TARGET_PLATFORM'],
  },
  {
    what: 'a target of another platform, and a snapshot with programs for both',
    disk: { platform: 'ALPHA' },
    rest: { snapshotFiles: { has: path => snapshot.includes(path.replace('ALPHA.BIN', 'X86.BIN')) } },
    errors: ['target-platform TARGET_PLATFORM'],
  },
  {
    what: 'a snapshot of a primary site',
    rest: { description: { ...description, siteType: 'primary' } },
    errors: ['snapshot-site-type SITE_NOT_SECONDARY'],
  },
  {
    what: 'a snapshot without the next ID',
    rest: { description: { ...description, nextUniqueId: '?' } },
    errors: ['snapshot-next-unique-id IDS_UNKNOWN'],
  },
  { what: 'too little room', rest: { bytes: { C: 1, D: 2 ** 60 } }, errors: ['target-space DISK_FULL'] },
];

for (const { what, computerName, disk, change, rest, errors } of cases) {
  test(`${what}: ${errors.join(', ')}`, async () => {
    await using target = await bareServer(computerName, disk);
    await using parent = await parentServer();
    await change?.({ target, parent });
    assert.deepEqual(failures(await run(target, parent, rest)), errors);
  });
}

for (const [what, rest, disk, expected] of [
  ['another account than before', { account: 'BRANCHDOM\\OTHER' }, {}, ['service-account-same CHECK_FAILED']],
  ['another service pack', {}, { servicePack: '' }, ['target-windows CHECK_FAILED']],
  [
    'a hotfix that is missing',
    { description: { ...description, identity: { ...description.identity, hotfixes: ['Q167871'] } } },
    {},
    ['target-hotfixes CHECK_FAILED'],
  ],
  [
    'no RUNSMS.BAT',
    { snapshotFiles: snapshotWithout('RUNSMS.BAT') },
    {},
    ['snapshot-client-setup SNAPSHOT_INCOMPLETE'],
  ],
  ['no SMS.INI', { snapshotFiles: snapshotWithout('SMS.INI') }, {}, ['snapshot-sms-ini SNAPSHOT_INCOMPLETE']],
  ['no \\MS', { snapshotFiles: snapshotWithout('\\MS') }, {}, ['snapshot-client-tree SNAPSHOT_INCOMPLETE']],
] as const) {
  test(`${what}: a warning, no error`, async () => {
    await using target = await bareServer('BRANCH1', disk);
    await using parent = await parentServer();
    target.machine.accounts = { ...target.machine.accounts, 'BRANCHDOM\\OTHER': { password, serviceRight: true } };
    const checks = await run(target, parent, rest);
    assert.deepEqual(failures(checks), []);
    assert.deepEqual(failures(checks, 'warning'), expected);
  });
}

for (const [what, before, productType] of [
  ['any domain controller does for a backup one', 'backup-domain-controller', 'LanmanNT'],
  ['the role of a target that does not tell it is not compared', 'backup-domain-controller', ''],
  ['the role of a server that did not tell it is not compared', undefined, 'LanmanNT'],
] as const) {
  test(what, async () => {
    await using target = await bareServer('BRANCH1', { productType });
    await using parent = await parentServer();
    const { role: _, ...identity } = description.identity;
    const was = { ...description, identity: before === undefined ? identity : { ...identity, role: before } };
    assert.deepEqual(failures(await run(target, parent, { description: was })), []);
  });
}

for (const [what, before, now, expected] of [
  ['FAT where NTFS was', 'NTFS', 'FAT', ['target-file-system TARGET_FILE_SYSTEM']],
  ['HPFS where NTFS was', 'NTFS', 'HPFS', ['target-file-system TARGET_FILE_SYSTEM']],
  ['NTFS where FAT was', 'FAT', 'NTFS', []],
  ['nobody knows what was there', undefined, 'FAT', []],
  ['nobody knows what is there', 'NTFS', undefined, []],
] as const) {
  test(`${what}: ${expected.join() || 'nothing to say'}`, async () => {
    await using target = await bareServer();
    await using parent = await parentServer();
    const host = { ...target.host, files: { ...target.host.files, fileSystem: async () => now } };
    const was = before === undefined ? description : { ...description, fileSystems: { C: before, D: before } };
    const checks = await checkBeforeRestore({
      description: was,
      target: host,
      parent: parent.host,
      account,
      password,
      snapshotFiles: { has: path => snapshot.includes(path) },
    });
    assert.deepEqual(failures(checks), expected);
    assert.equal(
      checks.some(({ id }) => id === 'target-file-system'),
      before !== undefined && now !== undefined,
    );
  });
}

for (const [what, build, expected] of [
  ['a parent of a later build upgrades the site', '786', ['parent-build CHECK_FAILED']],
  ['a parent of the same build leaves the site alone', '692', []],
  ['a parent of an earlier build leaves the site alone', '600', []],
  ['what is no build is not compared', 'other', []],
] as const) {
  test(what, async () => {
    await using target = await bareServer();
    await using parent = await parentServer();
    await parent.host.registry.setValue(`${sms}\\Setup`, stringValue('Version', build));
    const checks = await run(target, parent);
    assert.deepEqual([failures(checks), failures(checks, 'warning')], [[], expected]);
  });
}

test('of a domain that was renamed, the advice is a new site', async () => {
  await using target = await bareServer('BRANCH1', { domain: 'OTHERDOM' });
  await using parent = await parentServer();
  const { remedy } = find(await run(target, parent), 'target-domain');
  assert.match(remedy, /If the domain was renamed.*PREINST \/DELSITE.*the same site code/);
});

test('leftover package folders are a warning', async () => {
  await using target = await bareServer();
  await using parent = await parentServer();
  await target.host.files.write('D:\\SMS_PKGD\\S0200002\\SETUP.EXE', Buffer.from(''));
  const checks = await run(target, parent);
  assert.deepEqual([failures(checks), failures(checks, 'warning')], [[], ['target-packages-empty TARGET_HAS_SMS']]);
});

test('a powered-off target is refused: its services cannot get their password', async () => {
  await using target = await bareServer();
  await using parent = await parentServer();
  const checks = await run(target, parent, { target: target.image });
  assert.deepEqual([failures(checks), failures(checks, 'warning')], [['target-live HOST_NOT_LIVE'], []]);
});

test('no check gives the password away', async () => {
  await using target = await bareServer();
  await using parent = await parentServer();
  const checks = await run(target, parent, { password: 'Wrong but secret' });
  assert.ok(!JSON.stringify(checks).includes('Wrong but secret'));
  assert.equal(find(checks, 'service-account-logon').ok, false);
});
