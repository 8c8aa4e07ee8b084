import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { whileHeld } from '../site/fault.ts';
import { resite, run } from '../support/cli.ts';
import { until } from '../support/hierarchy.ts';
import { knownToParent, serviceStates } from '../support/windows-site/judge.ts';
import { makeResiteFolder, type Proxies, startProxies } from '../support/windows-site/resite-folder.ts';
import { startWindowsSite, type WindowsSite } from '../support/windows-site/windows-site.ts';

type Side = keyof Proxies;

/** Whatever happens to the connections of a backup: services run, the exit code says what it was, and a snapshot is whole or not there. */
describe('a backup whose connection to a Windows computer is cut', () => {
  let folder: string;
  let cwd: string;
  let site: WindowsSite;
  let proxies: Proxies;
  let statesBefore: Record<Side, string[]>;

  const states = async () => ({ hq: await serviceStates(site.hq), branch: await serviceStates(site.branch) });
  const type = (...args: string[]) => resite(args, { cwd });
  const snapshots = async () => (await readdir(join(cwd, 'backups', 'snapshots'))).length;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windows-site-'));
    site = await startWindowsSite(folder);
    cwd = await mkdtemp(join(folder, 'resite-'));
    proxies = await startProxies(site);
    await makeResiteFolder(cwd, site, proxies);
    await until('both sites are active', async () =>
      ['P01', 'S01'].every(code => knownToParent(site, code).status === 1),
    );
    statesBefore = await states();
  });
  after(async () => {
    await Promise.all([proxies.hq, proxies.branch, site].map(one => one.stop()));
    await rm(folder, { recursive: true });
  });

  const isSettled = async () => {
    assert.deepEqual(await states(), statesBefore);
    const { code, stdout, stderr } = await type('resume');
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(await states(), statesBefore);
  };

  /** It came to its end all the same, or says that the computer did not answer. */
  const isHonest = async ({ code, output }: { code: number | null; output: string }, before: number) => {
    if (code === 0) assert.equal(await snapshots(), before + 1, output);
    else {
      assert.equal(code, 20, output);
      assert.match(output, /\((HOST|PARENT)_DOWN\)/);
      assert.equal(await snapshots(), before, output);
    }
    await isSettled();
  };

  for (const side of ['branch', 'hq'] as const) {
    test(`at once: ${side}`, async () => {
      const before = await snapshots();
      proxies[side].cutAfter(0, 'up', 1_000_000);
      const { code, stdout, stderr } = await type('backup', 'S01');
      proxies[side].cutAfter(0, 'up', 0);
      assert.notEqual(code, 0);
      await isHonest({ code, output: stdout + stderr }, before);
    });

    for (const step of ['check', 'record-services', 'stop-services', 'capture', 'return-services', 'commit']) {
      for (const [how, cut] of [
        ['between two calls', () => proxies[side].flow()],
        ['within an answer', () => proxies[side].cutAfter(100, 'down', 1)],
      ] as const)
        test(`${how} from ${step} on: ${side}`, async () => {
          const before = await snapshots();
          const ended = await whileHeld({ folder: cwd }, { step, point: 'begun', args: ['backup', 'S01'] }, cut);
          proxies[side].cutAfter(0, 'down', 0);
          await isHonest(ended, before);
        });
    }

    test(`or says nothing any more, and the services of the other one come back meanwhile: ${side}`, async () => {
      const before = await snapshots();
      const other = side === 'hq' ? 'branch' : 'hq';
      let isSilent = false;
      const point = { step: 'confirm-stopped', point: 'begun' } as const;
      const held = whileHeld({ folder: cwd }, { ...point, args: ['backup', 'S01'] }, () => {
        proxies[side].stall();
        isSilent = true;
      });
      const back = until(`the services of ${other} are back`, async () => {
        if (!isSilent) return false;
        const now = await states();
        const isDown = now[side].every(line => line.endsWith(' stopped'));
        return isDown && now[other].join() === statesBefore[other].join();
      });
      const { code, output } = await held;
      await back;
      assert.equal(code, 22, output);
      assert.match(output, /\(SERVICES_NOT_RESTORED\)/);
      assert.equal(await snapshots(), before);
      proxies[side].flow();
      const { code: resumed, stdout, stderr } = await type('resume');
      assert.equal(resumed, 0, stdout + stderr);
      await isSettled();
    });
  }

  test('and over one that is only slow it is done', async () => {
    for (const proxy of [proxies.hq, proxies.branch]) proxy.delay(2);
    const { code, stdout, stderr } = await type('backup', 'S01');
    for (const proxy of [proxies.hq, proxies.branch]) proxy.delay(0);
    assert.equal(code, 0, stdout + stderr);
    await isSettled();
  });

  test('after all that, stock restic finds nothing wrong', async () => {
    const { code, stdout, stderr } = await type('backup', 'S01');
    assert.equal(code, 0, stdout + stderr);
    const restic = ['-r', 'backups', '--password-file', 'repository.password', '--no-cache'];
    const checked = await run('restic', [...restic, 'check', '--read-data'], { cwd });
    assert.equal(checked.code, 0, checked.stderr);
  });
});
