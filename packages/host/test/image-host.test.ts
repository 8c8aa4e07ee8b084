import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { type Host, imageHost } from '@resite/host';
import { ensureKey, setValue } from '@resite/registry/keys';
import { dwordValue, readString, stringValue } from '@resite/registry/values';
import { type DiskOptions, makeDisk } from './support/make-disk.ts';

const disk = async (context: TestContext, options?: DiskOptions) => {
  const folder = await makeDisk(options);
  context.after(async () => {
    for (const path of [folder, `${folder}-elsewhere`]) await rm(path, { recursive: true, force: true });
  });
  return { folder, host: imageHost({ name: 'BRANCH1', folder }) };
};

test('a disk that is not there is never taken for an empty one', async context => {
  const { folder, host } = await disk(context);
  await host.claim();
  await rename(folder, `${folder}-elsewhere`);
  const asked: Record<string, (host: Host) => Promise<unknown>> = {
    stat: each => each.files.stat('C:\\SMS'),
    list: each => each.files.list('C:\\'),
    free: each => each.files.freeBytes('C'),
    remove: each => each.files.remove('C:\\SMS'),
    read: each => each.registry.read('HKLM\\SOFTWARE'),
    setValue: each => each.registry.setValue('HKLM\\SOFTWARE', dwordValue('X', 1)),
    services: each => each.services.list(),
    shares: each => each.shares.list(),
    identity: each => each.identity(),
    claim: each => each.claim(),
  };
  for (const [name, ask] of Object.entries(asked)) {
    for (const each of [host, imageHost({ name: 'BRANCH1', folder })]) {
      await assert.rejects(
        ask(each),
        error => isResiteError(error, 'HOST_DOWN') && /BRANCH1/.test(error.message),
        name,
      );
    }
  }
  await rename(`${folder}-elsewhere`, folder);
  assert.equal((await host.identity()).computerName, 'BRANCH1');
});

test('the disk of a machine that is up is refused: what it says is not how the machine is', async context => {
  const { folder, host } = await disk(context);
  const machine = (pid: number) => writeFile(join(folder, 'machine.json'), JSON.stringify({ pid, socket: 'x' }));
  await machine(process.pid);
  const asked: Record<string, () => Promise<unknown>> = {
    identity: () => host.identity(),
    services: () => host.services.list(),
    service: () => host.services.query('Spooler'),
    stop: () => host.services.stop('Spooler'),
    file: () => host.files.stat('C:\\WINNT35'),
    folder: () => host.files.createFolder('C:\\SMS'),
    key: () => host.registry.read('HKLM\\SOFTWARE'),
    value: () => host.registry.setValue('HKLM\\SOFTWARE', dwordValue('X', 1)),
    shares: () => host.shares.list(),
    claim: () => host.claim(),
  };
  for (const [name, ask] of Object.entries(asked)) {
    await assert.rejects(ask(), error => isResiteError(error, 'HOST_RUNNING'), name);
  }
  await machine(2 ** 22 + 1); // above the largest process number of Linux
  await host.files.createFolder('C:\\SMS');
});

test('services are read as other programs have left them', async context => {
  const { host } = await disk(context, {
    edit: ({ system }) => {
      const define = (name: string, ...values: Parameters<typeof setValue>[1][]) => {
        const key = ensureKey(system, `ControlSet002\\Services\\${name}`);
        for (const value of values) setValue(key, value);
      };
      define('Shared', dwordValue('Type', 0x20), dwordValue('Start', 2), stringValue('ImagePath', 'C:\\services.exe'));
      define('Desktop', dwordValue('Type', 0x110), dwordValue('Start', 4), stringValue('ObjectName', 'DOM\\user'));
      define('Bare', dwordValue('Type', 0x10));
      define('Driver', dwordValue('Type', 1), dwordValue('Start', 0));
      define('Odd', stringValue('Type', '16'));
    },
  });
  const service = { state: 'stopped', account: 'LocalSystem', imagePath: '' };
  assert.deepEqual(await host.services.list(), [
    { ...service, name: 'Bare', displayName: 'Bare', startType: 'manual' },
    { ...service, name: 'Desktop', displayName: 'Desktop', startType: 'disabled', account: 'DOM\\user' },
    { ...service, name: 'Shared', displayName: 'Shared', startType: 'auto', imagePath: 'C:\\services.exe' },
  ]);
});

test('what is installed lies in the current control set only', async context => {
  const { host } = await disk(context);
  await host.services.install(
    { name: 'NEW', imagePath: 'C:\\X.EXE', account: 'LocalSystem', startType: 'auto' },
    undefined,
  );
  assert.ok(await host.registry.read('HKLM\\SYSTEM\\ControlSet002\\Services\\NEW'));
  assert.equal(await host.registry.read('HKLM\\SYSTEM\\ControlSet001\\Services\\NEW'), undefined);
});

for (const [name, definition] of Object.entries({
  imagePath: { imagePath: 'C:\\X\0Y' },
  account: { account: 'A\0B' },
  displayName: { displayName: 'A\0B' },
})) {
  test(`a service with NUL in its ${name} is refused`, async context => {
    const { host } = await disk(context);
    const whole = { name: 'NUL', imagePath: 'C:\\X', account: 'A', startType: 'auto' as const, ...definition };
    await assert.rejects(host.services.install(whole, undefined), error => isResiteError(error, 'PATH_INVALID'));
  });
}

test('deferred commands come after those that are there', async context => {
  const runOnce = 'Microsoft\\Windows\\CurrentVersion\\RunOnce';
  const { host } = await disk(context, {
    edit: ({ software }) => {
      const key = ensureKey(software, runOnce);
      setValue(key, stringValue('Setup', 'C:\\setup.exe'));
      setValue(key, stringValue('RESITE041', 'C:\\earlier.bat'));
      setValue(key, dwordValue('Resite007', 7));
    },
  });
  await host.commands.run('C:\\setup.exe');
  await host.commands.run('C:\\later.bat');
  const value = await host.registry.value(`HKLM\\SOFTWARE\\${runOnce}`, 'Resite042');
  assert.equal(value && readString(value), 'C:\\later.bat');
  await assert.rejects(host.commands.run('C:\\x.bat', ['\0']), error => isResiteError(error, 'PATH_INVALID'));
});
