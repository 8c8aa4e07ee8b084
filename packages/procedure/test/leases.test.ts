import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError, type ResiteError } from '@resite/errors';
import { memoryHost, memoryMachine, newMachine } from '@resite/host/memory';
import type { RecordedService } from '../src/journal/records.ts';
import type { Run } from '../src/journal/run.ts';
import { Leases } from '../src/services/leases.ts';

const hour = 3_600;
const recorded: readonly RecordedService[] = [
  { name: 'SMS_SITE_CONFIG_MANAGER', state: 'running', startType: 'auto' },
  { name: 'SMS_EXECUTIVE', state: 'stopped', startType: 'manual' },
  { name: 'SMS_INVENTORY_AGENT_NT', state: 'start-pending', startType: 'manual' },
];

/** A host with a clock of its own, and the leases of a run there. */
function make(kind: 'backup' | 'restore' = 'backup') {
  let time = 0;
  const state = newMachine({ computerName: 'HQ1', domain: 'HQDOM', drives: { C: 2 ** 20 }, now: 0 });
  const machine = memoryMachine(state, { clock: () => time, sleep: async () => {} });
  const another = () => memoryHost({ name: 'HQ1', machine });
  return {
    machine,
    another,
    host: another(),
    leases: new Leases({ id: 'run-1', procedure: { kind } } as Pick<Run, 'id' | 'procedure'>),
    pass: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

const isExpired = (error: unknown): error is ResiteError =>
  isResiteError(error, 'LEASE_EXPIRED') && /^HQ1 has not heard of this run for 60 minutes/.test(error.message);

/** The deadline only keeps a broken test from hanging. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 300_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline);
    await sleep(5);
  }
}

describe('the leases of a run', () => {
  test('are on what ran, in the order in which it starts', async () => {
    const { machine, host, leases } = make();
    await leases.hold(host, recorded, hour);
    assert.deepEqual(machine.state.lease?.services, ['SMS_INVENTORY_AGENT_NT', 'SMS_SITE_CONFIG_MANAGER']);
    leases.close();
  });

  test('are not held where nothing ran, nor on a powered-off disk, and nobody asks for them', async () => {
    const { machine, host, leases } = make();
    await leases.hold(host, [recorded[1]!], hour);
    await leases.hold({ ...host, live: false }, recorded, hour);
    assert.equal(machine.state.lease, undefined);
    await leases.confirm('HQ1');
    await leases.confirmOverdue();
  });

  test('end so long after they were confirmed, and then the run hears it', async () => {
    const { host, leases, pass } = make();
    await leases.hold(host, recorded, hour);
    pass(hour - 1);
    await leases.confirm('HQ1');
    pass(hour - 1);
    await leases.confirm('HQ1');
    pass(hour);
    await assert.rejects(
      leases.confirm('HQ1'),
      error => isExpired(error) && /No snapshot was made/.test(error.hint ?? ''),
    );
    leases.close();
  });

  test('are renewed as long as the run lives, and stop it when they have ended all the same', async () => {
    const { machine, host, leases, pass } = make('restore');
    await leases.hold(host, recorded, 0.4);
    pass(0.1);
    await until(() => machine.state.lease?.due === 500);
    pass(hour);
    await until(() => leases.signal.aborted);
    assert.ok(isResiteError(leases.signal.reason, 'LEASE_EXPIRED'));
    leases.close();
  });

  test('tell a restore how it is carried on', async () => {
    const { host, leases, pass } = make('restore');
    await leases.hold(host, recorded, hour);
    pass(hour);
    await assert.rejects(leases.confirm('HQ1'), error => isExpired(error) && error.remedy?.kind === 'resume-run');
    leases.close();
  });

  test('are asked for before a step only when they should have ended by the clock of this computer', async () => {
    const { host, leases, pass } = make('restore');
    await leases.hold(host, recorded, hour);
    pass(hour); // only on the host
    await leases.confirmOverdue();
    leases.leave('HQ1');
    await leases.hold(host, recorded, -1); // it ended a second ago
    await assert.rejects(leases.confirmOverdue(), error => isResiteError(error, 'LEASE_EXPIRED'));
    leases.close();
  });

  test('are in the hands of whoever has claimed the host last', async () => {
    const { machine, another, host, leases } = make();
    await leases.hold(host, recorded, hour);
    const { lease } = machine.state;
    await another().claim();
    await assert.rejects(leases.confirm('HQ1'), error => isResiteError(error, 'FENCED'));
    assert.equal(machine.state.lease, lease);
    leases.leave('HQ1');
    await leases.confirm('HQ1');
    leases.close();
  });
});
