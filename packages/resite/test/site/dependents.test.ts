import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { labHost } from '@resite/host/lab';
import { waitForService } from '@resite/host/wait-for-service';
import { makeFault } from '@resite/lab';
import { killed, resiteWithFault } from './fault.ts';
import { quietHierarchy } from './world.ts';

/** Services of other products that depend on those of SMS: on both servers one, and at the branch more. */
describe('services of others that depend on those of a site', () => {
  const { site } = quietHierarchy();
  const others = /^(FAXD|PAGER|ARCHIVER) /;

  const withHost = async <Result>(name: string, action: (host: ReturnType<typeof labHost>) => Promise<Result>) => {
    const host = labHost({ name, machine: join(site.lab, name) });
    try {
      return await action(host);
    } finally {
      await host.close();
    }
  };

  const states = async (name: string) =>
    withHost(name, async ({ services }) =>
      (await services.list()).map(({ name, state, startType }) => `${name} ${state} ${startType}`),
    );
  const ofOthers = async (name: string) => (await states(name)).filter(line => others.test(line));

  /** What the machine has noted since, of these services. */
  const noted = async (name: string, since: number) =>
    (await readFile(join(site.lab, name, 'machine.log'), 'utf8'))
      .slice(since)
      .split('\n')
      .flatMap(
        line => / ((?:FAXD|PAGER|SMS_EXECUTIVE|ARCHIVER) (?:has stopped|is starting|runs))/.exec(line)?.[1] ?? [],
      );

  let branch: string[] = [];
  let parent: string[] = [];

  before(async () => {
    await makeFault(site.lab, 'services-dependents');
    await makeFault(site.lab, 'parent-dependents');
    await withHost('BRANCH1', async host => {
      const program = { imagePath: 'C:\\FAXD\\FAXD.EXE', account: 'LocalSystem' };
      await host.services.install({ ...program, name: 'PAGER', startType: 'manual', dependsOn: ['FAXD'] }, undefined);
      await host.services.install(
        { ...program, name: 'ARCHIVER', startType: 'manual', dependsOn: ['SMS_EXECUTIVE'] },
        undefined,
      );
      await host.services.start('PAGER');
      await waitForService(host, 'PAGER', 'running', { timeoutMs: 300_000 });
    });
    branch = await states('BRANCH1');
    parent = await states('HQ1');
  });

  const allAreBack = async () => {
    assert.deepEqual(await states('BRANCH1'), branch);
    assert.deepEqual(await states('HQ1'), parent);
  };

  test('are named before anything is stopped', async () => {
    const check = await site.resite('check', 'S01');
    assert.match(check.stdout, /FAXD \(Fax Server\) depends on SMS_EXECUTIVE/);
    assert.match(check.stdout, /PAGER depends on FAXD/);
    assert.doesNotMatch(check.stdout, /ARCHIVER/);
    const plan = await site.resite('plan', 'backup', 'S01');
    assert.match(plan.stdout, /Stop the SMS services on BRANCH1, and [^\n]*PAGER, FAXD[^\n]*, which depend on them/);
    assert.match(plan.stdout, /Stop the SMS services of the parent on HQ1, and FAXD, which depends on them/);
  });

  test('stop before them and return after them; one that did not run stays as it is', async () => {
    const log = join(site.lab, 'BRANCH1', 'machine.log');
    const since = (await readFile(log, 'utf8')).length;
    const backup = await site.resite('backup', 'S01');
    assert.equal(backup.code, 0, backup.stderr);
    await allAreBack();
    const order = await noted('BRANCH1', since);
    const at = (what: string) => {
      assert.equal(order.filter(line => line === what).length, 1, `${what} in ${order.join(', ')}`);
      return order.indexOf(what);
    };
    assert.ok(at('PAGER has stopped') < at('FAXD has stopped'), order.join());
    assert.ok(at('FAXD has stopped') < at('SMS_EXECUTIVE has stopped'), order.join());
    assert.ok(at('SMS_EXECUTIVE runs') < at('FAXD is starting'), order.join());
    assert.ok(at('FAXD runs') < at('PAGER is starting'), order.join());
    assert.ok(!order.some(line => line.startsWith('ARCHIVER')), order.join());
    const history = await site.resite('history', 'S01', '--json');
    assert.doesNotMatch(history.stdout, /ARCHIVER stopped/);
  });

  const cutOff = async () => {
    const run = await killed(site, { step: 'capture', point: 'acted', guardian: true }, 'backup', 'S01');
    assert.deepEqual(await ofOthers('HQ1'), ['FAXD stopped auto']);
    assert.deepEqual(await ofOthers('BRANCH1'), [
      'ARCHIVER stopped manual',
      'FAXD stopped auto',
      'PAGER stopped manual',
    ]);
    return run;
  };

  test('come back by `resite resume`', async () => {
    await cutOff();
    const resumed = await site.resite('resume');
    assert.equal(resumed.code, 0, resumed.stderr);
    await allAreBack();
  });

  test('come back by what the servers remember', async () => {
    await cutOff();
    await rm(join(site.folder, '.resite'), { recursive: true });
    const back = await site.resite('resume', '--from-hosts');
    assert.equal(back.code, 0, back.stdout + back.stderr);
    await allAreBack();
  });

  test('come back by the guardian', async () => {
    await resiteWithFault(site, { step: 'capture', point: 'acted', signal: 'SIGKILL' }, 'backup', 'S01');
    const deadline = performance.now() + 300_000;
    while ((await states('BRANCH1')).join() !== branch.join() || (await states('HQ1')).join() !== parent.join())
      assert.ok(performance.now() < deadline);
    await site.resite('resume');
    await allAreBack();
  });
});
