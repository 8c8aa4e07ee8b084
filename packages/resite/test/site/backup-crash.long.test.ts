import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { errorCode } from '../support/hierarchy.ts';
import { killed, lastRun, resiteWithFault, settledByGuardian, withJournal } from './fault.ts';
import { quietHierarchy, rememberedBy, snapshotsOf } from './world.ts';

describe('a backup that is killed', () => {
  const { site, services } = quietHierarchy();
  let snapshots: string[] = [];

  before(async () => {
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    snapshots = await snapshotsOf(site);
  });

  test('before it has stopped anything is in nobody’s way', async () => {
    const id = await killed(site, { step: 'record-services', point: 'acted' }, 'backup', 'S01');
    assert.match((await site.resite('status', id)).stdout, /Backup of S01 was cut off/);
    const { signal } = await resiteWithFault(
      site,
      { step: 'pre-copy', point: 'begun', signal: 'SIGKILL' },
      'backup',
      'S01',
    );
    assert.equal(signal, 'SIGKILL');
    const { code, stdout } = await site.resite('resume');
    assert.equal(code, 0);
    assert.match(stdout, /was interrupted; nothing was changed/);
  });

  test('is resumed while its guardian is at work: one of them does it', async () => {
    const id = await killed(site, { step: 'capture', point: 'acted' }, 'backup', 'S01');
    const { code, stderr } = await site.resite('resume', id);
    if (code !== 0) assert.match(stderr, /\(PROCEDURE_BUSY\)/);
    assert.equal(await settledByGuardian(site, id), 'interrupted');
    assert.deepEqual(await site.services(), services);
  });

  test('together with its guardian waits for `resite resume`, and nothing else may begin', async () => {
    const id = await killed(site, { step: 'capture', point: 'acted', guardian: true }, 'backup', 'S01');
    const down = services.map(line => line.replace(' running ', ' stopped '));
    assert.deepEqual(await site.services(), down);
    for (const machine of ['HQ1', 'BRANCH1']) assert.equal(await rememberedBy(site, machine), id);

    const status = await site.resite('status');
    assert.match(status.stdout, new RegExp(`${id} .* cut-off .*\n${id} must be resumed: resite resume ${id}`));

    for (const words of [
      ['backup', 'S01'],
      ['restore', 'S01'],
    ]) {
      const refused = await site.resite(...words);
      assert.equal(refused.code, 22, refused.stderr);
      assert.equal(errorCode(refused), 'SERVICES_NOT_RESTORED');
      assert.match(refused.stderr, new RegExp(`resite resume ${id}`));
    }
    assert.deepEqual(await site.services(), down);
    assert.equal(lastRun(site).id, id);

    // Half of it is returned, then this one and its guardian are killed as well.
    await killed(site, { step: 'resume', point: 'begun' }, 'resume', id);
    assert.deepEqual(await site.services(), down);
    await killed(site, { step: 'resume', point: 'progress', guardian: true }, 'resume', id);
    const half = await site.services();
    assert.equal(await rememberedBy(site, 'BRANCH1'), id, 'until all are back');
    assert.notDeepEqual(half, down);
    assert.notDeepEqual(half, services);

    // Side by side: one wins, the others say so, or find that nothing is left to do.
    const outcomes = await Promise.all([1, 2, 3].map(() => site.resite('resume', id)));
    for (const { code, stderr } of outcomes) {
      if (code === 75) assert.match(stderr, /\(PROCEDURE_BUSY\)/);
      else assert.equal(code, 0, stderr);
    }
    assert.ok(outcomes.some(({ code }) => code === 0));
    assert.deepEqual(await site.services(), services);
    for (const machine of ['HQ1', 'BRANCH1']) assert.equal(await rememberedBy(site, machine), undefined);

    const again = await site.resite('resume', id);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(await site.services(), services);
    const nothing = await site.resite('resume');
    assert.match(nothing.stderr, /Nothing was cut off: every service is in its recorded state/);
  });

  test('is followed by one that succeeds', async () => {
    const { code, stdout, stderr } = await site.resite('backup', 'S01', '--json');
    assert.equal(code, 0, stderr);
    const events = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    const ids = (type: string) => events.flatMap(event => (event.message_type === type ? [event.step_id] : []));
    const planned = events.find(event => event.message_type === 'plan').steps.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids('step_started'), planned);
    assert.deepEqual(ids('step_finished').sort(), planned.toSorted());
    const begun = withJournal(site, journal => journal.steps.of(lastRun(site).id).map(({ stepId }) => stepId));
    assert.deepEqual(begun, planned, 'nothing is performed that is not a step, and no step is shown that is not');
    assert.equal((await snapshotsOf(site)).length, snapshots.length + 1);
    assert.deepEqual(await site.services(), services);
  });
});
