import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringValue } from '@resite/registry/values';
import { captureRoots, discoverSite, leftOutOf, placeFaults, sms1xSecondary } from '../src/index.ts';
import { type Server, siteServer, sms } from './support/make-site.ts';

const ini = 'C:\\SMS.INI';
const parts = (server: Server) => discoverSite(server.host);
const whatIsLeftOut = async (server: Server) =>
  leftOutOf(await parts(server), sms1xSecondary).map(({ what, source }) => `${what} (${source})`);

for (const [what, content, expected] of [
  ['a number', '3\r\n', '3'],
  ['words', ' SP 4 ', 'SP 4'],
  ['nothing', '', undefined],
  ['bytes', '\x01\x02', undefined],
  ['a program', 'x'.repeat(300), undefined],
] as const)
  test(`the service pack of SMS is ${expected ?? 'not known'} where CSDVER.SMS holds ${what} (Q171038)`, async () => {
    await using server = await siteServer();
    assert.equal((await parts(server)).servicePack, undefined);
    await server.host.files.write('C:\\MS\\SMS\\BIN\\CSDVER.SMS', Buffer.from(content, 'latin1'));
    assert.equal((await parts(server)).servicePack, expected);
  });

describe('Q138347 Backup 4b: the entire \\MS', () => {
  test('is found by what it holds, with SMS.INI gone', async () => {
    await using server = await siteServer();
    await server.host.files.remove(ini);
    assert.equal((await parts(server)).clientTree, 'C:\\MS');
    assert.deepEqual(await whatIsLeftOut(server), ['SMS.INI (Q138347 Backup 4d)']);
  });

  test('is found on whatever drive, made anew and empty as well (Q149681)', async () => {
    await using server = await siteServer();
    const { files } = server.host;
    await files.remove(ini);
    await files.remove('C:\\MS');
    for (const name of ['Bin', 'Data', 'Logs', 'Temp']) await files.createFolder(`E:\\Ms\\Sms\\${name}`);
    assert.equal((await parts(server)).clientTree, 'E:\\Ms');
  });

  test('is no unrelated folder of that name: then it is left out, by name', async () => {
    await using server = await siteServer();
    const { files } = server.host;
    await files.remove(ini);
    await files.remove('C:\\MS');
    await files.write('C:\\MS\\SMS\\DATA\\LETTER.DOC', Buffer.from(''));
    await files.write('D:\\MS\\BIN\\CSDVER.SMS', Buffer.from(''));
    await files.write('E:\\MS', Buffer.from('a file'));
    assert.equal((await parts(server)).clientTree, undefined);
    assert.deepEqual(await whatIsLeftOut(server), ['\\MS (Q138347 Backup 4b)', 'SMS.INI (Q138347 Backup 4d)']);
  });

  test('of two, the one that the registry of the client names is taken', async () => {
    await using server = await siteServer();
    const { files, registry } = server.host;
    await files.remove(ini);
    await files.write('E:\\MS\\SMS\\BIN\\CSDVER.SMS', Buffer.from('0'));
    await registry.setValue(
      `${sms}\\Client Services\\Remote Control`,
      stringValue('Path', '"e:\\ms\\sms\\bin\\x.exe" -a'),
    );
    assert.equal((await parts(server)).clientTree, 'E:\\MS');
    assert.deepEqual(await whatIsLeftOut(server), ['SMS.INI (Q138347 Backup 4d)']);
  });

  test('of two that nothing tells apart, the second is named as left out', async () => {
    await using server = await siteServer();
    await server.host.files.remove(ini);
    await server.host.files.write('E:\\MS\\SMS\\BIN\\CSDVER.SMS', Buffer.from('0'));
    assert.equal((await parts(server)).clientTree, 'C:\\MS');
    assert.deepEqual(await whatIsLeftOut(server), ['SMS.INI (Q138347 Backup 4d)', 'E:\\MS (Q138347 Backup 4b)']);
  });
});

describe('Q138347 Backup 4c: the entire \\SMS_PKGx', () => {
  const packageShare = (server: Server, name: string, image = 'BRANCH1') =>
    server.host.registry.setValue(
      `${sms}\\Components\\SMS_DESPOOLER\\Transfer Packages\\W_P0100007\\${image}`,
      stringValue('Share Name', name),
    );
  const share = async (server: Server, name: string, path: string) => {
    await server.host.shares.create({
      name,
      path,
      comment: `packages as ${name}`,
      securityDescriptor: Buffer.from([1]),
    });
    if (path.length > 3) await server.host.files.createFolder(path);
  };

  test('is every directory of that name, shared or not, on every drive', async () => {
    await using server = await siteServer();
    await server.host.shares.remove('SMS_PKGC');
    await server.host.files.createFolder('E:\\sms_pkge');
    await server.host.files.createFolder('E:\\SMS_PKG');
    const { packageFolders } = await parts(server);
    assert.deepEqual(packageFolders, ['C:\\SMS_PKGC', 'D:\\SMS_PKGD', 'E:\\sms_pkge']);
    assert.deepEqual(await whatIsLeftOut(server), []);
  });

  test('and the folder of a share that the registry names for this server, with that share and others inside', async () => {
    await using server = await siteServer();
    await share(server, 'APPS', 'E:\\NETAPPS');
    await share(server, 'EXCEL$', 'E:\\NETAPPS\\EXCEL');
    await share(server, 'TOOLS', 'D:\\SMS_PKGD\\S0200002');
    await share(server, 'OTHER', 'E:\\OTHER');
    await packageShare(server, '\\\\branch1\\apps\\excel');
    await packageShare(server, 'OTHER', 'BRANCH7');
    const site = await parts(server);
    assert.deepEqual(site.sharedPackages, [{ share: 'APPS', path: 'E:\\NETAPPS' }]);
    assert.ok(captureRoots(site).includes('E:\\NETAPPS'));
    const others = site.shares.filter(({ name }) => !name.startsWith('SMS_'));
    assert.deepEqual(
      others.map(({ name, comment, securityDescriptor }) => [name, comment, securityDescriptor]),
      [
        ['APPS', 'packages as APPS', 'AQ=='],
        ['EXCEL$', 'packages as EXCEL$', 'AQ=='],
        ['TOOLS', 'packages as TOOLS', 'AQ=='],
      ],
    );
    assert.deepEqual(placeFaults(site, sms1xSecondary), []);
    assert.deepEqual(await whatIsLeftOut(server), []);
  });

  test('and the folder of a share SMS_PKGx, wherever it lies', async () => {
    await using server = await siteServer();
    await share(server, 'SMS_PKGE', 'E:\\STORE\\PACKAGES');
    const site = await parts(server);
    assert.deepEqual(site.sharedPackages, [{ share: 'SMS_PKGE', path: 'E:\\STORE\\PACKAGES' }]);
    assert.deepEqual(placeFaults(site, sms1xSecondary), []);
  });

  for (const [path, why] of [
    ['E:\\', 'it is the root of a drive'],
    ['C:\\WINNT35\\APPS', 'Windows itself lies in C:\\WINNT35'],
  ] as const) {
    test(`what no backup can hold is named: ${path}`, async () => {
      await using server = await siteServer();
      await share(server, 'APPS', path);
      await packageShare(server, 'APPS');
      const site = await parts(server);
      assert.equal(site.sharedPackages, undefined);
      assert.deepEqual(site.unsaved, [
        { what: path, why: `packages are shared from it as APPS, but ${why}`, source: 'Q138347 Backup 4c' },
      ]);
      assert.ok(site.shares.every(({ name }) => name !== 'APPS'));
    });
  }

  test('a share of packages above the SMS root, or without its folder, is named, and all else is saved', async () => {
    await using server = await siteServer();
    const { files, shares, registry } = server.host;
    await files.createFolder('E:\\NTAPPS');
    await files.rename('D:\\SMS', 'E:\\NTAPPS\\SMS');
    await registry.setValue(`${sms}\\Identification`, stringValue('Installation Directory', 'E:\\NTAPPS\\SMS'));
    await shares.create({ name: 'APPS', path: 'E:\\NTAPPS', comment: '' });
    await shares.create({ name: 'SMS_PKGE', path: 'E:\\SMS_PKGE', comment: '' });
    await packageShare(server, 'APPS');
    assert.deepEqual(
      (await parts(server)).unsaved?.map(({ what, why }) => [what, why.replace(/.*, but /, '')]),
      [
        ['E:\\NTAPPS', 'the SMS root directory E:\\NTAPPS\\SMS lies in it'],
        ['E:\\SMS_PKGE', 'it is not there'],
      ],
    );
  });
});
