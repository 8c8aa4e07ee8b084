import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import type { Check } from '../src/checks/check.ts';
import { examineHost } from '../src/checks/host/examine-host.ts';
import { bareServer, parentServer, siteServer, sms } from './support/make-site.ts';
import { sqlServer } from './support/sql-server.ts';

const bad = (checks: readonly Check[]) =>
  checks.filter(({ ok }) => !ok).map(({ severity, id, code }) => `${severity} ${id} ${code}`);
const ids = (checks: readonly Check[]) => checks.map(({ id }) => id);
const found = (checks: readonly Check[], id: string) => checks.find(check => check.id === id)?.found;

test('a site server in good order passes every check', async () => {
  await using site = await siteServer();
  const checks = await examineHost({ host: site.host });
  assert.deepEqual(bad(checks), []);
  assert.deepEqual(ids(checks), [
    'host-identity',
    'host-drives',
    'host-space',
    'host-services',
    'host-clock',
    'host-site',
  ]);
  assert.equal(
    found(checks, 'host-identity'),
    'BRANCH1 of BRANCHDOM, a member or stand-alone server, Windows 3.51 Service Pack 5, X86',
  );
  assert.equal(found(checks, 'host-site'), 'S02, a secondary site');
});

test('the database of a primary site is asked', async () => {
  await using parent = await parentServer();
  await parent.host.files.createFolder('C:\\SMS\\PRIMSITE.SRV');
  await parent.host.registry.setValue(`${sms}\\Identification`, stringValue('Installation Directory', 'C:\\SMS'));
  assert.equal(found(await examineHost({ host: parent.host }), 'host-database'), 'an answer');
  assert.match(found(await examineHost({ host: parent.host }), 'parent-database-writes')!, /log of SMS 4 % in use/);
  parent.machine.system = sqlServer({ logUsed: 100 });
  assert.deepEqual(bad(await examineHost({ host: parent.host })), ['error parent-database-writes CHECK_FAILED']);
  parent.machine.database!.exec('DELETE FROM Sites');
  assert.match(found(await examineHost({ host: parent.host }), 'host-database')!, /does not know P01/);
  parent.machine.database!.close();
  parent.machine.database = undefined;
  assert.deepEqual(bad(await examineHost({ host: parent.host })), ['warning host-database DATABASE_UNREACHABLE']);
});

test('a disk is looked at as far as it can be', async () => {
  await using site = await siteServer();
  const checks = await examineHost({ host: site.image });
  assert.deepEqual(bad(checks), []);
  assert.deepEqual(ids(checks), ['host-identity', 'host-drives', 'host-space', 'host-services', 'host-site']);
});

test('a server without a site is one all the same', async () => {
  await using server = await bareServer();
  assert.deepEqual(bad(await examineHost({ host: server.host })), ['info host-site SITE_NOT_FOUND']);
});

test('of what does not answer, or is not there, nothing more is asked', async () => {
  await using site = await siteServer();
  site.machine.down = true;
  assert.deepEqual(bad(await examineHost({ host: site.host })), ['error host-identity HOST_DOWN']);
  await using gone = await bareServer();
  await rm(gone.image.name, { recursive: true, force: true });
  const missing: Host = {
    ...gone.image,
    identity: () => Promise.reject(new ResiteError('WINDOWS_MISSING', 'no disk')),
  };
  assert.deepEqual(bad(await examineHost({ host: missing })), ['error host-identity WINDOWS_MISSING']);
});

const faults: [what: string, change: (host: Host) => Partial<Host>, expected: string[]][] = [
  [
    'a clock that is half an hour behind',
    () => ({ now: async () => new Date(Date.now() - 1_800_000) }),
    ['error host-clock CLOCKS_DIFFER'],
  ],
  [
    'a disk that is almost full',
    ({ files }) => ({ files: { ...files, freeBytes: async () => 1_000_000 } }),
    ['warning host-space CHECK_FAILED'],
  ],
  [
    'a drive that cannot be read',
    ({ files }) => ({ files: { ...files, stat: refuse('FILE_ACCESS') } }),
    ['error host-drives FILE_ACCESS', 'info host-site FILE_ACCESS'],
  ],
  [
    'a drive of Windows that cannot be reached',
    host => ({ identity: async () => ({ ...(await host.identity()), drives: ['D'] }) }),
    ['error host-drives CHECK_FAILED'],
  ],
  [
    'services that nobody lists',
    ({ services }) => ({ services: { ...services, list: refuse('HOST_RIGHT') } }),
    ['error host-services HOST_RIGHT', 'info host-site HOST_RIGHT'],
  ],
  [
    'a registry that a Windows computer does not show',
    () => ({ driver: 'windows', identity: refuse('HOST_INTERFACE_MISSING') }),
    [
      'error host-identity HOST_INTERFACE_MISSING',
      'warning host-schedule CHECK_FAILED',
      'info host-site HOST_INTERFACE_MISSING',
    ],
  ],
];

for (const [what, change, expected] of faults) {
  test(`finds ${what}, and looks at the rest`, async () => {
    await using site = await siteServer();
    assert.deepEqual(bad(await examineHost({ host: { ...site.host, ...change(site.host) } })), expected);
  });
}

test('another computer at the address is a warning', async () => {
  await using site = await siteServer();
  assert.deepEqual(bad(await examineHost({ host: site.host, meant: 'branch1' })), []);
  assert.deepEqual(bad(await examineHost({ host: site.host, meant: 'BRANCH2' })), ['warning host-meant CHECK_FAILED']);
});

test('the scheduler may be stopped, and not disabled', async () => {
  await using site = await siteServer();
  const definition = { name: 'Schedule', imagePath: 'C:\\WINNT35\\SYSTEM32\\ATSVC.EXE', account: 'LocalSystem' };
  await site.host.services.install({ ...definition, startType: 'manual' }, undefined);
  assert.equal(found(await examineHost({ host: site.host }), 'host-schedule'), 'Schedule, stopped');
  await site.host.services.setStartType('Schedule', 'disabled');
  const host: Host = { ...site.host, driver: 'windows' };
  assert.deepEqual(bad(await examineHost({ host })), ['warning host-schedule CHECK_FAILED']);
});

function refuse(code: 'FILE_ACCESS' | 'HOST_RIGHT' | 'HOST_INTERFACE_MISSING') {
  return () => Promise.reject(new ResiteError(code, 'refused'));
}
