import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import type { RegistryValue } from '@resite/registry';
import { createKey } from '@resite/registry/keys';
import { dwordValue, multiStringValue, stringValue } from '@resite/registry/values';
import { forgetStop, rememberStop } from '../src/host-memory/remember.ts';
import { readStopped, stoppedKey, writeStopped } from '../src/host-memory/stopped-record.ts';
import { withImageSite } from './support/image-site.ts';

const services = [
  { name: 'SMS_SITE_CONFIG_MANAGER', state: 'running', startType: 'auto' },
  { name: 'SMS_EXECUTIVE', state: 'stopped', startType: 'manual' },
  { name: 'Remote Control (NT)', state: 'start-pending', startType: 'disabled' },
] as const;

const good: Record<string, RegistryValue> = {
  Schema: dwordValue('Schema', 1),
  Run: stringValue('Run', '20261122-020000-S01+2-backup-2'),
  Time: stringValue('Time', '2026-11-22T02:00:00Z'),
  Computer: stringValue('Computer', 'büro'),
  User: stringValue('User', 'root'),
  State: stringValue('State', '/srv/my site/.resite'),
  Fence: stringValue('Fence', '3'),
  Services: multiStringValue('Services', ['running auto SMS_EXECUTIVE']),
};

const write = (host: Host, values: Record<string, RegistryValue | undefined>) =>
  host.registry.replace(stoppedKey, {
    ...createKey('Stopped'),
    values: Object.values({ ...good, ...values }).filter(value => value !== undefined),
  });

test('what is remembered is read as it was written', () =>
  withImageSite(async ({ host }) => {
    assert.equal(await readStopped(host), undefined);
    const record = {
      ...{ run: '20261122-020000-S01-backup', time: new Date('2026-11-22T02:00:01.123Z'), fence: 7 },
      ...{ computer: 'büro', user: 'root', state: '/srv/my site/.resite', services },
    };
    await writeStopped(host, record);
    assert.deepEqual(await readStopped(host), record);
    await write(host, {});
    assert.equal('run' in (await readStopped(host))!, true);
  }));

const text = (name: string, ...bad: string[]) => bad.map(value => [name, stringValue(name, value)] as const);
const lines = (...bad: string[][]) => bad.map(value => ['Services', multiStringValue('Services', value)] as const);

const hostile: (readonly [string, RegistryValue | undefined])[] = [
  ...Object.keys(good).map(name => [name, undefined] as const),
  ...Object.keys(good).map(name => [name, { name, type: 3, data: new Uint8Array(3) }] as const),
  ...Object.keys(good).map(name => [name, { name, type: 1, data: new Uint8Array(0) }] as const),
  ...Object.keys(good).map(name => [name, { name, type: 1, data: new Uint8Array(600_000).fill(65) }] as const),
  ['Schema', dwordValue('Schema', 2)],
  ['Schema', dwordValue('Schema', 0)],
  ...text('Run', '', 'a b', '../../etc', '\u001b[31mrun', 'run\nrun', 'r'.repeat(101), '$(reboot)', '\ud800'),
  ...text('Time', 'yesterday', '2026-13-45T99:99:99Z', '99999999999999', '2026-11-22T02:00:00+02:00'),
  ...text('Computer', '\u001b]0;x\u0007', 'a\u202eb', 'x'.repeat(1_001), 'two\nlines', '\u009b31m'),
  ...text('User', '\u001b[2J'),
  ...text('State', '\r'),
  ...text('Fence', '-1', '1e5', '1'.repeat(16)),
  ...lines([]),
  ...lines(['running auto SMS_EXECUTIVE', 'stopped auto sms_executive']),
  ...lines(['running boot SMS_EXECUTIVE'], ['paused auto SMS_EXECUTIVE'], ['SMS_EXECUTIVE'], ['running auto ']),
  ...lines(['running auto ..\\..\\SMS_EXECUTIVE'], ['running auto SMS/X'], ['running auto SMS\u001b[2J']),
  ...lines(Array.from({ length: 201 }, (_, index) => `running auto SMS_${index}`)),
  ...lines([`running auto ${'S'.repeat(256)}`]),
];

test(`a record that somebody has damaged is reported as such, in ${hostile.length} ways`, () =>
  withImageSite(async ({ host }) => {
    for (const [name, value] of hostile) {
      await write(host, { [name]: value });
      const found = await readStopped(host);
      const shown = `${name} ${Buffer.from(value?.data ?? [])
        .toString('utf16le')
        .slice(0, 60)}`;
      assert.ok(found !== undefined && 'unreadable' in found, shown);
      assert.match(found.unreadable, /^[ -~]{10,200}$/, shown);
    }
  }));

test('the record of another run is never overwritten or removed, and that of the same run stays the first one', () =>
  withImageSite(async ({ host: off }) => {
    const host = { ...off, live: true }; // its registry is all that counts
    const stop = (run: string, of: readonly (typeof services)[number][] = services) =>
      rememberStop(host, { run, state: '/srv/\u001b[2J', services: of });
    await stop('run-1');
    const first = await readStopped(host);
    assert.ok(first !== undefined && 'run' in first && first.state === '/srv/?[2J' && first.fence > 0);
    await stop('run-1', [services[1]]);
    assert.deepEqual(await readStopped(host), first);

    const other = { ...off, live: true };
    await assert.rejects(
      rememberStop(other, { run: 'run-2', state: '/', services }),
      error => isResiteError(error, 'STOPPED_BY_UNKNOWN_RUN') && error.message.includes('run-1'),
    );
    await forgetStop(other, 'run-2');
    assert.deepEqual(await readStopped(host), first);

    await forgetStop(host, 'run-1');
    assert.equal(await host.registry.read('HKLM\\SOFTWARE\\Resite'), undefined);
    await host.registry.setValue('HKLM\\SOFTWARE\\Resite', stringValue('Mine', 'kept'));
    await stop('run-2');
    await forgetStop(host, 'run-2');
    assert.equal((await host.registry.read('HKLM\\SOFTWARE\\Resite'))?.values.length, 1);
  }));

test('a powered-off disk is not written to', () =>
  withImageSite(async ({ host }) => {
    await rememberStop(host, { run: 'run-1', state: '/', services });
    assert.equal(await readStopped(host), undefined);
  }));
