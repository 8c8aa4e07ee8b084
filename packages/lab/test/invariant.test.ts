import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Host, waitForService } from '@resite/host';
import { readDword } from '@resite/registry/values';
import { checkInvariant, machineDown, machineKill, type ReportNumbers } from '../src/index.ts';
import { eventually, testLab, textOf } from './support/lab.ts';

const timeoutMs = 300_000;

describe('the report number that a site keeps in three places', async () => {
  const { folder, host, up } = await testLab();
  const machine = join(folder, 'BRANCH1');
  let branch: Host;

  before(async () => {
    branch = host('BRANCH1');
  });

  /** What a capture without any stop gets: one place after another, while time passes. */
  const capture = async (pause: number): Promise<ReportNumbers> => {
    const reporter = await textOf(branch, 'C:\\SMS\\SITE.SRV\\SITEREP.BOX\\REPORT.SEQ');
    await delay(pause);
    const value = await branch.registry.value(
      'HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_SITE_REPORTER',
      'Last Report',
    );
    await delay(pause);
    const scheduler = await textOf(branch, 'C:\\SMS\\SITE.SRV\\SCHEDULE.BOX\\REPORT.SEQ');
    return { reporter, scheduler, registry: String(readDword(value!)) };
  };

  /** The watchdog is stopped first: it would start the executive again. */
  const quiesce = async () => {
    for (const name of ['SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE']) {
      await branch.services.stop(name);
      await waitForService(branch, name, 'stopped', { timeoutMs });
    }
  };

  const reports = async () => Number((await checkInvariant(branch)).numbers.reporter);

  it('agrees when the site was set up, on a machine that is off', async () => {
    assert.deepEqual(await checkInvariant(machine), {
      holds: true,
      numbers: { reporter: '0', scheduler: '0', registry: '0' },
    });
  });

  it('disagrees in everything that is captured while the site runs', async () => {
    await up('BRANCH1');
    await eventually('all three have moved', async () => {
      const { numbers } = await checkInvariant(branch);
      return Object.values(numbers).every(number => Number(number) > 0);
    });
    for (const pause of [0, 1, 10, 50, 51, 100, 150]) {
      const captured = await capture(pause);
      assert.equal((await checkInvariant(captured)).holds, false, JSON.stringify(captured));
      assert.equal((await checkInvariant(branch)).holds, false);
    }
  });

  it('agrees in everything that is captured while the services are stopped, and goes on from there', async () => {
    await quiesce();
    for (const pause of [0, 10, 100]) assert.equal((await checkInvariant(await capture(pause))).holds, true);
    const { holds, numbers } = await checkInvariant(branch);
    assert.equal(holds, true);
    await branch.services.start('SMS_EXECUTIVE');
    await eventually('new reports', async () => (await reports()) > Number(numbers.reporter));
  });

  it('agrees after the machine was powered off in order', async () => {
    await machineDown(folder, 'BRANCH1');
    const { holds, numbers } = await checkInvariant(machine);
    assert.equal(holds, true, JSON.stringify(numbers));
    assert.ok(Number(numbers.registry) > 0);
  });

  it('is put right after a power loss, as soon as the executive has run and stopped again', async () => {
    await up('BRANCH1');
    const before = await eventually('reports', async () => (await reports()) > 3 && (await reports()));
    await machineKill(folder, 'BRANCH1');
    await up('BRANCH1');
    await waitForService(branch, 'SMS_EXECUTIVE', 'running', { timeoutMs });
    await quiesce();
    const { holds, numbers } = await checkInvariant(branch);
    assert.equal(holds, true);
    assert.ok(Number(numbers.reporter) >= before);
  });

  it('does not pass for agreeing when a place is empty', async () => {
    for (const numbers of [
      { reporter: '', scheduler: '', registry: '' },
      { reporter: '7', scheduler: '7', registry: '' },
      { reporter: '7\r\n', scheduler: '8\r\n', registry: '7' },
    ]) {
      assert.equal((await checkInvariant(numbers)).holds, false, JSON.stringify(numbers));
    }
    assert.equal((await checkInvariant({ reporter: '7\r\n', scheduler: '7\r\n', registry: '7' })).holds, true);
  });
});
