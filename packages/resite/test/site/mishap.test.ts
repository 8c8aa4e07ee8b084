import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { decodeWire, encodeWire, labHost, runningMachine, setConditions } from '@resite/host';
import { labStatus, machineKill, machineUp } from '@resite/lab';
import { longTest } from '../../../../scripts/sample.ts';
import { main, run } from '../support/cli.ts';
import { lastRun, resiteWithFault, whileHeld } from './fault.ts';
import { quietHierarchy, snapshotsOf, untilQuiet } from './world.ts';

/** What can go wrong on the hosts while their services are stopped. By day, the simulation tries the others as well. */
describe('a backup', () => {
  const { site, services, disk } = quietHierarchy();
  const backup = ['backup', 'S01'];

  longTest('goes on when its guardian dies, and says so', async () => {
    const { code, output } = await resiteWithFault(
      site,
      { step: 'capture', point: 'begun', guardian: true },
      ...backup,
    );
    assert.equal(code, 0, output);
    assert.match(output, /warning: The guardian has died/);
    assert.deepEqual(await site.services(), services);
  });

  test('whose site server dies names it and the command, which settles it once the server is back', async () => {
    const snapshots = await snapshotsOf(site);
    const { code, output } = await whileHeld(site, { step: 'capture', point: 'begun', args: backup }, () =>
      machineKill(site.lab, 'BRANCH1'),
    );
    const { id } = lastRun(site);
    assert.equal(code, 22, output);
    assert.match(output, /\(SERVICES_NOT_RESTORED\)\s*$/);
    assert.match(output, /BRANCH1 does not answer/);
    assert.ok(output.includes(`resite resume ${id}`), output);
    assert.match(output, /Backup of S01 ended with SERVICES NOT IN THEIR RECORDED STATE/);
    const atParent = (lines: string[]) => lines.filter(line => line.startsWith('HQ1 '));
    assert.deepEqual(atParent(await site.services()), atParent(services));

    const early = await site.resite('resume');
    assert.equal(early.code, 22, early.stderr);
    assert.match(early.stderr, /BRANCH1 does not answer/);
    assert.ok((await site.resite('status')).stdout.includes(`${id} must be resumed: resite resume ${id}`));
    assert.equal((await site.resite(...backup)).code, 20); // the server is down

    await machineUp(site.lab, 'BRANCH1');
    assert.equal((await site.resite(...backup)).code, 22);
    const looked = await site.resite('check', 'S01');
    assert.equal(looked.code, 22, looked.stdout);
    assert.match(looked.stdout, /^✗ No other run is open on BRANCH1 or HQ1: /);
    assert.match(looked.stderr, /\(SERVICES_NOT_RESTORED\)\s*$/);
    assert.ok(looked.stderr.includes(`resite resume ${id}`), looked.stderr);
    const settled = await site.resite('resume');
    assert.equal(settled.code, 0, settled.stderr);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
  });

  longTest(
    'whose service does not start again names it, returns the others, and is settled after the repair',
    async () => {
      const { machines } = await labStatus(site.lab);
      const { imagePath } = machines
        .flatMap(machine => (machine.name === 'BRANCH1' ? machine.services : []))
        .find(({ name }) => name === 'SMS_INVENTORY_AGENT_NT')!;
      const program = disk(imagePath.replace(':', '').replaceAll('\\', '/'));
      const { code, output } = await whileHeld(site, { step: 'confirm-stopped', point: 'begun', args: backup }, () =>
        rename(program, `${program}.away`),
      );
      const { id } = lastRun(site);
      assert.equal(code, 22, output);
      assert.match(output, /on BRANCH1 not in its recorded state: SMS_INVENTORY_AGENT_NT \(.*there is no C:\\/);
      assert.ok(output.includes(`resite resume ${id}`), output);
      const agent = 'BRANCH1 SMS_INVENTORY_AGENT_NT';
      const others = services.filter(line => !line.startsWith(agent));
      assert.deepEqual(
        (await site.services()).filter(line => !line.startsWith(agent)),
        others,
      );
      assert.equal((await site.resite('resume', id)).code, 22);

      await rename(`${program}.away`, program);
      const settled = await site.resite('resume', id);
      assert.equal(settled.code, 0, settled.stderr);
      assert.match(settled.stdout, /was interrupted; every service is in its recorded state/);
      assert.deepEqual(await site.services(), services);
    },
  );

  longTest(
    'whose service account gets another password meanwhile says so, and is settled with the right one',
    async () => {
      const accounts = join(site.lab, 'accounts.json');
      const right = await readFile(accounts, 'utf8');
      const { code, output } = await whileHeld(site, { step: 'confirm-stopped', point: 'begun', args: backup }, () =>
        writeFile(accounts, right.replaceAll(/"hash": "../g, '"hash": "00')),
      );
      assert.equal(code, 22, output);
      assert.match(
        output,
        /on HQ1 not in its recorded state: SMS_SITE_CONFIG_MANAGER.* cannot log on as HQDOM\\SMSADMIN/,
      );
      assert.match(output, /on BRANCH1 not in its recorded state: .* cannot log on as BRANCHDOM\\SMSADMIN/);
      await writeFile(accounts, right);
      const settled = await site.resite('resume');
      assert.equal(settled.code, 0, settled.stderr);
      assert.deepEqual(await site.services(), services);
    },
  );

  longTest('makes no snapshot when somebody starts a service meanwhile', async () => {
    const snapshots = await snapshotsOf(site);
    const { code, output } = await whileHeld(site, { step: 'capture', point: 'begun', args: backup }, () =>
      startByHand(disk(''), 'SMS_EXECUTIVE'),
    );
    assert.equal(code, 1, output);
    assert.match(output, /SMS_EXECUTIVE on BRANCH1/);
    assert.match(output, /\(QUIESCE_BROKEN\)\s*$/);
    assert.match(output, /Backup of S01 failed; every service is in its recorded state/);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
  });

  longTest('that another run has pushed aside leaves the services to be resumed', async () => {
    const host = labHost({ name: 'BRANCH1', machine: disk('') });
    const { code, output } = await whileHeld(site, { step: 'capture', point: 'begun', args: backup }, () =>
      host.claim(),
    );
    await host.close();
    assert.equal(code, 22, output);
    assert.match(output, /another run has taken over/);
    const settled = await site.resite('resume');
    assert.equal(settled.code, 0, settled.stderr);
    assert.deepEqual(await site.services(), services);
  });

  test('makes no snapshot when a file cannot be read', async () => {
    const snapshots = await snapshotsOf(site);
    const file = 'C/SMS/SITE.SRV/ISVMIF.BOX/SECRET.DAT';
    await writeFile(disk(file), 'nobody may read this', { mode: 0 });
    const { code, stdout, stderr } = await withoutPrivileges(site.folder, backup);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /cannot read .*ISVMIF\.BOX\/SECRET\.DAT: EACCES/);
    assert.match(stdout, /failed; nothing was changed/);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
    await chmod(disk(file), 0o600);
  });

  longTest('makes no snapshot when one of its directories is gone', async () => {
    const snapshots = await snapshotsOf(site);
    const { code, output } = await whileHeld(site, { step: 'record-services', point: 'begun', args: backup }, () =>
      rename(disk('D/SMS_PKGD'), disk('D/AWAY')),
    );
    await rename(disk('D/AWAY'), disk('D/SMS_PKGD'));
    assert.equal(code, 3, output);
    assert.match(output, /D:\\SMS_PKGD has vanished since the backup was planned/);
    assert.deepEqual(await site.services(), services);
    assert.deepEqual(await snapshotsOf(site), snapshots);
  });

  test('returns services to what they were: one that was disabled while it ran, and one that was stopped', async () => {
    const host = labHost({ name: 'BRANCH1', machine: disk('') });
    try {
      await host.services.setStartType('SMS_INVENTORY_AGENT_NT', 'disabled');
      await host.services.stop('SMS_PACKAGE_COMMAND_MANAGER_NT');
    } finally {
      await host.close();
    }
    await untilQuiet(site);
    const odd = await site.services();
    assert.notDeepEqual(odd, services);
    const { code, stderr } = await site.resite(...backup);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await site.services(), odd);
  });

  test('waits a little for a file that a user has open, and says whose it is', async () => {
    const states = await site.services();
    const file = 'D:\\SMS_PKGD\\P0100001\\FILE0000.EXE';
    await writeFile(disk('D/SMS_PKGD/P0100001/FILE0000.EXE'), 'a new version');
    const release = await setConditions(join(site.lab, 'BRANCH1'), { heldFiles: { [file]: 'BRANCHDOM\\MILLER' } });
    const running = await site.start(...backup);
    await running.until('Somebody has files of BRANCH1 open');
    await release();
    const { code, output } = await running.outcome;
    assert.equal(code, 0, output);
    assert.ok(output.includes(`should be closed now: ${file} (BRANCHDOM\\MILLER)`), output);
    assert.deepEqual(await site.services(), states);
  });

  longTest('that finds it open every time saves nothing, names it, and returns the services', async () => {
    const states = await site.services();
    const snapshots = await snapshotsOf(site);
    const file = 'D:\\SMS_PKGD\\P0100001\\FILE0000.EXE';
    await writeFile(disk('D/SMS_PKGD/P0100001/FILE0000.EXE'), 'another version');
    const release = await setConditions(join(site.lab, 'BRANCH1'), { heldFiles: { [file]: '' } });
    const { code, stderr } = await site.resite(...backup);
    await release();
    assert.notEqual(code, 0);
    assert.match(stderr, /cannot read \/D\/SMS_PKGD\/P0100001\/FILE0000\.EXE: .*another program has it open/);
    assert.match(stderr, /NET FILE/);
    assert.deepEqual(await snapshotsOf(site), snapshots);
    assert.deepEqual(await site.services(), states);
  });
});

/** As an administrator at the server does it: the fence keeps out other runs of Resite only. */
async function startByHand(machine: string, service: string): Promise<void> {
  const socket = connect((await runningMachine(machine))!.socket);
  const fence = Number(await readFile(join(machine, 'fence'), 'utf8'));
  socket.write(`${encodeWire({ id: 1, operation: 'services.start', arguments: [service], fence })}\n`);
  const [line] = await once(socket.setEncoding('utf8'), 'data');
  socket.destroy();
  assert.deepEqual(decodeWire(String(line)), { id: 1, result: null });
}

/** Types a command as a user whom file modes hold back; root is one without two of its capabilities. */
function withoutPrivileges(cwd: string, words: readonly string[]) {
  const command = [process.execPath, main, ...words];
  if (process.getuid?.() !== 0) return run(command[0]!, command.slice(1), { cwd });
  return run('setpriv', ['--bounding-set=-dac_override,-dac_read_search', ...command], { cwd });
}
