import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createBareMachine, destroyMachine, joinClients, labStatus, machineUp } from '@resite/lab';
import { hierarchy, untilActive } from '../support/hierarchy.ts';
import { type Fault, killed, settledByGuardian } from './fault.ts';
import { untilQuiet, useCheapKey } from './world.ts';

/** One restore, cut off in every step in turn and carried on each time, until it comes to its end. */
describe('a restore that is killed', () => {
  const site = hierarchy({ clients: 2, files: 3, bytes: 30_000, minuteMs: 20 });
  let services: string[] = [];
  let run = '';
  const atParent = (lines: readonly string[]) => lines.filter(line => line.startsWith('HQ1 '));

  before(async () => {
    await useCheapKey(site);
    await untilQuiet(site);
    services = await site.services();
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    await joinClients(site.lab, 'S01', 1);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
  });

  test('before it has changed anything is in nobody’s way', async () => {
    await killed(site, { step: 'verify-snapshot', point: 'acted' }, 'restore', 'S01');
  });

  const faults: Omit<Fault, 'signal'>[] = [
    { step: 'stop-parent-services', point: 'acted' },
    { step: 'decide-ids', point: 'acted' },
    { step: 'restore-registry', point: 'acted', guardian: true },
    { step: 'restore-sms-root', point: 'progress' },
    { step: 'restore-sms-root', point: 'acted', guardian: true },
    { step: 'restore-client-tree', point: 'acted' },
    { step: 'restore-packages-d-sms-pkgd', point: 'acted' },
    { step: 'restore-sms-ini', point: 'acted' },
    { step: 'compare', point: 'acted' },
    { step: 'write-ids', point: 'acted', guardian: true },
    { step: 'create-shares', point: 'acted' },
    { step: 'client-setup', point: 'begun' },
    { step: 'client-setup', point: 'acted' },
    { step: 'install-bootstrap', point: 'acted' },
    { step: 'wait-for-services', point: 'acted', guardian: true },
    { step: 'return-parent-services', point: 'progress' },
    { step: 'return-parent-services', point: 'acted' },
    { step: 'confirm-site', point: 'acted' },
  ];
  for (const fault of faults) {
    test(`at ${fault.step} (${fault.point}${fault.guardian ? ', with its guardian' : ''})`, async () => {
      const words = run === '' ? ['restore', 'S01'] : ['resume', run];
      const id = await killed(site, fault, ...words);
      assert.ok(run === '' || id === run, 'it is still the same run');
      run = id;
      if (fault.guardian) {
        const down = atParent(services).map(line => line.replace(' running ', ' stopped '));
        assert.deepEqual(atParent(await site.services()), down);
      } else {
        assert.equal(await settledByGuardian(site, id), 'interrupted');
        assert.deepEqual(atParent(await site.services()), atParent(services));
      }
    });
  }

  test('is carried on to the end, and does not stop the parent for what needs it no more', async () => {
    const { code, stdout, stderr } = await site.resite('resume', run);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Restore of S01 is done/);
    assert.doesNotMatch(stderr, /running → stopped/);
    await untilActive(site.lab);
    await untilQuiet(site);
    assert.deepEqual(await site.services(), services);
  });

  test('gives no SMS ID twice', async () => {
    const earlier = (await labStatus(site.lab)).clients.map(({ id }) => id);
    const later = (await joinClients(site.lab, 'S01', 2)).map(({ id }) => id);
    assert.equal(new Set([...earlier, ...later]).size, earlier.length + 2);
  });
});
