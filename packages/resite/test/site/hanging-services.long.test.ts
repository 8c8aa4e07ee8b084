import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { labHost, waitForService } from '@resite/host';
import { quietHierarchy, snapshotsOf } from './world.ts';

/** Services that hang are processes that are held. */
describe('a backup', () => {
  const { site, services, disk } = quietHierarchy({
    clients: 2,
    files: 3,
    bytes: 30_000,
    services: 'processes',
  });
  const backup = ['backup', 'S01'];

  test('whose service hangs while it stops returns the others, and is settled once it has ended', async () => {
    const snapshots = await snapshotsOf(site);
    await withServiceTimeout('12s', async () => {
      const pid = await processOf('SMS_PACKAGE_COMMAND_MANAGER_NT');
      process.kill(pid, 'SIGSTOP');
      const { code, stderr } = await site.resite(...backup);
      assert.equal(code, 22, stderr);
      assert.match(stderr, /SMS_PACKAGE_COMMAND_MANAGER_NT on BRANCH1 is stop-pending, not stopped, after 12 s/);
      const hanging = services.map(line => line.replace(/(BRANCH1 SMS_PACKAGE\w+) running/, '$1 stop-pending'));
      assert.deepEqual(await site.services(), hanging);
      process.kill(pid, 'SIGCONT');
    });
    await settledByResume(snapshots);
  });

  test('whose service hangs while it starts, and so takes no stop, is settled once it runs', async () => {
    const snapshots = await snapshotsOf(site);
    await withServiceTimeout('12s', async () => {
      const name = 'SMS_INVENTORY_AGENT_NT';
      const machine = labHost({ name: 'BRANCH1', machine: disk('') });
      const watchdog = 'SMS_SITE_CONFIG_MANAGER'; // it would start the service again at once
      for (const stopped of [watchdog, name]) {
        await machine.services.stop(stopped);
        await waitForService(machine, stopped, 'stopped', { timeoutMs: 300_000 });
      }
      await machine.services.start(name);
      const pid = await processOf(name);
      process.kill(pid, 'SIGSTOP');
      await machine.services.start(watchdog);
      await waitForService(machine, watchdog, 'running', { timeoutMs: 300_000 });
      await assert.rejects(machine.services.stop(name), { code: 'SERVICE_STOP_FAILED' });
      await machine.close();
      const { code, stderr } = await site.resite(...backup);
      assert.equal(code, 22, stderr);
      assert.match(stderr, /SMS_INVENTORY_AGENT_NT on BRANCH1 is start-pending, not running, after 12 s/);
      const hanging = services.map(line => line.replace(/(BRANCH1 SMS_INVENTORY\w+) running/, '$1 start-pending'));
      assert.deepEqual(await site.services(), hanging);
      process.kill(pid, 'SIGCONT');
    });
    await settledByResume(snapshots);
  });

  async function settledByResume(snapshots: readonly string[]): Promise<void> {
    const settled = await site.resite('resume');
    assert.equal(settled.code, 0, settled.stderr);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
  }

  async function processOf(service: string): Promise<number> {
    const log = await readFile(disk('machine.log'), 'utf8');
    return Number(log.match(new RegExp(`${service} is starting as process (\\d+)(?![^]*${service} is starting)`))?.[1]);
  }

  /** Long enough for the services that do not hang, on a busy computer. */
  async function withServiceTimeout(duration: string, body: () => Promise<void>): Promise<void> {
    const file = join(site.folder, 'resite.yaml');
    const earlier = await readFile(file, 'utf8');
    const slow = earlier.replace(/machine: (\S*BRANCH1)/, `machine: $1, serviceTimeout: ${duration}`);
    assert.notEqual(slow, earlier);
    await writeFile(file, slow);
    await body();
    await writeFile(file, earlier);
  }
});
