import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { type Files, waitForService } from '@resite/host';
import { enumerateJobs } from '@resite/msrpc/atsvc';
import { isLong } from '../../../../scripts/sample.ts';
import type { WindowsComputer } from '../../../../scripts/servers/windows-computer.ts';
import type { Live } from '../../src/conformance/host-under-test.ts';
import { testCommands } from '../../src/conformance/test-commands.ts';
import { testFences } from '../../src/conformance/test-fences.ts';
import { testIdentity } from '../../src/conformance/test-identity.ts';
import { testLease } from '../../src/conformance/test-lease.ts';
import { testLiveServices } from '../../src/conformance/test-live-services.ts';
import { testServices } from '../../src/conformance/test-services.ts';
import { windowsLease } from '../../src/windows/lease/windows-lease.ts';
import { windowsHost } from '../../src/windows/windows-host.ts';
import { sessionOf, settingsOf, startComputer } from '../support/windows-server.ts';

const options: Live = {
  live: true,
  service: { imagePath: 'C:\\windows\\system32\\spoolsv.exe', account: 'BRANCHDOM\\root', password: 'Pass word/11%' },
  command: { program: 'C:\\SMS\\RUN IT.BAT', args: ['a b', 'c'], exitCode: 3, output: '"a b" of C:\\SMS for c\r\n' },
  leaseSeconds: 1,
  claimants: isLong ? 6 : 3,
  // Samba has the registry and Wine the services
  serviceKeys: false,
  // Wine keeps what a service depends on to itself, starts nothing first and stops everything
  dependencies: false,
  // Wine lets every service log on
  serviceLogons: false,
};

for (const kind of isLong ? (['today', 'nt4', 'encrypted'] as const) : (['today'] as const)) {
  describe(`a computer with services that speaks as ${kind}`, () => {
    let computer: WindowsComputer;
    const another = () => windowsHost(settingsOf(computer));
    const makeHost = async () => ({ host: another(), another, cleanup: async () => {} });

    before(async () => {
      computer = await startComputer({ kind });
      const host = another();
      await host.files.createFolder('C:\\SMS');
      await writeFile(
        join(computer.folder, 'C', 'SMS', 'RUN IT.BAT'),
        '@echo off\r\necho %1 of %CD% for %2\r\nexit /b 3\r\n',
      );
      // without the scheduler, for the jobs of Wine's never run
      await host.services.setStartType('Schedule', 'disabled');
      await host.close();
    });
    after(() => computer.stop());

    testIdentity(makeHost, options);
    testServices(makeHost, options);
    testLiveServices(makeHost, options);
    testCommands(makeHost, options);
    testLease(makeHost, options);
    testFences(makeHost, options);
    testWatchdog(() => computer);
    testScheduler(() => computer);
  });
}

function testWatchdog(computer: () => WindowsComputer): void {
  test('a renewal that takes longer than the time it asks for did not come too late', async t => {
    const host = windowsHost(settingsOf(computer()));
    t.after(() => host.close());
    const { files, registry, services, permit } = host;
    const { imagePath, account, password } = options.service;
    await services.install({ name: 'LEASE_SLOW', imagePath, account, startType: 'manual' }, password);
    // the new lease has begun when the old one is taken away
    const remove: Files['remove'] = async path => {
      await waitForService(host, 'LEASE_SLOW', 'running', { timeoutMs: 300_000, pollMs: 20 });
      await files.remove(path);
    };
    const ports = { registry, services, permit, session: sessionOf(t, computer()), files: { ...files, remove } };
    await host.lease.hold(['LEASE_SLOW'], 3_600);
    await windowsLease('BRANCH1', ports).renew(1);
    await assert.rejects(host.lease.renew(1), error => isResiteError(error, 'LEASE_EXPIRED'));
    await host.lease.release();
  });

  test('the batch file of a lease is begun anew when nobody takes away what was left for it, and else it is not', async t => {
    const host = windowsHost(settingsOf(computer()));
    t.after(() => host.close());
    const folder = 'C:\\Windows\\RESITE';
    const named = async (extension: string) =>
      (await host.files.list(folder)).map(({ name }) => name).filter(name => name.endsWith(extension));
    await host.lease.hold(['Spooler'], 72_000); // it looks every 20 minutes
    const held = await named('.HLD');
    for (let attempt = 0; attempt < 3; attempt++) await host.lease.renew(72_000);
    assert.deepEqual(await named('.HLD'), held);
    const [renewed] = await named('.RNW');
    await host.files.setMetadata(`${folder}\\${renewed}`, { modified: BigInt(Date.now() - 5_000_000) * 1_000_000n });
    await host.lease.renew(72_000);
    assert.equal((await named('.HLD')).length, 1);
    assert.notDeepEqual(await named('.HLD'), held);
    await host.lease.release();
    assert.deepEqual(await named('.CMD'), []);
  });
}

/** How the lease uses the AT scheduler: up to its time, which Wine neither tells nor waits for. */
function testScheduler(computer: () => WindowsComputer): void {
  test('the lease is a job of the AT scheduler where that can be used', async t => {
    const host = windowsHost(settingsOf(computer()));
    t.after(() => host.close());
    const atsvc = sessionOf(t, computer()).rpc('atsvc');
    const ours = async () => (await enumerateJobs(atsvc)).filter(({ command }) => command.includes('RESITE'));
    await host.services.setStartType('Schedule', 'manual');
    await host.lease.hold(['Spooler'], 900);
    assert.equal((await host.services.query('Schedule'))?.state, 'running');
    const [first, ...others] = await ours();
    assert.deepEqual(others, []);
    const batch = first!.command.replace(/^CMD \/C /, '');
    assert.match((await host.files.read(batch)).toString(), /^net start Spooler\r$/m);

    await host.lease.renew(3600);
    const [second, ...more] = await ours();
    assert.deepEqual(more, []);
    assert.notEqual(second!.id, first!.id);

    // it has come to its time
    await host.files.rename(batch.replace('CMD', 'HLD'), batch.replace('CMD', 'FRD'));
    await assert.rejects(host.lease.renew(3600), error => isResiteError(error, 'LEASE_EXPIRED'));
    // Wine's scheduler takes no control to stop
    await host.registry.remove('HKLM\\SOFTWARE\\Resite\\Schedule');
    await host.lease.release();
    assert.deepEqual(await ours(), []);
    const left = (await host.files.list('C:\\Windows\\RESITE')).map(({ name }) => name);
    assert.deepEqual(left, ['FENCE']);
  });
}
