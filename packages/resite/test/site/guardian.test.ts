import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { isSystemError } from '@resite/errors';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import { Journal } from '@resite/procedure/journal';
import { isLong, longTest, sampleOf } from '../../../../scripts/sample.ts';
import { main, run as resiteRun } from '../support/cli.ts';
import { errorCode, hierarchy, until } from '../support/hierarchy.ts';
import { isThere, whileHeld } from './fault.ts';
import { rememberedBy, snapshotsOf, untilQuiet } from './world.ts';

const run = promisify(execFile);

/**
 * What the guardian does when the process that stopped the services is gone or hangs, whatever is wrong with the journal:
 * its folder is on a small disk of its own. Where none can be mounted, the kernel keeps files from growing instead.
 */
describe('with all services down', () => {
  let isMounted = false;
  const disk = () => join(site.folder, 'disk');
  const state = () => join(disk(), 'state');
  after(async () => {
    for (const pid of guardians()) process.kill(pid, 'SIGKILL');
    if (isMounted) await run('umount', [disk()]); // before the folder around it is removed
  });
  const site = hierarchy();
  let services: string[] = [];
  let snapshots: string[] = [];

  before(async () => {
    await untilQuiet(site);
    services = await site.services();
    await mkdir(disk());
    const mount = run('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', disk()]);
    isMounted = await mount.then(
      () => true,
      () => false,
    );
    await freshState();
    const file = join(site.folder, 'resite.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('./.resite', './disk/state'));
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    snapshots = await snapshotsOf(site);
  });

  const database = () => join(state(), 'journal.db');
  const remount = (how: 'ro' | 'rw') => run('mount', ['-o', `remount,${how}`, disk()]);
  const limitFiles = (pid: number, bytes: string) => run('prlimit', [`--pid=${pid}`, `--fsize=${bytes}`]);
  const filler = () => join(disk(), 'filler');

  interface Trouble {
    readonly make: (main: number) => Promise<unknown>;
    /** After it, the journal can say how the run ended; without it nothing can be recorded any more. */
    readonly mend?: () => Promise<unknown>;
  }
  const noRoom: Trouble = {
    make: async () => {
      if (isMounted) await fill(filler());
      else for (const pid of guardians()) await limitFiles(pid, '1');
    },
    mend: async () => {
      await rm(filler(), { force: true });
      if (!isMounted) for (const pid of guardians()) await limitFiles(pid, 'unlimited');
    },
  };
  const readOnly: Trouble = {
    // It can become so only while nobody has a file there open for writing.
    make: async main => {
      for (const pid of guardians()) process.kill(pid, 'SIGSTOP');
      process.kill(main, 'SIGKILL');
      await until('it is read-only', () =>
        remount('ro').then(
          () => true,
          () => false,
        ),
      );
      for (const pid of guardians()) process.kill(pid, 'SIGCONT');
    },
    mend: () => remount('rw'),
  };
  const troubles: Readonly<Record<string, Trouble>> = {
    'is in good order': { make: async () => {}, mend: async () => {} },
    'has no room': noRoom,
    'is read-only': isRoot() ? readOnly : noRoom,
    'is damaged': {
      make: async () => {
        for (const name of ['journal.db', 'journal.db-wal']) await writeFile(join(state(), name), 'x'.repeat(50_000));
      },
    },
    'is cut off': {
      make: async () => {
        await truncate(database(), 5000);
        await truncate(`${database()}-wal`, 0);
      },
    },
    'is removed': {
      make: async () => {
        for (const end of ['', '-wal', '-shm']) await rm(`${database()}${end}`, { force: true });
      },
    },
    'is removed with its folder': { make: () => rm(state(), { recursive: true }) },
  };

  const died = (what: string, { make, mend }: Trouble, command: readonly string[], step: string) =>
    test(`${what}: the services are back, and the journal says so as soon as it can`, async () => {
      const held = { step, point: 'begun', args: [...command] } as const;
      const { code } = await whileHeld(site, { ...held, args: [...held.args] }, async pid => {
        await make(pid);
        if (isThere(pid)) process.kill(pid, 'SIGKILL');
      });
      assert.equal(code, null);
      try {
        await until('the services are back', async () => same(await site.services(), expected()));
      } finally {
        await mend?.(); // what is wrong here must spoil no other test
      }
      if (mend !== undefined) {
        await until('the guardian has recorded it', async () => guardians().length === 0);
        const journal = new Journal(state());
        assert.equal(journal.runs().at(-1)?.status, 'interrupted');
        journal.close();
        return;
      }
      if (what.includes('removed')) assert.ok(!existsSync(database()), 'nobody made a new journal in its place');
      // That is the last of what it does on the servers.
      for (const name of machines()) await until(`${name} has forgotten the run`, () => forgotten(name));
      for (const pid of guardians()) process.kill(pid, 'SIGKILL');
      await until('no guardian is left', async () => guardians().length === 0);
      await freshState();
    });

  /** Without a journal, with the key that signs snapshots. */
  async function freshState(): Promise<void> {
    await rm(state(), { recursive: true, force: true });
    await mkdir(state(), { mode: 0o700 });
    await copyFile(join(site.folder, '.resite', 'signing-key.pem'), join(state(), 'signing-key.pem'));
  }

  const machines = () => (isRestored ? ['HQ1'] : ['HQ1', 'BRANCH1']);
  const forgotten = async (machine: string) => (await rememberedBy(site, machine)) === undefined;

  let isRestored = false;
  const expected = () => services.filter(line => !isRestored || line.startsWith('HQ1 '));

  for (const [what, trouble] of sampleOf(Object.entries(troubles).slice(isLong ? 0 : 1), 1))
    died(`a backup is killed, and the journal ${what}`, trouble, ['backup', 'S01'], 'capture');

  for (const [fault, what, message, given] of [
    ['throws', 'a fault that nothing waits for', 'nobody thought of this', longTest],
    ['waits', 'a wait without end', 'the program waits for something that cannot come any more', test],
  ] as const)
    given(`${what} ends in exit code 22, and the guardian returns the services`, async () => {
      const words = ['--import', join(import.meta.dirname, 'own-fault.ts'), main, 'backup', 'S01'];
      const env = { RESITE_TEST_OWN_FAULT: fault };
      const { code, stderr } = await resiteRun(process.execPath, words, { cwd: site.folder, env });
      assert.equal(code, 22, stderr);
      const sentence = `a fault in Resite itself: ${message}\\. Down at that moment: .*SMS_EXECUTIVE on HQ1`;
      assert.match(stderr, new RegExp(sentence));
      assert.match(stderr, /\(SERVICES_NOT_RESTORED\)\s*$/);
      await until('the services are back', async () => same(await site.services(), expected()));
      await until('the guardian has recorded it', async () => guardians().length === 0);
    });

  test('a process that hangs loses its run, and says so when it wakes', async () => {
    const held = { step: 'capture', point: 'begun', env: { RESITE_TEST_GUARDIAN_PATIENCE: '2000' } } as const;
    const { code, output } = await whileHeld(site, { ...held, args: ['backup', 'S01'] }, async pid => {
      await until('the services are back', async () => same(await site.services(), expected()));
      const journal = new Journal(state());
      await until('it is recorded', async () => journal.runs().at(-1)?.status === 'interrupted');
      journal.close();
      assert.match(readFileSync(`/proc/${pid}/stat`, 'utf8'), /\) T /);
    });
    assert.equal(code, 1, output);
    assert.match(output, /this process was silent for \d+ s while services were down/);
    assert.match(output, /its guardian took over run \S+ and returned them/);
    assert.match(output, /\(FENCED\)\s*$/);
    assert.match(output, /Backup of S01 was interrupted; every service is in its recorded state/);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
    assert.equal((await site.resite('backup', 'S01')).code, 0);
  });

  longTest('a process that wakes while its guardian is at work waits for the outcome', async () => {
    const held = { step: 'capture', point: 'begun', env: { RESITE_TEST_GUARDIAN_PATIENCE: '2000' } } as const;
    const stopped = async () => (await site.services()).filter(line => line.includes(' stopped ')).length;
    const { code, output } = await whileHeld(site, { ...held, args: ['backup', 'S01'] }, async () => {
      const most = await stopped();
      await until('the first service is back', async () => (await stopped()) < most);
    });
    assert.equal(code, 1, output);
    assert.match(output, /\(FENCED\)\s*$/);
    assert.match(output, /Backup of S01 was interrupted; every service is in its recorded state/);
    await until('the services are back', async () => same(await site.services(), expected()));
    await until('the guardian has recorded it', async () => guardians().length === 0);
  });

  test('a process that hangs is named, and is pushed aside by resume --force', async () => {
    const { code, output } = await whileHeld(
      site,
      { step: 'capture', point: 'begun', args: ['backup', 'S01'] },
      async pid => {
        for (const guardian of guardians()) process.kill(guardian, 'SIGKILL');
        const status = await site.resite('status');
        assert.match(status.stdout, new RegExp(`process ${pid} .*stopped`));
        assert.match(status.stdout, /resite resume \S+ --force/);
        const refused = await site.resite('resume');
        assert.equal(errorCode(refused), 'PROCEDURE_BUSY');
        assert.match(refused.stderr, new RegExp(`process ${pid}[^]*resite resume \\S+ --force`));
        const forced = await site.resite('resume', '--force');
        assert.equal(forced.code, 0, forced.stderr);
        assert.match(forced.stderr, new RegExp(`from process ${pid}`));
        assert.deepEqual(await site.services(), services);
      },
    );
    assert.equal(code, 1, output);
    assert.match(output, /\(FENCED\)\s*$/);
    assert.deepEqual(await site.services(), services);
    assert.match((await site.resite('status')).stdout, /interrupted/);
  });

  longTest('a bare server takes the place of the site', async () => {
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    isRestored = true;
  });

  // By day, a restore is killed in crash-matrix/restore-reboot.test.ts.
  for (const [what, trouble] of isLong ? Object.entries(troubles) : [])
    died(`a restore is killed, and the journal ${what}`, trouble, ['restore', 'S01'], 'decide-ids');

  /** Those of runs whose state is in this folder. */
  function guardians(): number[] {
    return readdirSync('/proc').flatMap(pid => {
      if (!/^\d+$/.test(pid)) return [];
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return words.includes('guardian-process') && words.includes(`${site.folder}/`) ? [Number(pid)] : [];
      } catch {
        return []; // it has just ended
      }
    });
  }
});

const same = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (;;) await file.write(Buffer.alloc(4096));
  } catch (error) {
    if (!isSystemError(error, 'ENOSPC')) throw error;
  } finally {
    await file.close();
  }
}
