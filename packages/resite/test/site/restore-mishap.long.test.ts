import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBareMachine, destroyMachine, machineKill, machineUp } from '@resite/lab';
import { hierarchy } from '../support/hierarchy.ts';
import { lastRun, whileHeld } from './fault.ts';
import { untilQuiet } from './world.ts';

describe('a restore', () => {
  const site = hierarchy();

  test('in which first the target and then the parent dies is carried on each time', async () => {
    await untilQuiet(site);
    const services = await site.services();
    const atParent = (lines: string[]) => lines.filter(line => line.startsWith('HQ1 '));
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');

    const first = await whileHeld(site, { step: 'compare', point: 'begun', args: ['restore', 'S01'] }, () =>
      machineKill(site.lab, 'BRANCH1'),
    );
    const { id } = lastRun(site);
    assert.equal(first.code, 20, first.output);
    assert.match(first.output, /BRANCH1 does not answer[\s\S]*\(HOST_DOWN\)\s*$/);
    assert.match(
      first.output,
      new RegExp(`failed; every service is in its recorded state[\\s\\S]*next +resite resume ${id}\n`),
    );
    assert.deepEqual(atParent(await site.services()), atParent(services));
    await machineUp(site.lab, 'BRANCH1');

    const second = await whileHeld(site, { step: 'client-setup', point: 'begun', args: ['resume', id] }, () =>
      machineKill(site.lab, 'HQ1'),
    );
    assert.equal(second.code, 22, second.output);
    assert.match(second.output, /HQ1 does not answer/);
    assert.ok(second.output.includes(`resite resume ${id}`), second.output);
    await machineUp(site.lab, 'HQ1');

    const last = await site.resite('resume');
    assert.equal(last.code, 0, last.stderr);
    assert.match(last.stdout, /Restore of S01 is done/);
    await untilQuiet(site);
    assert.deepEqual(await site.services(), services);
  });
});
