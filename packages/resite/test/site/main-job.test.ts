import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isSystemError } from '@resite/errors';
import { getExtendedAttribute } from '@resite/filesystem';
import { labHost } from '@resite/host';
import { checkInvariant, createBareMachine, destroyMachine, joinClients, labStatus, machineUp } from '@resite/lab';
import { checkHive, diffKeys, parseHive, parseReg } from '@resite/registry';
import { isLong } from '../../../../scripts/sample.ts';
import { hierarchy, until } from '../support/hierarchy.ts';
import { whileHeld } from './fault.ts';
import { otherLab } from './other-lab.ts';

/**
 * Backup, disaster and restore as a user types them. What came back is judged from outside: with stock restic, by the
 * files on the disk, by the database of the parent.
 */
const { platform = 'X86', windows = '3.51' } = otherLab.options ?? {};
const site = hierarchy({ clients: 6, services: isLong ? 'processes' : 'inside', ...otherLab.options });
const run = promisify(execFile);

interface Manifest {
  registryFiles: { file: string }[];
  services: { name: string; state: string; startType: string }[];
  site: { uids: string[]; nextUniqueId: string };
}

test('the main job', async t => {
  const servicesBefore = await site.services();
  const restored = join(site.folder, 'by-restic');
  let restoreBegan = 0n;

  await t.test('check finds nothing amiss', async () => {
    const { code, stdout } = await site.resite('check', 'S01');
    assert.equal(code, 0);
    assert.match(stdout, /S01 can be backed up: \d+ checks, 0 warnings\n$/);
  });

  await t.test('backup makes a snapshot and returns every service, and a client may join meanwhile', async () => {
    const args = ['backup', 'S01'];
    const { code, output } = await whileHeld(site, { step: 'save-registry', point: 'begun', args }, () =>
      joinClients(site.lab, 'S01', 1),
    );
    assert.equal(code, 0, output);
    assert.match(output, /Backup of S01 is done/);
    assert.match(output, /downtime +BRANCH1 \d+\.\d s\n +downtime +HQ1 \d+\.\d s/);
    assert.deepEqual(await site.services(), servicesBefore);
  });

  await t.test('stock restic checks and restores the snapshot', async () => {
    const restic = ['-r', 'backups', '--password-file', 'repository.password', '--no-cache'];
    await run('restic', [...restic, 'check', '--read-data'], { cwd: site.folder });
    await run('restic', [...restic, 'restore', 'latest', '--target', restored], { cwd: site.folder });
  });

  await t.test(
    `the registry files are for the Windows NT ${windows} of that computer, and the manifest names each`,
    async () => {
      const { registryFiles } = JSON.parse(await readFile(join(restored, '.resite/manifest.json'), 'utf8')) as Manifest;
      const found = (await filesBelow(restored)).filter(path => path.startsWith('.resite/registry/'));
      assert.deepEqual(registryFiles.map(({ file }) => `.resite/${file}`).sort(), found.sort());
      const content = (name: string) => readFile(join(restored, '.resite/registry', name));
      const hive = await content('SMS.hiv');
      assert.deepEqual(checkHive(hive), []);
      assert.equal(parseHive(hive).minorVersion, windows === '4.0' ? 3 : 2);
      const [text, ansi] = await Promise.all([content('SMS.reg'), content('SMS-regedit4.reg')]);
      assert.deepEqual(parseReg(ansi, { codePage: 1252 }).sections, parseReg(text).sections);
    },
  );

  await t.test('what was captured is consistent: the numbers that a running site keeps apart agree', async () => {
    const hive = parseHive(await readFile(join(restored, '.resite/registry/SMS.hiv'))).root;
    const reporter = hive.subkeys
      .find(key => key.name === 'Components')
      ?.subkeys.find(key => key.name === 'SMS_SITE_REPORTER');
    const { holds, numbers } = await checkInvariant({
      reporter: await readFile(join(restored, 'C/SMS/SITE.SRV/SITEREP.BOX/REPORT.SEQ'), 'latin1'),
      scheduler: await readFile(join(restored, 'C/SMS/SITE.SRV/SCHEDULE.BOX/REPORT.SEQ'), 'latin1'),
      registry: String(
        Buffer.from(reporter?.values.find(value => value.name === 'Last Report')?.data ?? []).readUInt32LE(),
      ),
    });
    assert.ok(holds, JSON.stringify(numbers));
  });

  await t.test('more clients join, then the server is lost and a bare one takes its place', async () => {
    await joinClients(site.lab, 'S01', 3);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    assert.deepEqual(
      (await site.services()).filter(line => line.startsWith('BRANCH1')),
      [],
    );
  });

  await t.test('restore brings the site back', async () => {
    restoreBegan = BigInt(Date.now()) * 1_000_000n;
    const { code, stdout, stderr } = await site.resite('restore', 'S01', '--to', 'BRANCH1');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Restore of S01 is done/);
    assertOrder(stderr, [
      'Stop the SMS services of the parent on HQ1',
      'Create and restore the SMS registry key',
      'Restore the SMS root directory (C:\\SMS)',
      'Restore the \\MS directory (C:\\MS)',
      'Restore every SMS_PKGx directory (D:\\SMS_PKGD)',
      'Restore SMS.INI (C:\\SMS.INI)',
      'Run LOGON.SRV\\RUNSMS.BAT',
      'Install and start SMS_SITE_CONFIG_MANAGER',
      'Return the SMS services of the parent on HQ1',
    ]);
  });

  await t.test('the parent reports S01 ACTIVE, on a report that it got after the restore', async () => {
    const found = (await labStatus(site.lab)).sites.find(({ code }) => code === 'S01');
    assert.equal(found?.status, 'ACTIVE');
    assert.ok(BigInt(found?.reported?.getTime() ?? 0) * 1_000_000n >= restoreBegan - 1_000_000_000n);
  });

  await t.test(
    'every file that no service has written since is there byte for byte, with time and attributes',
    async () => {
      const attributes = await readAttributes(join(restored, '.resite/attributes.ndjson'));
      const equal: string[] = [];
      for (const path of await filesBelow(restored)) {
        if (path.startsWith('.resite/')) continue;
        const found = await lookAt(join(site.lab, 'BRANCH1', path));
        if (found === undefined || found.written >= restoreBegan) continue;
        const wanted = await stat(join(restored, path), { bigint: true });
        assert.equal(found.written, wanted.mtimeNs, path);
        assert.deepEqual(found.content, await readFile(join(restored, path)), path);
        assert.equal(Number(found.dos), attributes.get(`/${path}`), path);
        equal.push(path);
      }
      for (const wanted of ['C/SMS/SYSTEM.MAP', `C/SMS/SITE.SRV/${platform}.BIN/SITEINS.EXE`])
        assert.ok(equal.includes(wanted), wanted);
      assert.equal(equal.filter(path => path.startsWith('D/SMS_PKGD/')).length, 10);
      // What is not in the list was written by a service that runs, or is on its way through a queue.
      const others = (await filesBelow(restored)).filter(path => !path.startsWith('.resite/') && !equal.includes(path));
      for (const path of others) assert.match(path, /\/LOGS\/|\.BOX\/|SMSID\/|\/MS\/|SMS\.INI$|SCMAN\.LOG$/, path);
    },
  );

  await t.test('SMS.INI is hidden as it was', async () => {
    const dos = Number(getExtendedAttribute(join(site.lab, 'BRANCH1/C/SMS.INI'), 'user.DOSATTRIB')?.toString());
    assert.equal(dos & 2, 2);
  });

  await t.test(
    'the registry key equals the saved one, but for the next SMS ID and what running services count',
    async () => {
      const saved = parseHive(await readFile(join(restored, '.resite/registry/SMS.hiv'))).root;
      const host = labHost({ name: 'BRANCH1', machine: join(site.lab, 'BRANCH1') });
      try {
        const live = await host.registry.read('HKLM\\SOFTWARE\\Microsoft\\SMS');
        const paths = new Set(diffKeys(saved, live!).map(({ path }) => path.replace(/^SMS\\Components\\/, '')));
        assert.ok(paths.delete('SMS_MAINTENANCE_MANAGER'), 'the next SMS ID has moved on');
        for (const path of paths) assert.match(path, /^SMS_SITE_REPORTER$|^SMS_EXECUTIVE/);
      } finally {
        await host.close();
      }
    },
  );

  await t.test('every service is in its recorded state', async () => {
    const { services } = JSON.parse(await readFile(join(restored, '.resite/manifest.json'), 'utf8')) as Manifest;
    const recorded = services.map(({ name, state, startType }) => `BRANCH1 ${name} ${state} ${startType}`).sort();
    assert.deepEqual((await site.services()).filter(line => line.startsWith('BRANCH1')).sort(), recorded);
    assert.deepEqual(await site.services(), servicesBefore);
  });

  await t.test('clients that join get SMS IDs that nobody has, and the parent loses none', async t => {
    const before = (await labStatus(site.lab)).clients.map(({ id }) => id);
    const joined = (await joinClients(site.lab, 'S01', 3)).map(({ id }) => id);
    assert.equal(new Set([...before, ...joined]).size, before.length + 3);
    const host = labHost({ name: 'HQ1', machine: join(site.lab, 'HQ1') });
    t.after(() => host.close());
    let missing: string[] = [];
    await until(
      () => `the parent knows ${missing.join(', ')}`,
      async () => {
        const known = (await host.database.query('SELECT SMSID0 FROM Machines')).map(row => String(row.SMSID0));
        missing = [...before.slice(0, 6), ...joined].filter(id => !known.includes(id));
        return missing.length === 0;
      },
    );
  });

  await t.test('status lists both runs', async () => {
    const { code, stdout } = await site.resite('status');
    assert.equal(code, 0);
    assert.match(stdout, /S01-backup .* done .*\n.*S01-restore .* done /);
  });
});

function assertOrder(text: string, parts: readonly string[]): void {
  const places = parts.map(part => text.indexOf(part));
  for (const [index, place] of places.entries()) assert.ok(place >= 0, parts[index]);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
}

/** Undefined when it is gone. The time is asked last: a service that writes meanwhile shows in it. */
async function lookAt(path: string): Promise<{ content: Buffer; dos: string; written: bigint } | undefined> {
  try {
    const content = await readFile(path);
    const dos = getExtendedAttribute(path, 'user.DOSATTRIB')?.toString() ?? '0x20';
    const { mtimeNs } = await stat(path, { bigint: true });
    return { content, dos, written: mtimeNs };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function readAttributes(path: string): Promise<Map<string, number>> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return new Map(
    lines
      .map(line => JSON.parse(line) as { path: string; attributes: number })
      .map(({ path: name, attributes }) => [name, attributes]),
  );
}
