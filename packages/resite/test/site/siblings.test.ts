import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { machineDown, machineUp } from '@resite/lab';
import { isLong, longTest } from '../../../../scripts/sample.ts';
import { errorCode } from '../support/hierarchy.ts';
import { killed, lastRun, settledByGuardian, whileHeld } from './fault.ts';
import { quietHierarchy, snapshotsOf, untilQuiet } from './world.ts';

/** Backups of several sites below one parent, as a user types them. */
describe('a backup of two sites', () => {
  const { site, services } = quietHierarchy({ sites: 2, clients: 1, files: 3, bytes: 30_000 });

  /** How often the machine has noted that the service stopped. */
  const stops = async (machine: string) =>
    (await readFile(join(site.lab, machine, 'machine.log'), 'utf8')).split('SMS_SITE_CONFIG_MANAGER has stopped')
      .length;

  /** Its services are down for more than a second, however fast the computer is. */
  const downForLong = (step: string, ...args: string[]) => downFor(1.1, step, ...args);
  const downFor = (seconds: number, step: string, ...args: string[]) =>
    whileHeld(site, { step, point: 'begun', args }, () => sleep(seconds * 1000));

  let budget = 0;

  /** In seconds: twice as long as any backup took before. With a budget that is too short for those, nothing would be stopped. */
  async function budgetForThisComputer(): Promise<number> {
    const { stdout } = await site.resite('history', 'S02', '--json');
    const { runs } = JSON.parse(stdout) as { runs: { downtime: { seconds: number }[] }[] };
    const longest = Math.max(...runs.flatMap(({ downtime }) => downtime.map(({ seconds }) => seconds)));
    return Math.max(10, Math.ceil(2 * longest));
  }

  test('stops each server once, makes two snapshots, and returns every service', async () => {
    const machines = ['HQ1', 'BRANCH1', 'BRANCH2'];
    const stopsBefore = await Promise.all(machines.map(stops));
    const { code, stdout, stderr } = await site.resite('backup', 'S02', 's01', 'S02');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Backup of S02, S01 is done/);
    assert.match(stdout, /snapshot +S02 .*\n +snapshot +S01 /);
    assert.deepEqual(
      await Promise.all(machines.map(stops)),
      stopsBefore.map(count => count + 1),
    );
    assert.deepEqual(await site.services(), services);
    const { stdout: list } = await site.resite('snapshots');
    for (const name of ['S01', 'S02']) assert.match(list, new RegExp(`BRANCH${name[2]} .*site:${name}`));
  });

  test('loses only the site that fails: its services return at once, and the others are saved', async () => {
    const snapshots = await snapshotsOf(site);
    const folder = join(site.lab, 'BRANCH2', 'D', 'SMS_PKGD');
    const { code, output } = await whileHeld(
      site,
      { step: 'confirm-stop/S02', point: 'begun', args: ['backup', '--all'] },
      () => rename(folder, `${folder}.away`),
    );
    await rename(`${folder}.away`, folder);
    assert.equal(code, 3, output);
    assert.match(output, /S02 was not backed up: .*SMS_PKGD has vanished .*\. Backed up: S01\n/);
    assert.match(output, /The others need no new backup: resite backup S02\n {2}\(BACKUP_PARTIAL\)/);
    assert.match(output, /Backup of S01, S02 is done in part/);
    assert.equal((await snapshotsOf(site)).length, snapshots.length + 1);
    assert.deepEqual(await site.services(), services);
    assert.equal(lastRun(site).status, 'partial');
  });

  longTest('leaves out a site whose server is off, and says so', async () => {
    const snapshots = await snapshotsOf(site);
    await machineDown(site.lab, 'BRANCH2');
    const { code, stdout, stderr } = await site.resite('backup', 'S02', 'S01');
    await machineUp(site.lab, 'BRANCH2');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /S02 was not backed up: the lab machine BRANCH2 does not answer/);
    assert.match(stderr, /\(BACKUP_PARTIAL\)\s*$/);
    assert.match(stdout, /Backup of S01 is done/);
    assert.equal((await snapshotsOf(site)).length, snapshots.length + 1);
    await untilQuiet(site);
    assert.deepEqual(await site.services(), services);
  });

  for (const [step, point] of [
    ['stop-parent-services', 'progress'],
    ['return-services/S01', 'progress'],
  ] as const) {
    longTest(`that is killed at ${step} (${point}) leaves all services to the guardian`, async () => {
      const snapshots = await snapshotsOf(site);
      const id = await killed(site, { step, point }, 'backup', '--all');
      assert.equal(await settledByGuardian(site, id), 'interrupted');
      assert.deepEqual(await site.services(), services);
      assert.deepEqual(await snapshotsOf(site), snapshots);
    });
  }

  longTest('that is killed together with its guardian is resumed', async () => {
    const id = await killed(site, { step: 'capture/S02', point: 'acted', guardian: true }, 'backup', '--all');
    assert.notDeepEqual(await site.services(), services);
    const { code, stderr } = await site.resite('resume');
    assert.equal(code, 0, stderr);
    assert.deepEqual(await site.services(), services);
    assert.equal(lastRun(site).id, id);
  });

  longTest('that would be down for longer than it may be ends with exit code 21, and no snapshot', async () => {
    const snapshots = await snapshotsOf(site);
    budget = await budgetForThisComputer();
    const args = ['backup', '--all', '--parallel', '1', '--downtime-budget', `${budget}s`];
    const { code, output } = await downFor(budget + 0.1, 'confirm-stop/S02', ...args);
    assert.equal(code, 21, output);
    assert.ok(output.includes(`the downtime budget of ${budget} s is too short: `), output);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
  });

  longTest('has a budget in resite.yaml as well, and is refused when earlier ones took longer', async () => {
    const config = join(site.folder, 'resite.yaml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, `${text}downtimeBudget: ${budget}s\n`);
    assert.equal((await downFor(budget + 0.1, 'confirm-stop', 'backup', 'S02')).code, 21);
    for (let runs = 0; runs < 3; runs += 1)
      assert.equal((await downForLong('confirm-stop', 'backup', 'S02', '--downtime-budget', '1h')).code, 0);
    const refused = await site.resite('backup', 'S02', '--downtime-budget', '1s');
    assert.equal(errorCode(refused), 'DOWNTIME_BUDGET');
    assert.match(refused.stderr, /Nothing was stopped\./);
    await writeFile(config, text);
    assert.deepEqual(await site.services(), services);
  });

  test('shows in the history, run by run: what was expected, what it took, and what failed', async () => {
    const { code, stdout } = await site.resite('history', 'S02');
    assert.equal(code, 0);
    assert.match(stdout, /^Started \(UTC\) .* Downtime +Expected +Read while stopped +RPO +RTO\n/);
    assert.match(stdout, /backup +failed SOURCE_UNREADABLE \(2 sites\) /);
    assert.match(stdout, /\nDowntime of BRANCH2\n( {2}\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? {2}█+ \d+\.\d s.*\n)+/);
    if (!isLong) return;
    assert.match(stdout, /backup +failed DOWNTIME_BUDGET \(2 sites\) +BRANCH2 \d\d+\.\d s, /);
    assert.match(stdout, /backup +interrupted \(2 sites\) /);
    assert.match(stdout, /backup +failed DOWNTIME_BUDGET +- /);
    assert.match(stdout, /backup +done +BRANCH2 \d+\.\d s, HQ1 \d+\.\d s +- +\d+ files, .* s +-\n/);
    assert.match(stdout, /\nexpected downtime: BRANCH2 \d+\.\d s \(usually\) to \d+\.\d s \(9 of 10\), from 3 runs\n/);
    const { stdout: json } = await site.resite('history', 'S02', '--last', '2', '--json');
    const { runs } = JSON.parse(json) as { runs: { kind: string; status: string; rpo?: number }[] };
    assert.deepEqual(
      runs.map(({ kind, status }) => `${kind} ${status}`),
      ['backup done', 'backup failed'],
    );
    assert.ok((runs[0]?.rpo ?? 0) > 0);
  });

  test('needs sites that are there', async () => {
    for (const [words, error] of [
      [['backup'], 'USAGE'],
      [['backup', 'S01', '--all'], 'USAGE'],
      [['backup', 'S01', 'S09'], 'SITE_UNKNOWN'],
      [['backup', 'S01', 'P01'], 'SITE_NOT_SECONDARY'],
      [['backup', 'S01', '--parallel', '0'], 'USAGE'],
      [['backup', 'S01', '--downtime-budget', '90'], 'USAGE'],
      [['history', 'S09'], 'SITE_UNKNOWN'],
    ] as const) {
      assert.equal(errorCode(await site.resite(...words)), error, words.join(' '));
    }
  });
});
