import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createBareMachine, destroyMachine, machineKill, machineUp, makeFault } from '@resite/lab';
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

  test('after a change of the password ends as soon as the log says so, and is carried on with the old one', async () => {
    await untilQuiet(site);
    const services = await site.services();
    const password = join(site.lab, 'service.password');
    const before = await readFile(password);
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    const undo = await makeFault(site.lab, 'service-account-logon');
    await writeFile(password, 'another one\n');

    const first = await site.resite('restore', 'S01');
    assert.equal(first.code, 1, first.stdout + first.stderr);
    assert.match(
      first.stderr,
      /SCMAN\.LOG has event 225 \(.*Windows error 1069.*Not running on BRANCH1: SMS_EXECUTIVE/,
    );
    assert.match(first.stderr, /the password that SITECTRL\.CT0 holds \(made .* UTC\)/);
    const { id } = lastRun(site);
    const parents = (lines: string[]) => lines.filter(line => line.startsWith('HQ1 '));
    assert.deepEqual(parents(await site.services()), parents(services), 'the parent does not wait for it');

    await undo();
    await writeFile(password, before);
    const last = await site.resite('resume', id);
    assert.equal(last.code, 0, last.stderr);
    await untilQuiet(site);
    assert.deepEqual(await site.services(), services);
  });
});
