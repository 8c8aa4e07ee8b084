import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeLogonServer, logonServerDifferences } from '../src/index.ts';
import { siteServer } from './support/make-site.ts';

test('a logon server is recognised by its share; what has changed since is put into words', async () => {
  await using server = await siteServer();
  const { host, machine } = server;
  const was = (await describeLogonServer(host))!;
  assert.deepEqual([was.computerName, was.uids], ['BRANCH1', ['S0201005']]);
  assert.deepEqual(
    was.shares.map(({ name }) => name),
    ['SMS_PKGC', 'SMS_PKGD', 'SMS_SHR', 'SMS_SHRD', 'SMS_SITE'],
  );

  const uid = (name: string) => `D:\\SMS\\LOGON.SRV\\SMSID\\${name}.UID`;
  await host.files.rename(uid('S0201005'), uid('S020100A'));
  assert.deepEqual(logonServerDifferences(was, (await describeLogonServer(host))!), [], 'it has only counted on');

  await host.files.rename(uid('S020100A'), uid('S0201002'));
  await host.shares.remove('SMS_PKGC');
  await host.shares.create({ name: 'SMS_SITE', path: 'D:\\SMS', comment: 'SMS site S02' });
  await host.shares.create({ name: 'SMS_SHRD', path: 'D:\\SMS', comment: 'mine' });
  await host.services.stop('SMS_EXECUTIVE');
  await host.services.remove('SMS_INVENTORY_AGENT_NT');
  assert.deepEqual(logonServerDifferences(was, (await describeLogonServer(host))!), [
    'its UID file was S0201005 and is S0201002',
    'the share SMS_PKGC is gone',
    'the share SMS_SHRD has the comment "mine"',
    'the share SMS_SITE was D:\\SMS\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE and is D:\\SMS',
    'SMS_EXECUTIVE was running and is stopped',
    'the service SMS_INVENTORY_AGENT_NT is gone',
  ]);

  await host.shares.remove('SMS_SHR');
  assert.equal(await describeLogonServer(host), undefined);
  machine.down = true;
  await assert.rejects(describeLogonServer(host), { code: 'HOST_DOWN' });
});

test('a share or service is not taken for another one that only JavaScript would call the same', () => {
  const share = (name: string) => ({ name, path: 'C:\\SMS', comment: '', securityDescriptor: '' });
  const service = (name: string) =>
    ({ name, displayName: name, state: 'running', startType: 'auto', imagePath: '', account: '' }) as const;
  const was = { computerName: 'BRANCH1', uids: [], shares: [share('SMS_ı')], services: [service('SMS_ς')] };
  const is = { ...was, shares: [share('SMS_I')], services: [service('SMS_Σ')] };
  assert.deepEqual(logonServerDifferences(was, is), ['the share SMS_ı is gone', 'the service SMS_ς is gone']);
});
