import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { labHost } from '@resite/host/lab';
import { until } from '../support/hierarchy.ts';
import { killed } from './fault.ts';
import { quietHierarchy, rememberedBy } from './world.ts';

const machines = ['HQ1', 'BRANCH1'];

describe('when program and guardian are gone, and nobody comes', () => {
  const { site, services } = quietHierarchy();

  const isHeld = (machine: string) =>
    access(join(site.lab, machine, 'lease.json')).then(
      () => true,
      () => false,
    );

  /** What is left of its minutes is over. */
  const endLease = async (machine: string) => {
    const host = labHost({ name: machine, machine: join(site.lab, machine) });
    try {
      await host.lease.renew(0.1);
    } finally {
      await host.close();
    }
  };

  test('the servers start their services by themselves; then one settles the run, and the next one is as ever', async () => {
    const run = await killed(site, { step: 'capture', point: 'acted', guardian: true }, 'backup', 'S01');
    const down = services.map(line => line.replace(' running ', ' stopped '));
    assert.deepEqual(await site.services(), down);

    for (const machine of machines) await endLease(machine);
    await until('all services run', async () => (await site.services()).join() === services.join());

    for (const machine of machines) assert.equal(await rememberedBy(site, machine), run);
    assert.match((await site.resite('status')).stdout, new RegExp(`${run} must be resumed`));
    const resumed = await site.resite('resume');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(await site.services(), services);
    for (const machine of machines) {
      assert.equal(await rememberedBy(site, machine), undefined);
      assert.equal(await isHeld(machine), false);
    }
    const next = await site.resite('backup', 'S01');
    assert.equal(next.code, 0, next.stderr);
    for (const machine of machines) assert.equal(await isHeld(machine), false, `${machine} holds no lease any more`);
    assert.deepEqual(await site.services(), services);
  });
});
