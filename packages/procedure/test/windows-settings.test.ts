import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectHost, serviceTimeoutMs } from '../src/access/connect.ts';
import { type WindowsHostSettings, windowsSettings } from '../src/access/windows-settings.ts';
import { readProcedure } from '../src/journal/procedure-schema.ts';
import { planBackup } from '../src/plan/backup/plan-backup.ts';
import { backupFacts } from './support/description.ts';

const base: WindowsHostSettings = { driver: 'windows', address: 'branch1', user: 'D\\U', password: { file: '/none' } };

test('SMB 1 is spoken only when it is allowed', () => {
  const protocols: [WindowsHostSettings['protocol'], string, string][] = [
    [undefined, 'SMB2_02', 'SMB3_11'],
    [{}, 'SMB2_02', 'SMB3_11'],
    [{ max: 'SMB2' }, 'SMB2_02', 'SMB2_10'],
    [{ min: 'SMB3' }, 'SMB3_00', 'SMB3_11'],
    [{ min: 'NT1' }, 'NT1', 'SMB3_11'],
    [{ min: 'NT1', max: 'NT1' }, 'NT1', 'NT1'],
  ];
  for (const [protocol, min, max] of protocols) {
    const settings = protocol === undefined ? base : { ...base, protocol };
    assert.deepEqual(windowsSettings('BRANCH1', settings).protocol, { min, max });
  }
});

test('what the driver needs is handed on, and the password is read when it is needed', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'windows-settings-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'password');
  const more = { port: 139, ntlmV1: true, databaseCommand: 'ask', databaseFolder: '/usr' };
  const { password, ...settings } = windowsSettings('BRANCH1', { ...base, ...more, password: { file } });
  assert.deepEqual(settings, {
    name: 'BRANCH1',
    address: 'branch1',
    user: 'D\\U',
    protocol: { min: 'SMB2_02', max: 'SMB3_11' },
    ...more,
  });
  await assert.rejects(async () => password(), { code: 'SECRET_UNREADABLE' });
  await writeFile(file, 'Pass word\n', { mode: 0o600 });
  assert.equal(await password(), 'Pass word');
  await writeFile(file, 'another\n');
  assert.equal(await password(), 'another');
});

test('it is connected as the other hosts are, and its errors are those of the others', async () => {
  const host = connectHost('BRANCH1', { ...base, address: 'nowhere.invalid' });
  assert.deepEqual([host.name, host.driver, host.live], ['BRANCH1', 'windows', true]);
  await assert.rejects(host.now(), { name: 'ResiteError', code: 'HOST_NAME_UNKNOWN' });
  await host.close();
  assert.throws(() => connectHost('BRANCH1', { ...base, address: 'a b' }), { code: 'CONFIG_INVALID' });
});

test('its services have the time that the configuration gives them', () => {
  assert.equal(serviceTimeoutMs(base), 180_000);
  assert.equal(serviceTimeoutMs({ ...base, serviceTimeout: 30 }), 30_000);
});

test('a journal gives it back as it was written, with the place of the password alone', () => {
  const windows: WindowsHostSettings = { ...base, protocol: { min: 'NT1' }, ntlmV1: true, port: 139, leaseMinutes: 15 };
  const procedure = planBackup({ ...backupFacts, hosts: { ...backupFacts.hosts, BRANCH1: windows } });
  const stored = JSON.stringify(procedure);
  const read = readProcedure(JSON.parse(stored));
  assert.ok(typeof read !== 'string', String(read));
  assert.deepEqual(read.hosts.BRANCH1, windows);
  for (const broken of [{ user: 1 }, { password: 'secret' }, { protocol: { min: 'SMB1' } }]) {
    const text = stored.replace(JSON.stringify(windows), JSON.stringify({ ...windows, ...broken }));
    assert.equal(typeof readProcedure(JSON.parse(text)), 'string', 'a reason, and no procedure');
  }
});
