import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import { isLong, longTest, sampleOf } from '../../../../scripts/sample.ts';
import { errorCode, untilActive } from '../support/hierarchy.ts';
import { type Fault, lastRun, resiteWithFault, settledByGuardian, whileHeld } from './fault.ts';
import { quietHierarchy, snapshotsOf, untilQuiet } from './world.ts';

describe('an interrupted', () => {
  const { site, services } = quietHierarchy();
  let snapshots: string[] = [];
  const atParent = (lines: readonly string[]) => lines.filter(line => line.startsWith('HQ1 '));

  before(async () => {
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    snapshots = await snapshotsOf(site);
  });

  const faults: Fault[] = [
    { step: 'stop-services', point: 'progress', signal: 'SIGINT' },
    { step: 'stop-parent-services', point: 'acted', signal: 'SIGINT' },
    { step: 'capture', point: 'begun', signal: 'SIGINT' },
    { step: 'capture', point: 'begun', signal: 'SIGTERM' },
    { step: 'return-services', point: 'progress', signal: 'SIGINT' },
  ];
  for (const fault of sampleOf(faults, 1)) {
    test(`backup (${fault.signal} at ${fault.step}) returns every service and leaves no snapshot`, async () => {
      const { code, output } = await resiteWithFault(site, fault, 'backup', 'S01');
      assert.equal(code, 130, output);
      assert.match(output, /Ending cleanly … Ctrl-C once more ends at once\./);
      assert.match(output, /Backup of S01 was interrupted; every service is in its recorded state/);
      assert.match(output, /interrupted; every service is back in its recorded state\n {2}\(INTERRUPTED\)/);
      assert.doesNotMatch(output, /resite resume/);
      assert.equal(lastRun(site).status, 'interrupted');
      assert.deepEqual(await site.services(), services);
      assert.deepEqual(await snapshotsOf(site), snapshots);
      assert.deepEqual(await readdir(join(site.folder, 'backups', 'locks')), []);
    });
  }

  longTest('backup says when nothing was changed', async () => {
    const { code, output } = await resiteWithFault(
      site,
      { step: 'pre-copy', point: 'begun', signal: 'SIGINT' },
      'backup',
      'S01',
    );
    assert.equal(code, 130, output);
    assert.match(output, /Backup of S01 was interrupted; nothing was changed/);
    assert.match(output, /resite: interrupted; nothing was changed\n/);
  });

  test('backup that is interrupted again ends at once, and the guardian returns the services', async () => {
    const fault: Fault = { step: 'capture', point: 'begun', signal: 'SIGINT', again: true };
    const { code, output } = await resiteWithFault(site, fault, 'backup', 'S01');
    assert.equal(code, 22, output); // as it ends, they are down
    assert.match(output, /Ending at once\. If services of a site are stopped, the guardian returns them/);
    assert.equal(await settledByGuardian(site, lastRun(site).id), 'interrupted');
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
  });

  longTest('backup whose terminal is closed returns the services and ends cleanly', async () => {
    const fault: Fault = { step: 'capture', point: 'begun', signal: 'SIGHUP' };
    const { code, output } = await resiteWithFault(site, fault, 'backup', 'S01');
    assert.equal(code, 130, output);
    assert.equal(lastRun(site).status, 'interrupted');
    assert.deepEqual(await site.services(), services);
  });

  longTest('backup that hangs keeps its hosts, and goes on as if nothing had been', async () => {
    const held = { step: 'capture', point: 'begun', args: ['backup', 'S01'] } as const;
    const { code, output } = await whileHeld(site, { ...held, args: [...held.args] }, async () => {
      for (const words of [['backup', 'S01'], ['resume', lastRun(site).id], ['resume']]) {
        const refused = await site.resite(...words);
        assert.equal(refused.code, 75, refused.stderr);
        assert.equal(errorCode(refused), 'PROCEDURE_BUSY');
        assert.match(refused.stderr, new RegExp(`run ${lastRun(site).id} is working on BRANCH1`));
      }
    });
    assert.equal(code, 0, output);
    assert.deepEqual(await site.services(), services);
    assert.equal((await snapshotsOf(site)).length, snapshots.length + 1);
  });

  longTest('restore returns the services of the parent, and is carried on by `resite resume`', async () => {
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    const fault: Fault = { step: 'restore-sms-root', point: 'begun', signal: 'SIGINT' };
    const first = await resiteWithFault(site, fault, 'restore', 'S01');
    const { id } = lastRun(site);
    assert.equal(first.code, 130, first.output);
    assert.match(first.output, /Restore of S01 was interrupted; every service is in its recorded state/);
    assert.match(first.output, new RegExp(`next +resite resume ${id}\n`));
    assert.deepEqual(atParent(await site.services()), atParent(services));

    if (isLong) {
      const twice: Fault = { step: 'client-setup', point: 'begun', signal: 'SIGINT', again: true };
      const second = await resiteWithFault(site, twice, 'resume', id);
      assert.equal(second.code, 22, second.output);
      assert.equal(await settledByGuardian(site, id), 'interrupted');
      assert.deepEqual(atParent(await site.services()), atParent(services));
    }

    const hint = `${id} can be carried on: resite resume ${id}`;
    assert.ok((await site.resite('status')).stdout.includes(hint));
    const unnamed = await site.resite('resume');
    assert.equal(unnamed.code, 0);
    assert.match(unnamed.stderr, new RegExp(`A restore that ended early is carried on with: resite resume ${id}`));

    const last = await site.resite('resume', id);
    assert.equal(last.code, 0, last.stderr);
    await untilActive(site.lab);
    await untilQuiet(site);
    assert.deepEqual(await site.services(), services);
    assert.ok(!(await site.resite('status')).stdout.includes('can be carried on'));
  });
});
