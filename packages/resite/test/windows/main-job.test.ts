import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { WindowsComputer } from '../../../../scripts/servers/windows-computer.ts';
import { lastRun, settledByGuardian, whileHeld } from '../site/fault.ts';
import { resite, run } from '../support/cli.ts';
import { until } from '../support/hierarchy.ts';
import { filesThatStay, knownToParent, serviceStates } from '../support/windows-site/judge.ts';
import { makeResiteFolder } from '../support/windows-site/resite-folder.ts';
import { startWindowsSite, type WindowsSite } from '../support/windows-site/windows-site.ts';

interface Manifest {
  readonly services: readonly { name: string; state: string }[];
}

/**
 * The main job on computers that are none of the lab's: smbd and Wine, with real services. What came of it is judged by Samba's own tools, by stock
 * restic, by the files on the disk and by the database of the parent.
 */
describe('the main job on two Windows computers', () => {
  let folder: string;
  let cwd: string;
  let site: WindowsSite;
  let statesBefore: string[];
  const states = async () => {
    const statesOf = async (one: WindowsComputer) =>
      (await serviceStates(one)).map(line => `${one.computerName} ${line}`);
    return (await Promise.all([site.hq, site.branch].map(statesOf))).flat();
  };
  const type = (...args: string[]) => resite(args, { cwd });

  const latestSnapshot = async () => {
    const snapshots = (await readdir(join(cwd, 'backups', 'snapshots'))).map(async id => ({
      id,
      made: (await stat(join(cwd, 'backups', 'snapshots', id))).mtimeMs,
    }));
    return (await Promise.all(snapshots)).sort((a, b) => b.made - a.made)[0]!.id;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windows-site-'));
    site = await startWindowsSite(folder);
    cwd = await mkdtemp(join(folder, 'resite-'));
    await makeResiteFolder(cwd, site);
    await until('both sites are active', async () =>
      ['P01', 'S01'].every(code => knownToParent(site, code).status === 1),
    );
    statesBefore = await states();
  });
  after(async () => {
    await site.stop();
    await rm(folder, { recursive: true });
  });

  test('when Resite is killed while all services are stopped, its guardian returns them, and nothing is left to resume', async () => {
    const args = ['backup', 'S01'];
    const { signal } = await whileHeld({ folder: cwd }, { step: 'capture', point: 'begun', args }, async pid => {
      assert.deepEqual(
        await states(),
        statesBefore.map(line => line.replace('running', 'stopped')),
      );
      process.kill(pid, 'SIGKILL');
    });
    assert.equal(signal, 'SIGKILL');
    await settledByGuardian({ folder: cwd }, lastRun({ folder: cwd }).id);
    assert.deepEqual(await states(), statesBefore);
    const { code, stdout, stderr } = await type('resume');
    assert.equal(code, 0, stdout + stderr);
  });

  test('backup makes a snapshot that stock restic reads, and returns every service', async () => {
    const { code, stdout, stderr } = await type('backup', 'S01');
    const output = stdout + stderr;
    assert.equal(code, 0, output);
    // its database is SQLite, which says nothing of a log and of tempdb
    assert.match(output, /i It can be seen whether the database of HQ1 takes changes: found not checked/);
    assert.match(output, /✓ \d+ of \d+ checks are good, 1 to know/);
    assert.match(output, /downtime +BRANCH1 \d+\.\d s\n +downtime +HQ1 \d+\.\d s/);
    assert.deepEqual(await states(), statesBefore);
    const restic = ['-r', 'backups', '--password-file', 'repository.password', '--no-cache'];
    for (const words of [
      ['check', '--read-data'],
      ['restore', 'latest', '--target', 'by-restic'],
    ]) {
      const { code, stderr } = await run('restic', [...restic, ...words], { cwd });
      assert.equal(code, 0, stderr);
    }
    const manifest: Manifest = JSON.parse(await readFile(join(cwd, 'by-restic', '.resite', 'manifest.json'), 'utf8'));
    const recorded = manifest.services.map(({ name, state }) => `BRANCH1 ${name} ${state}`).sort();
    assert.deepEqual(recorded, statesBefore.filter(line => line.startsWith('BRANCH1')).sort());
  });

  test('the snapshot is rehearsed on a machine of the lab', async () => {
    const { code, stdout, stderr } = await type('rehearse', 'S01', '--trust-snapshot', await latestSnapshot());
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /Rehearsal of S01 is done/);
  });

  test('the server is lost, and restore brings the site back to a fresh computer', async () => {
    const { reported } = knownToParent(site, 'S01');
    await site.loseBranch();
    assert.deepEqual(await serviceStates(site.branch), []);
    const latest = await latestSnapshot();
    const { code, stdout, stderr } = await type('restore', 'S01', '--to', 'BRANCH1', '--trust-snapshot', latest);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /signs of a working site; the parent reports it ACTIVE/);
    assert.deepEqual(await states(), statesBefore);
    const known = knownToParent(site, 'S01');
    assert.ok(known.status === 1 && known.reported > reported, JSON.stringify(known));
  });

  test('what no service writes is there byte for byte, with its time', async () => {
    const restored = join(cwd, 'by-restic');
    const still = filesThatStay(restored);
    assert.ok(still.length > 20, String(still.length));
    for (const path of still) {
      const found = join(site.branch.folder, path.slice(restored.length));
      assert.deepEqual(await readFile(found), await readFile(path), path);
      const microseconds = async (path: string) => (await stat(path, { bigint: true })).mtimeNs / 1000n;
      assert.equal(await microseconds(found), await microseconds(path), path);
    }
    assert.match(
      await readFile(join(site.branch.folder, 'C', 'MS', 'SMS', 'LOGS', 'CLIENT.LOG'), 'latin1'),
      /completed/,
    );
  });

  test('shares are there for everybody, and the next SMS ID is one that nobody has', async () => {
    const { tool, address, folder } = site.branch;
    const shares = tool('net', ['rpc', 'share', 'list', '-S', address])
      .split('\n')
      .filter(name => name.startsWith('SMS_'));
    assert.deepEqual(shares.sort(), ['SMS_PKGC', 'SMS_SHR', 'SMS_SHRC', 'SMS_SITE']);
    assert.deepEqual(await readdir(join(folder, 'C', 'SMS', 'LOGON.SRV', 'SMSID')), ['S0104000.UID']);
  });
});
