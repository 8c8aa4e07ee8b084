import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import { hierarchy } from '../support/hierarchy.ts';
import { killed, lastRun } from './fault.ts';

const site = hierarchy();

test('a server that dies for good in the middle of a backup can be restored', async t => {
  const ofParent = async () => (await site.services()).filter(line => line.startsWith('HQ1 '));
  const before = await ofParent();
  assert.equal((await site.resite('backup', 'S01')).code, 0);
  const run = await killed(site, { step: 'capture', point: 'begun', guardian: true }, 'backup', 'S01');
  await destroyMachine(site.lab, 'BRANCH1');

  await t.test('resume returns the services of the parent, and says which server does not answer', async () => {
    const { code, stderr } = await site.resite('resume');
    assert.equal(code, 22, stderr);
    assert.match(stderr, /BRANCH1/);
    assert.deepEqual(await ofParent(), before);
  });

  await createBareMachine(site.lab, 'BRANCH1');
  await machineUp(site.lab, 'BRANCH1');

  await t.test('with a bare server in its place, a restore names what comes first', async () => {
    const { code, stderr } = await site.resite('restore', 'S01', '--to', 'BRANCH1');
    assert.equal(code, 22, stderr);
    assert.match(stderr, new RegExp(`resite resume ${run}`));
  });

  await t.test('resume finds that nothing is left to return there', async () => {
    const { code, stdout, stderr } = await site.resite('resume');
    assert.equal(code, 0, stderr);
    assert.match(stdout + stderr, /BRANCH1 has none of the services that were stopped there/);
    assert.equal(lastRun(site).status, 'interrupted');
    assert.equal((await site.resite('status')).code, 0);
  });

  await t.test('and the restore brings the site back', async () => {
    const { code, stdout, stderr } = await site.resite('restore', 'S01', '--to', 'BRANCH1');
    assert.equal(code, 0, stdout + stderr);
  });
});
