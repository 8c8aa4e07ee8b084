import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { labHost } from '@resite/host/lab';
import { createBareMachine, destroyMachine, labSettled, machineDown, machineUp, makeFault } from '@resite/lab';
import { checkAfterRestore, discoverSite } from '@resite/site';
import { errorCode, until } from '../support/hierarchy.ts';
import { killed, resiteWithFault } from './fault.ts';
import { quietHierarchy, rememberedBy } from './world.ts';

/** A site whose Scheduler and Despooler run on another server, BRANCH2, from a backup to its restore. */
describe('a helper server', () => {
  const { site, services } = quietHierarchy({ clients: 2, files: 3, bytes: 30_000, helperServer: true });
  const config = () => join(site.folder, 'resite.yaml');
  const executive = async () => (await site.services()).find(line => line.startsWith('BRANCH2 SMS_EXECUTIVE'));
  const fences = () =>
    Promise.all(['HQ1', 'BRANCH1', 'BRANCH2'].map(name => readFile(join(site.lab, name, 'fence'), 'utf8')));

  /** What a run did, in its order: `BRANCH2 SMS_EXECUTIVE stopped`, `capture begun`, `capture done`. */
  async function eventsOf(...args: string[]): Promise<string[]> {
    const { code, stdout, stderr } = await site.resite(...args, '--json');
    assert.equal(code, 0, stderr + stdout);
    return stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .flatMap(({ message_type: type, host, service, is, step_id: id }) => {
        if (type === 'service_state') return [`${host} ${service} ${is}`];
        if (type === 'step_started') return [`${id} begun`];
        return type === 'step_finished' ? [`${id} done`] : [];
      });
  }

  const inOrder = (events: readonly string[], ...wanted: string[]) =>
    assert.deepEqual(
      events.filter(event => wanted.includes(event)),
      wanted,
      events.join('\n'),
    );

  /** The sign of a working site fires on its fault, and is silent without. */
  async function sees(id: 'helper-services-running'): Promise<void> {
    const [target, parent, helper] = ['BRANCH1', 'HQ1', 'BRANCH2'].map(name =>
      labHost({ name, machine: join(site.lab, name) }),
    );
    const description = await discoverSite(target!);
    const situation = { description, target: target!, parent: parent!, helpers: [helper!], since: new Date() };
    const isThere = async () => (await checkAfterRestore(situation)).find(check => check.id === id)?.ok;
    const undo = await makeFault(site.lab, id);
    const without = await isThere();
    await undo();
    assert.deepEqual([without, await isThere()], [false, true]);
    await Promise.all([target, parent, helper].map(host => host!.close()));
  }

  const allAreBack = async () => assert.deepEqual(await site.services(), services);

  before(async () => assert.equal(await executive(), 'BRANCH2 SMS_EXECUTIVE running manual'));

  test('is found by `resite init`, and shown', async () => {
    assert.match(await readFile(config(), 'utf8'), /^ {4}helperServers: \[BRANCH2\]$/m);
    const { stdout } = await site.resite('config', 'show');
    assert.match(stdout, /site S01 helper servers +BRANCH2\n/);
  });

  test('that `resite init` was not shown is asked for', async () => {
    const hosts = ['HQ1', 'BRANCH1'].flatMap(name => ['--host', `${name}=lab:lab/${name}`]);
    const { code, stderr } = await site.resite('init', ...hosts, '--config', 'other.yaml', '-r', 'other');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /BRANCH2 does part of the work of S01, and is none of these computers/);
    assert.doesNotMatch(await readFile(join(site.folder, 'other.yaml'), 'utf8'), /helperServers/);
  });

  test('is looked at by check, and named by plan and runbook', async () => {
    const { code, stdout } = await site.resite('check', 'S01');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /✓ The helper server BRANCH2 answers/);
    assert.match(
      stdout,
      /✓ Every helper server of the site is in resite\.yaml: BRANCH2 \(SMS_DESPOOLER, SMS_SCHEDULER\)/,
    );
    const plan = await site.resite('plan', 'backup', 'S01');
    assert.match(plan.stdout, /BRANCH2 +Stop the SMS services on the helper server BRANCH2/);
    const page = await site.resite('plan', 'backup', 'S01', '--format', 'md');
    assert.match(page.stdout, /On BRANCH2, Control Panel, Services: stop SMS\\?_EXECUTIVE/);
  });

  describe('that resite.yaml does not name', () => {
    let written = '';
    before(async () => {
      written = await readFile(config(), 'utf8');
      await writeFile(config(), written.replace(/^.*helperServers.*\n/m, ''));
    });

    test('has the backup refused by name, and nothing is touched', async () => {
      const untouched = await fences();
      for (const command of ['check', 'backup']) {
        const refused = await site.resite(command, 'S01');
        assert.equal(refused.code, 20, refused.stdout);
        assert.equal(errorCode(refused), 'HELPER_UNKNOWN');
        assert.match(refused.stderr, /BRANCH2 \(SMS_DESPOOLER, SMS_SCHEDULER\)/);
        assert.doesNotMatch(refused.stderr, /`/);
        assert.match(refused.stderr, /Add to site S01 in resite\.yaml: [`"]helperServers: \[BRANCH2\]/);
      }
      const plan = await site.resite('plan', 'backup', 'S01');
      assert.match(plan.stdout, /The backup of S01 will be refused: BRANCH2 \(SMS_DESPOOLER, SMS_SCHEDULER\)/);
      assert.deepEqual(await fences(), untouched);
      await allAreBack();
    });

    test('is named once what the error says was typed', async () => {
      await writeFile(config(), written.replace(/^.*helperServers.*\n/m, '    helperServers: [BRANCH2]\n'));
      const { code, stdout } = await site.resite('check', 'S01');
      assert.equal(code, 0, stdout);
    });
  });

  test('that is another computer is one that resite.yaml does not name', async () => {
    const written = await readFile(config(), 'utf8');
    const other = written
      .replace('helperServers: [BRANCH2]', 'helperServers: [OTHER]')
      .replace('BRANCH2: { driver: lab, machine: ./lab/BRANCH2 }', 'OTHER: { driver: lab, machine: ./lab/HQ1 }');
    await writeFile(config(), other);
    const refused = await site.resite('check', 'S01');
    await writeFile(config(), written);
    assert.equal(errorCode(refused), 'HELPER_UNKNOWN', refused.stdout);
    assert.match(refused.stdout, /OTHER, which has the computer name HQ1/);
  });

  test('that is off is asked for before anything is stopped', async () => {
    await machineDown(site.lab, 'BRANCH2');
    const down = (await site.services()).filter(line => !line.startsWith('BRANCH2'));
    const check = await site.resite('check', 'S01');
    assert.equal(check.code, 20);
    assert.match(check.stdout, /✗ The helper server BRANCH2 answers: found no answer/);
    const backup = await site.resite('backup', 'S01');
    assert.equal(backup.code, 20, backup.stdout);
    assert.equal(errorCode(backup), 'HOST_DOWN');
    assert.match(backup.stderr, /the helper server BRANCH2 does not answer/);
    assert.deepEqual(
      (await site.services()).filter(line => !line.startsWith('BRANCH2')),
      down,
    );
    await machineUp(site.lab, 'BRANCH2');
    await labSettled(site.lab); // the watchdog of the site starts what is stopped there
    await allAreBack();
  });

  for (const [fault, says] of [
    ['helper-servers-used', /BRANCH2/],
    ['helper-services', /SMS_EXECUTIVE on BRANCH2 stopped/],
    ['helper-dependents', /FAXD \(Fax Server\) depends on SMS_EXECUTIVE/],
  ] as const) {
    test(`${fault} speaks when it should, and only then`, async () => {
      const found = async () => {
        const { stdout } = await site.resite('check', 'S01', '--json');
        const { checks } = stdout
          .trim()
          .split('\n')
          .map(line => JSON.parse(line))
          .find(({ message_type: type }) => type === 'checks');
        return checks.find(({ id }: { id: string }) => id === fault);
      };
      assert.equal((await found()).ok, true);
      const undo = await makeFault(site.lab, fault);
      const bad = await found();
      await undo();
      assert.equal(bad.ok, false);
      assert.match(bad.found, says);
      assert.equal((await found()).ok, true);
    });
  }

  test('stops after the site, stays stopped while that is copied, and returns before it', async () => {
    const events = await eventsOf('backup', 'S01');
    inOrder(
      events,
      'BRANCH1 SMS_SITE_CONFIG_MANAGER stopped',
      'BRANCH2 SMS_EXECUTIVE stopped',
      'confirm-stop begun',
      'capture begun',
      'confirm-stopped done',
      'BRANCH2 SMS_EXECUTIVE running',
      'BRANCH1 SMS_SITE_CONFIG_MANAGER running',
    );
    await allAreBack();
    const status = await site.resite('status');
    assert.match(status.stdout, /BRANCH1 \d+\.\d s, BRANCH2 \d+\.\d s, HQ1 \d+\.\d s/);
    const page = await site.resite('repo', 'dump', 'latest', '/.resite/RUNBOOK.TXT');
    assert.match(page.stdout, /On BRANCH2, Control Panel, Services: stop SMS_EXECUTIVE/);
  });

  const cutOff = async () => {
    const run = await killed(site, { step: 'capture', point: 'acted', guardian: true }, 'backup', 'S01');
    assert.equal(await executive(), 'BRANCH2 SMS_EXECUTIVE stopped manual');
    assert.equal(await rememberedBy(site, 'BRANCH2'), run);
    const lease = JSON.parse(await readFile(join(site.lab, 'BRANCH2', 'lease.json'), 'utf8'));
    assert.deepEqual(lease.services, ['SMS_EXECUTIVE']); // should nobody come
    const { stdout } = await site.resite('status');
    assert.match(stdout, /BRANCH2/);
  };

  test('comes back by `resite resume` after kill -9', async () => {
    await cutOff();
    const resumed = await site.resite('resume');
    assert.equal(resumed.code, 0, resumed.stderr);
    await allAreBack();
    assert.equal(await rememberedBy(site, 'BRANCH2'), undefined);
  });

  test('comes back by what it remembers itself', async () => {
    await cutOff();
    await rm(join(site.folder, '.resite', 'journal.db'));
    const back = await site.resite('resume', '--from-hosts');
    assert.equal(back.code, 0, back.stdout + back.stderr);
    await allAreBack();
  });

  test('comes back by the guardian', async () => {
    await resiteWithFault(site, { step: 'capture', point: 'acted', signal: 'SIGKILL' }, 'backup', 'S01');
    await until('all services are back', async () => (await site.services()).join() === services.join());
    await site.resite('resume');
    await allAreBack();
  });

  test('comes back when a backup is given up in the middle', async () => {
    await resiteWithFault(site, { step: 'stop-helper-services', point: 'acted', signal: 'SIGINT' }, 'backup', 'S01');
    await allAreBack();
  });

  test('is left alone by a rehearsal, which says so', async () => {
    const untouched = await fences();
    const { code, stdout } = await site.resite('rehearse', 'S01');
    assert.equal(code, 0, stdout);
    const [, evidence = ''] = /evidence +(\S+)\/evidence\.html/.exec(stdout) ?? [];
    assert.deepEqual(await fences(), untouched);
    await allAreBack();
    const { notRehearsed } = JSON.parse(await readFile(join(evidence, 'evidence.json'), 'utf8'));
    const why = 'A scratch machine has no helper servers, and the live ones were left alone.';
    assert.deepEqual(
      notRehearsed.filter((each: { why: string }) => each.why === why).map(({ what }: { what: string }) => what),
      ['What other servers do for the site: BRANCH2 (SMS_DESPOOLER, SMS_SCHEDULER)', 'The site sends its control file'],
    );
  });

  test('is stopped while the site is restored, and works for it again', async () => {
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    await machineDown(site.lab, 'BRANCH2');
    const silent = await site.resite('restore', 'S01');
    assert.equal(errorCode(silent), 'HOST_DOWN', silent.stdout);
    assert.match(
      silent.stderr,
      /the helper server BRANCH2 does not answer[\s\S]*take it out of .helperServers. of the site/,
    );
    await machineUp(site.lab, 'BRANCH2');
    const helper = labHost({ name: 'BRANCH2', machine: join(site.lab, 'BRANCH2') });
    await helper.services.start('SMS_EXECUTIVE'); // the site that would start it is lost
    await helper.close();
    const plan = await site.resite('plan', 'restore', 'S01');
    assert.match(plan.stdout, /The helper servers of the site: BRANCH2 \(SMS_DESPOOLER, SMS_SCHEDULER\)/);
    await killed(site, { step: 'restore-sms-root', point: 'progress', guardian: true }, 'restore', 'S01');
    assert.equal(await executive(), 'BRANCH2 SMS_EXECUTIVE stopped manual');
    const events = await eventsOf('resume');
    const back = events.indexOf('wait-for-services done'); // from here on the site or the run starts it, whoever is first
    inOrder(
      events.slice(0, back),
      'BRANCH2 SMS_EXECUTIVE running',
      'BRANCH2 SMS_EXECUTIVE stopped',
      'restore-sms-root begun',
      'restore-sms-root done',
    );
    inOrder(
      events.slice(back),
      'wait-for-services done',
      'return-helper-services done',
      'return-parent-services begun',
      'confirm-site done',
    );
    assert.equal(await executive(), 'BRANCH2 SMS_EXECUTIVE running manual');
    assert.equal(await rememberedBy(site, 'BRANCH2'), undefined);
    await sees('helper-services-running');
    assert.deepEqual(
      (await labSettled(site.lab)).sites.map(({ status }) => status),
      ['ACTIVE', 'ACTIVE'],
    );
  });
});
