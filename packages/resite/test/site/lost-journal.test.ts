import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { labHost } from '@resite/host/lab';
import { stoppedKey } from '@resite/procedure/host-memory';
import { stringValue } from '@resite/registry/values';
import { longTest, sampleOf } from '../../../../scripts/sample.ts';
import type { Outcome } from '../support/cli.ts';
import { errorCode, until } from '../support/hierarchy.ts';
import { killed, whileHeld } from './fault.ts';
import { quietHierarchy, rememberedBy, snapshotsOf } from './world.ts';

const machines = ['HQ1', 'BRANCH1'];

/** Every command that would take the services as they are for their recorded state, or say that all is well. */
const commands = [
  ['status'],
  ['resume'],
  ['check', 'S01'],
  ['backup', 'S01'],
  ['check', 'S01', '--restore'],
  ['restore', 'S01'],
];

describe('services that a run has stopped whose journal is not there', () => {
  const { site, services } = quietHierarchy();
  let down: string[] = [];
  let snapshots: string[] = [];

  /** The same installation as seen with another state folder: in another folder, or on another computer. */
  const elsewhere = (...words: string[]) => site.resite(...words, '--config', 'elsewhere/resite.yaml');
  const cutOff = () => killed(site, { step: 'capture', point: 'acted', guardian: true }, 'backup', 'S01');

  before(async () => {
    down = services.map(line => line.replace(' running ', ' stopped '));
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    await mkdir(join(site.folder, 'elsewhere'));
    const moved = yaml.replaceAll(/: \.\/(?!\.resite)/g, ': ../');
    assert.notEqual(moved, yaml);
    await writeFile(join(site.folder, 'elsewhere', 'resite.yaml'), moved);
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    for (const machine of machines) assert.equal(await rememberedBy(site, machine), undefined);
    snapshots = await snapshotsOf(site);
  });

  async function refusesAll(
    run: string,
    resite: (...words: string[]) => Promise<Outcome>,
    all = sampleOf(commands),
  ): Promise<void> {
    for (const words of all) {
      const outcome = await resite(...words);
      const output = outcome.stdout + outcome.stderr;
      assert.equal(errorCode(outcome), 'STOPPED_BY_UNKNOWN_RUN', output);
      assert.equal(outcome.code, 22, output);
      for (const name of [run, hostname(), ...machines, 'SMS_EXECUTIVE', 'resite resume --from-hosts']) {
        assert.ok(output.includes(name), `${words.join(' ')} says ${name}:\n${output}`);
      }
      assert.doesNotMatch(output, /Nothing was cut off/);
      assert.deepEqual(await site.services(), down, words.join(' '));
    }
    assert.deepEqual(await snapshotsOf(site), snapshots);
  }

  test('are seen from another folder and another computer, whose runs are refused, and left to the journal that knows', async () => {
    const run = await cutOff();
    assert.deepEqual(await site.services(), down);
    await refusesAll(run, elsewhere, commands);

    // Where the journal is, the run is no unknown one, and the normal way is the better one.
    const known = await site.resite('resume', '--from-hosts');
    assert.equal(known.code, 22, known.stderr);
    assert.match(known.stderr, new RegExp(`"resite resume ${run}" first`));
    const status = await site.resite('status');
    assert.equal(status.code, 22, status.stderr);
    assert.match(status.stdout, new RegExp(`${run} must be resumed`));
    assert.equal((await site.resite('resume')).code, 0);
    assert.deepEqual(await site.services(), services);
    const calm = await elsewhere('resume');
    assert.match(calm.stderr, /Nothing was cut off: every service is in its recorded state/);
  });

  for (const [how, lose, given] of [
    ['cut to nothing', (journal: string) => truncate(journal, 0), test],
    ['deleted', (journal: string) => rm(journal), longTest],
  ] as const) {
    given(`are seen when the journal was ${how}, and returned from what the hosts remember`, async () => {
      const run = await cutOff();
      const journal = join(site.folder, '.resite', 'journal.db');
      await Promise.all(['-wal', '-shm'].map(end => rm(journal + end, { force: true })));
      await lose(journal);
      await refusesAll(run, (...words) => site.resite(...words));

      const one = await site.resite('resume', '--from-hosts', 'BRANCH1');
      assert.equal(one.code, 0, one.stderr);
      assert.match(one.stdout, new RegExp(`BRANCH1 remembered run ${run}.*\n.*returned: .*SMS_EXECUTIVE`));
      const atParent = (line: string) => line.startsWith('HQ1 ');
      assert.deepEqual(
        await site.services(),
        services.map(line => (atParent(line) ? line.replace(' running ', ' stopped ') : line)),
      );
      assert.equal(await rememberedBy(site, 'BRANCH1'), undefined);
      for (const words of [['status'], ['restore', 'S01'], ['backup', 'S01']]) {
        const parent = await site.resite(...words);
        assert.equal(parent.code, 22, parent.stderr);
        assert.match(parent.stderr, /HQ1/);
      }

      const all = await site.resite('resume', '--from-hosts', '--json');
      assert.equal(all.code, 0, all.stderr);
      assert.deepEqual(await site.services(), services);
      assert.equal(await rememberedBy(site, 'HQ1'), undefined);
      const again = await site.resite('resume', '--from-hosts');
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stdout, /HQ1 remembers no run that stopped its services/);
      const status = await site.resite('status');
      assert.equal(status.code, 0, status.stderr);
    });
  }

  longTest('are seen when the journal is damaged, by whatever is typed, and come back without it', async () => {
    const run = await cutOff();
    const journal = join(site.folder, '.resite', 'journal.db');
    await Promise.all(['-wal', '-shm'].map(end => rm(journal + end, { force: true })));
    const content = await readFile(journal);
    await writeFile(journal, content.fill(0, content.length / 2));
    await refusesAll(run, (...words) => site.resite(...words));
    for (const words of [
      ['history', 'S01'],
      ['snapshots', 'S01'],
      ['resume', run],
    ]) {
      const outcome = await site.resite(...words);
      assert.equal(outcome.code, 22, outcome.stdout + outcome.stderr);
    }

    const back = await site.resite('resume', '--from-hosts');
    assert.equal(errorCode(back), 'JOURNAL_DAMAGED');
    assert.deepEqual(await site.services(), services);
    for (const words of sampleOf(commands))
      assert.equal(errorCode(await site.resite(...words)), 'JOURNAL_DAMAGED', words.join(' '));
    await rename(journal, join(site.folder, 'damaged.db'));
    await Promise.all(['-wal', '-shm'].map(end => rm(journal + end, { force: true })));
    for (const words of sampleOf(commands))
      assert.equal(errorCode(await site.resite(...words)), 'JOURNAL_LOST', words.join(' '));
    assert.equal((await site.resite('resume', '--from-hosts')).code, 0);
    assert.equal((await site.resite('status')).code, 0);
  });

  longTest('come back also when an old copy of the journal has another run open', async () => {
    const state = join(site.folder, '.resite');
    const older = await cutOff();
    await cp(state, join(site.folder, 'copy'), { recursive: true });
    assert.equal((await site.resite('resume')).code, 0);
    const newer = await cutOff();
    await rm(state, { recursive: true });
    await rename(join(site.folder, 'copy'), state);

    const refused = await site.resite('resume');
    assert.equal(refused.code, 22, refused.stderr);
    assert.ok(refused.stderr.includes(newer), refused.stderr);
    assert.match(refused.stderr, new RegExp(`Type: resite resume --from-hosts\\n +Then: resite resume ${older}\\n`));
    assert.deepEqual(await site.services(), down);
    const back = await site.resite('resume', '--from-hosts');
    assert.deepEqual(await site.services(), services, back.stderr);
    const settled = await site.resite('resume', older);
    assert.equal(settled.code, 0, settled.stderr);
    assert.deepEqual(await site.services(), services);
    assert.equal((await site.resite('status')).code, 0);
  });

  longTest(
    'and were started by hand are no state to trust either, until somebody says that they are back',
    async () => {
      const run = await cutOff();
      for (const name of machines) {
        const host = labHost({ name, machine: join(site.lab, name) });
        await host.services.start('SMS_SITE_CONFIG_MANAGER');
        await host.close();
      }
      await until('all run again', async () => (await site.services()).join() === services.join());
      for (const words of [['status'], ['resume'], ['check', 'S01'], ['backup', 'S01']]) {
        const outcome = await elsewhere(...words);
        assert.equal(outcome.code, 20, outcome.stdout + outcome.stderr);
        assert.equal(errorCode(outcome), 'STOP_RECORD_LEFT');
        assert.ok(outcome.stderr.includes(run));
      }
      const cleared = await elsewhere('resume', '--from-hosts');
      assert.equal(cleared.code, 0, cleared.stderr);
      assert.match(cleared.stdout, /all of its services were back already/);
      assert.equal((await site.resite('resume')).code, 0);
      assert.deepEqual(await site.services(), services);
    },
  );

  longTest('are left alone by others while the run that stopped them is at work, and it comes to its end', async () => {
    const { code, output } = await whileHeld(
      site,
      { step: 'capture', point: 'begun', args: ['backup', 'S01'] },
      async () => {
        const busy = await site.resite('resume', '--from-hosts', 'HQ1');
        assert.equal(errorCode(busy), 'PROCEDURE_BUSY');
        assert.equal((await elsewhere('backup', 'S01')).code, 22);
        assert.deepEqual(await site.services(), down);
      },
    );
    assert.equal(code, 0, output);
    assert.deepEqual(await site.services(), services);
    for (const machine of machines) assert.equal(await rememberedBy(site, machine), undefined);
  });

  test('are not taken from what somebody has forged', async () => {
    const host = labHost({ name: 'BRANCH1', machine: join(site.lab, 'BRANCH1') });
    await host.registry.setValue(stoppedKey, stringValue('Run', '\u001b[2J'));
    for (const words of [['status'], ['check', 'S01'], ['backup', 'S01'], ['resume', '--from-hosts']]) {
      const outcome = await site.resite(...words);
      assert.equal(outcome.code, 22, outcome.stdout + outcome.stderr);
      assert.match(outcome.stderr, /BRANCH1 remembers .* cannot be read/);
      assert.match(outcome.stderr, /HKEY_LOCAL_MACHINE\\SOFTWARE\\Resite/);
    }
    assert.deepEqual(await site.services(), services);
    await host.registry.remove('HKLM\\SOFTWARE\\Resite');
    await host.close();
  });

  test('are no matter any more: the next backup saves the site as it was', async () => {
    const { code, stderr } = await site.resite('backup', 'S01');
    assert.equal(code, 0, stderr);
    assert.deepEqual(await site.services(), services);
  });

  test('need names of hosts, and no run beside them', async () => {
    const strange = await site.resite('resume', '--from-hosts', 'NOWHERE');
    assert.equal(errorCode(strange), 'HOST_UNKNOWN');
    const both = await site.resite('resume', '20261122-020000-S01-backup', '--from-hosts');
    assert.equal(errorCode(both), 'USAGE');
  });
});
