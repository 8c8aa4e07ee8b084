import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dwordValue, stringValue } from '@resite/registry/values';
import { captureRoots, discoverSite } from '../src/index.ts';
import { account, bareServer, controlFile, putSite, siteServer, sms } from './support/make-site.ts';

const identification = `${sms}\\Identification`;

test('a site is described whole, and as plain JSON', async () => {
  await using server = await siteServer();
  const site = await discoverSite(server.host);
  assert.deepEqual(JSON.parse(JSON.stringify(site)), site);
  const { discovered, services, ...rest } = site;
  assert.ok(Math.abs(Date.parse(discovered) - Date.now()) < 60_000);
  assert.deepEqual(
    services.map(({ name, state, startType, account: user }) => [name, state, startType, user]),
    [
      ['SMS_EXECUTIVE', 'running', 'manual', account],
      ['SMS_INVENTORY_AGENT_NT', 'running', 'manual', account],
      ['SMS_PACKAGE_COMMAND_MANAGER_NT', 'running', 'manual', account],
      ['SMS_SITE_CONFIG_MANAGER', 'running', 'auto', account],
    ],
  );
  assert.deepEqual(rest, {
    schema: 1,
    profile: 'sms-1x-secondary',
    siteType: 'secondary',
    siteCode: 'S02',
    parentSiteCode: 'P01',
    siteServer: 'BRANCH1',
    version: '692',
    identity: {
      computerName: 'BRANCH1',
      domain: 'BRANCHDOM',
      windowsVersion: '3.51',
      servicePack: 'Service Pack 5',
      platform: 'X86',
      drives: ['C', 'D', 'E'],
      systemRoot: 'C:\\WINNT35',
      role: 'server',
      hotfixes: [],
    },
    registryKey: sms,
    smsRoot: 'D:\\SMS',
    clientTree: 'C:\\MS',
    smsIni: 'C:\\SMS.INI',
    rootLogs: ['D:\\SCMAN.LOG'],
    packageFolders: ['C:\\SMS_PKGC', 'D:\\SMS_PKGD'],
    shares: [
      { name: 'SMS_PKGC', path: 'C:\\SMS_PKGC', comment: 'packages of S02' },
      { name: 'SMS_PKGD', path: 'D:\\SMS_PKGD', comment: 'packages of S02' },
      { name: 'SMS_SHR', path: 'D:\\SMS\\LOGON.SRV', comment: 'SMS site S02 logon' },
      { name: 'SMS_SHRD', path: 'D:\\SMS', comment: 'SMS site S02' },
      { name: 'SMS_SITE', path: 'D:\\SMS\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE', comment: 'SMS site S02' },
    ],
    expectedServices: [
      { name: 'SMS_EXECUTIVE', file: 'SMSEXEC.EXE', autostart: false },
      { name: 'SMS_INVENTORY_AGENT_NT', file: '', autostart: false },
      { name: 'SMS_PACKAGE_COMMAND_MANAGER_NT', file: '', autostart: false },
      { name: 'SMS_SITE_CONFIG_MANAGER', file: 'SITEINS.EXE', autostart: true },
    ],
    siteControlFile: {
      path: 'D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0',
      build: 692,
      syntax: '1.07',
      fileType: 2,
      stamp: 820454400,
      siteType: 9,
      siteCode: 'S02',
      parentSiteCode: 'P01',
      siteServer: 'BRANCH1',
      siteServerDomain: 'BRANCHDOM',
      siteName: 'Branch office',
      installDirectory: 'D:\\SMS',
      serviceAccountDomain: 'BRANCHDOM',
    },
    siteControlFolder: ['SITECTRL.CT0'],
    uids: ['S0201005'],
    nextUniqueId: '02',
    logonServers: ['BRANCH1', 'BRANCH2'],
    drives: ['C', 'D'],
  });
});

test('nothing that is encrypted in SITECTRL.CT0 gets into the description', async () => {
  await using server = await siteServer();
  const text = JSON.stringify(await discoverSite(server.host));
  for (const secret of ['348CF4B23D7AAA97', '98355E11DFCE1EAC', 'CEEBEA96831AABAB']) assert.ok(!text.includes(secret));
});

test('a powered-off disk is described alike, with its services stopped', async () => {
  await using server = await siteServer();
  const on = await discoverSite(server.host);
  const off = await discoverSite(server.image);
  const stopped = on.services.map(service => ({ ...service, state: 'stopped' }));
  assert.deepEqual({ ...off, discovered: '' }, { ...on, services: stopped, discovered: '' });
});

test('the SMS root may lie anywhere, also when only its share tells where', async () => {
  await using server = await siteServer();
  const { files, registry, shares } = server.host;
  await files.createFolder('C:\\NTAPPS');
  await files.rename('D:\\SMS', 'C:\\NTAPPS\\SMS');
  await registry.setValue(identification, stringValue('Installation Directory', ''));
  await shares.create({ name: 'SMS_SHRC', path: 'c:\\ntapps\\sms', comment: '' });
  await shares.remove('SMS_SHRD');
  const site = await discoverSite(server.host);
  assert.equal(site.smsRoot, 'C:\\ntapps\\sms');
  assert.deepEqual(site.uids, ['S0201005']);
  assert.deepEqual(site.rootLogs, []);
});

for (const [code, parent, directory] of [
  ['SiteCode', 'ParentSiteCode', 'Install Directory'],
  ['site code', 'Parent Site', 'InstallDirectory'],
] as const) {
  test(`the spellings ${code}, ${parent} and ${directory} are understood`, async () => {
    await using server = await siteServer();
    await server.host.registry.remove(identification);
    for (const [name, value] of [
      [code, 's02'],
      [parent, 'p01'],
      [directory, 'd:\\sms\\'],
    ] as const) {
      await server.host.registry.setValue(identification, stringValue(name, value));
    }
    const site = await discoverSite(server.host);
    assert.deepEqual([site.siteCode, site.parentSiteCode, site.smsRoot], ['S02', 'P01', 'D:\\sms']);
  });
}

test('SMS.INI is taken from the first drive that has one, and names \\MS on whatever drive', async () => {
  await using server = await siteServer();
  const { files } = server.host;
  await files.remove('C:\\SMS.INI');
  await files.createFolder('E:\\CLIENT');
  await files.write('D:\\SMS.INI', Buffer.from('[sms]\r\nSMSPATH=e:\\client\\\r\n'));
  await files.write('E:\\SMS.INI', Buffer.from('[SMS]\r\nSMSPath=C:\\MS\\SMS\r\n'));
  const site = await discoverSite(server.host);
  assert.deepEqual([site.smsIni, site.clientTree, site.drives], ['D:\\SMS.INI', 'E:\\client', ['C', 'D', 'E']]);
});

for (const path of ['', 'C:\\', 'C:', '\\\\OTHER\\MS', 'C:\\GONE\\SMS', 'C:\\MS\\..\\SMS', 'C:\\M?\\SMS']) {
  test(`SMSPath ${JSON.stringify(path)} is no \\MS directory: the one that looks like it is taken`, async () => {
    await using server = await siteServer();
    await server.host.files.write('C:\\SMS.INI', Buffer.from(`[SMS]\r\nSMSPath=${path}\r\n`));
    assert.equal((await discoverSite(server.host)).clientTree, 'C:\\MS');
  });
}

test('an SMSPath right below the drive is itself the tree, so that no whole drive is captured', async () => {
  await using server = await siteServer();
  await server.host.files.createFolder('C:\\SMS');
  await server.host.files.write('C:\\SMS.INI', Buffer.from('[SMS]\r\nSMSPath=C:\\SMS\r\n'));
  assert.equal((await discoverSite(server.host)).clientTree, 'C:\\SMS');
});

test('a missing SITECTRL.CT0 is part of the description, not an exception', async () => {
  await using server = await siteServer();
  await server.host.files.remove('D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0');
  const site = await discoverSite(server.host);
  assert.deepEqual([site.siteControlFile, site.siteControlProblem], [undefined, undefined]);
  assert.deepEqual([site.siteType, site.expectedServices], ['secondary', []]);
});

test('a damaged SITECTRL.CT0 is part of the description, with the line', async () => {
  await using server = await siteServer();
  const damaged = controlFile.toString('latin1').replace('<457>', '<many>');
  await server.host.files.write('D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0', Buffer.from(damaged));
  const site = await discoverSite(server.host);
  assert.match(site.siteControlProblem!, /SITECTRL\.CT0, line \d+: .*"many"/);
});

test('a primary site is known by its site control file, and without one by its folder', async () => {
  await using server = await siteServer();
  const { files } = server.host;
  const path = 'D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0';
  await files.write(path, Buffer.from(controlFile.toString('latin1').replace('<9>', '<6>')));
  assert.equal((await discoverSite(server.host)).profile, 'sms-1x-primary');
  await files.remove(path);
  await files.createFolder('D:\\SMS\\PRIMSITE.SRV');
  assert.equal((await discoverSite(server.host)).profile, 'sms-1x-primary');
});

test('a computer without SMS is an error of its own', async () => {
  await using server = await bareServer();
  await assert.rejects(discoverSite(server.host), {
    code: 'SITE_NOT_FOUND',
    message: /BRANCH1: it has no registry key/,
  });
});

for (const [directory, message] of [
  [undefined, /names no installation directory/],
  ['C:\\', /not a folder on a local drive/],
  ['\\\\HQ1\\SMS', /not a folder on a local drive/],
  ['C:\\GONE', /there is no folder C:\\GONE/],
] as const) {
  test(`an installation directory ${directory} is no site`, async () => {
    await using server = await bareServer();
    await server.host.registry.setValue(identification, stringValue('Site Code', 'S02'));
    if (directory !== undefined) {
      await server.host.registry.setValue(identification, stringValue('Installation Directory', directory));
    }
    await assert.rejects(discoverSite(server.host), { code: 'SITE_NOT_FOUND', message });
  });
}

test('a version stored as a number is read too', async () => {
  await using server = await siteServer();
  await server.host.registry.setValue(`${sms}\\Setup`, dwordValue('Version', 692));
  assert.equal((await discoverSite(server.host)).version, '692');
});

test('what is to be captured: the top-most folders, each once', async () => {
  await using server = await bareServer();
  await putSite(server.host);
  await server.host.shares.create({ name: 'SMS_PKGE', path: 'D:\\SMS\\PACKAGES', comment: '' });
  await server.host.files.createFolder('D:\\SMS\\PACKAGES');
  assert.deepEqual(captureRoots(await discoverSite(server.host)), [
    'D:\\SMS',
    'C:\\MS',
    'C:\\SMS_PKGC',
    'D:\\SMS_PKGD',
    'C:\\SMS.INI',
    'D:\\SCMAN.LOG',
  ]);
});
