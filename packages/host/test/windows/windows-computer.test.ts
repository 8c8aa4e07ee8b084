import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError } from '@resite/errors';
import { addJob, deleteJobs, enumerateJobs, getJobInfo } from '@resite/msrpc/atsvc';
import { isWindowsError, type WindowsErrorName } from '@resite/msrpc/status';
import {
  changeServiceConfig,
  controlService,
  createService,
  deleteService,
  enumerateServices,
  openService,
  openServiceManager,
  queryServiceConfig,
  queryServiceStatus,
  startService,
} from '@resite/msrpc/svcctl';
import type { WindowsComputer } from '../../../../scripts/servers/windows-computer.ts';
import { processesWith } from '../support/processes.ts';
import { sessionOf, startComputer } from '../support/windows-server.ts';

/** A service of Wine's that stops when it is told to. */
const image = 'C:\\windows\\system32\\spoolsv.exe';

const unlessUnknown = (error: unknown): undefined => {
  if (!isWindowsError(error, 'APE_AT_ID_NOT_FOUND')) throw error;
};

describe('two Windows computers side by side', () => {
  const socketsBefore = wineFolders();
  let today: WindowsComputer;
  let nt4: WindowsComputer;

  before(async () => {
    [today, nt4] = await Promise.all([
      startComputer({ computerName: 'HQ1', drives: ['C', 'D'], shareable: ['D:\\SMS_PKGD'] }),
      startComputer({ kind: 'nt4', computerName: 'BRANCH1' }),
    ]);
  });

  after(async () => {
    await Promise.all([today, nt4].map(computer => computer.stop()));
    for (const { folder } of [today, nt4]) assert.equal(processesWith(folder), 0);
    assert.deepEqual(wineFolders(), socketsBefore);
  });

  for (const kind of ['today', 'nt4'] as const) {
    test(`Samba's own tool creates, starts, stops and deletes services of one that speaks as ${kind}`, () => {
      const computer = kind === 'today' ? today : nt4;
      const state = () => /^SMS_TEST service is (.*)\.$/m.exec(service(computer, 'status', 'SMS_TEST'))?.[1];
      service(computer, 'create', 'SMS_TEST', 'A service', image);
      assert.equal(state(), 'stopped');
      assert.match(service(computer, 'list'), /^SMS_TEST +"A service"$/m);
      assert.match(service(computer, 'start', 'SMS_TEST'), /Successfully started/);
      assert.equal(state(), 'running');
      assert.match(service(computer, 'stop', 'SMS_TEST'), /SMS_TEST service is stopped/);
      assert.equal(state(), 'stopped');
      service(computer, 'delete', 'SMS_TEST');
      assert.doesNotMatch(service(computer, 'list'), /SMS_TEST/);
      assert.throws(() => service(computer, 'status', 'SMS_TEST'), /WERR_SERVICE_DOES_NOT_EXIST/);
    });

    test(`remote calls tell the same of one that speaks as ${kind}`, async t => {
      const computer = kind === 'today' ? today : nt4;
      const svcctl = sessionOf(t, computer).rpc('svcctl');
      const manager = await openServiceManager(svcctl);
      const made = await createService(svcctl, manager, {
        name: 'SMS_MADE',
        displayName: 'Made by a call',
        imagePath: image,
        startType: 'SERVICE_DEMAND_START',
      });
      await changeServiceConfig(svcctl, made, { startType: 'SERVICE_DISABLED', displayName: 'Changed by a call' });
      await refuses(startService(svcctl, made), 'ERROR_SERVICE_DISABLED');
      await changeServiceConfig(svcctl, made, { startType: 'SERVICE_DEMAND_START' });
      const { startType, displayName, imagePath, account } = await queryServiceConfig(svcctl, made);
      assert.deepEqual(
        [startType, displayName, imagePath, account],
        ['SERVICE_DEMAND_START', 'Changed by a call', image, 'LocalSystem'],
      );

      await startService(svcctl, made);
      await refuses(startService(svcctl, made), 'ERROR_SERVICE_ALREADY_RUNNING');
      const running = await untilState(() => queryServiceStatus(svcctl, made), 'SERVICE_RUNNING');
      assert.equal(running.processId !== undefined, kind === 'today');
      assert.match(service(computer, 'status', 'SMS_MADE'), /SMS_MADE service is running/);
      const stopping = await controlService(svcctl, made, 'SERVICE_CONTROL_STOP');
      assert.match(stopping!.state, /^SERVICE_STOP/);
      await untilState(() => queryServiceStatus(svcctl, made), 'SERVICE_STOPPED');
      await refuses(controlService(svcctl, made, 'SERVICE_CONTROL_STOP'), 'ERROR_SERVICE_NOT_ACTIVE');

      await refuses(
        createService(svcctl, manager, { name: 'SMS_MADE', imagePath: image, startType: 'SERVICE_DEMAND_START' }),
        'ERROR_SERVICE_EXISTS',
      );
      await deleteService(svcctl, made);
      await refuses(openService(svcctl, manager, 'SMS_NONE'), 'ERROR_SERVICE_DOES_NOT_EXIST');
    });
  }

  test('what comes in many pieces arrives whole', async t => {
    const svcctl = sessionOf(t, today).rpc('svcctl');
    const manager = await openServiceManager(svcctl);
    const names = Array.from({ length: 40 }, (_, number) => `SMS_${number}_${'X'.repeat(200)}`);
    for (const name of names)
      await createService(svcctl, manager, { name, imagePath: image, startType: 'SERVICE_DEMAND_START' });
    const listed = (await enumerateServices(svcctl, manager)).map(({ name }) => name);
    assert.deepEqual(listed.filter(name => name.startsWith('SMS_')).sort(), names.toSorted());
    const judged = service(today, 'list').matchAll(/^(SMS_\S+) +"/gm);
    assert.deepEqual([...judged].map(([, name]) => name).sort(), names.toSorted());
    assert.doesNotMatch(service(nt4, 'list'), /SMS_\d/);
  });

  test('the AT scheduler has jobs while its service runs', async t => {
    const before = sessionOf(t, today);
    await assert.rejects(enumerateJobs(before.rpc('atsvc')), error => isResiteError(error, 'HOST_INTERFACE_MISSING'));
    service(today, 'start', 'Schedule');
    const atsvc = sessionOf(t, today).rpc('atsvc');
    const command = 'cmd.exe /c exit';
    await addJob(atsvc, { time: 23 * 3_600_000, command });
    // Wine also reads the folder of its jobs, and may do so late: until it has, a job is now and then not there, or there twice
    const numbers = async () => (await enumerateJobs(atsvc)).filter(job => job.command === command).map(({ id }) => id);
    const isRead = async () => {
      const [id, ...others] = await numbers();
      if (id === undefined || others.length > 0) return false;
      const info = await getJobInfo(atsvc, id).catch(unlessUnknown);
      return info?.command === command;
    };
    while (!(await isRead())) await sleep(20);
    for (const id of await numbers()) await deleteJobs(atsvc, id).catch(unlessUnknown);
    // of what was in the folder it hears late as well
    for (let jobs = await enumerateJobs(atsvc); jobs.length > 0; jobs = await enumerateJobs(atsvc)) await sleep(20);
  });

  test('each has its own name and its own drives, over the network and for its programs', async () => {
    for (const computer of [today, nt4]) {
      const { computerName, folder, address } = computer;
      const drives = computer === today ? ['C', 'D'] : ['C'];
      const shares = computer.tool('net', ['rpc', 'share', 'list', '-S', address]).split('\n').filter(Boolean);
      assert.deepEqual(shares.sort(), ['ADMIN$', ...drives.map(drive => `${drive}$`), 'IPC$']);
      const key = 'HKLM\\SYSTEM\\ControlSet001\\Control\\ComputerName\\ComputerName';
      const value = computer.tool('net', ['rpc', 'registry', 'getvalueraw', key, 'ComputerName', '-S', address]);
      assert.equal(value.trim(), computerName);
      await writeFile(join(folder, 'C', 'NAME.BAT'), '@echo %COMPUTERNAME% %1>C:\\NAME.TXT\r\n@exit /b 7\r\n');
      const { exitCode } = await computer.run('cmd.exe', '/c', 'C:\\NAME.BAT', 'one');
      assert.equal(exitCode, 7);
      assert.equal((await readFile(join(folder, 'C', 'NAME.TXT'), 'latin1')).trim(), `${computerName} one`);
      for (const drive of drives) await writeFile(join(folder, drive, 'HERE.TXT'), '');
      for (const [path, expected] of [
        ['C:\\HERE.TXT', 3],
        ['D:\\HERE.TXT', drives.includes('D') ? 3 : 0],
        ['Z:\\etc\\passwd', 0],
      ] as const) {
        const { exitCode, output, complaints } = await computer.run('cmd.exe', '/c', `if exist ${path} exit 3`);
        assert.equal(exitCode, expected, `${computerName} ${path}: ${output}${complaints}`);
      }
    }
  });

  test('shares are made over the network, and are there after a power cut', async () => {
    const net = (...args: string[]) => today.tool('net', ['rpc', 'share', ...args, '-S', today.address]);
    await mkdir(join(today.folder, 'D', 'SMS_PKGD', 'P0100001'), { recursive: true });
    const held = () => today.tool('smbclient', [`//${today.address}/SMS_PKGD`, '-c', 'ls']);
    net('add', 'SMS_PKGD=D:\\SMS_PKGD\\P0100001', '-C', 'SMS Site S01 package share');
    await writeFile(join(today.folder, 'D', 'SMS_PKGD', 'P0100001', 'SETUP.EXE'), '');
    assert.match(held(), /SETUP\.EXE/);
    await today.powerOff();
    await today.powerOn();
    assert.match(held(), /SETUP\.EXE/);
    assert.match(net('list', '--long'), /^SMS_PKGD +Disk +SMS Site S01 package share/m);
    net('delete', 'SMS_PKGD');
    assert.doesNotMatch(net('list'), /SMS_PKGD/);
  });

  test('after a power cut the services come up that start by themselves', async t => {
    const svcctl = sessionOf(t, nt4).rpc('svcctl');
    const manager = await openServiceManager(svcctl);
    for (const [name, startType] of [
      ['SMS_AUTO', 'SERVICE_AUTO_START'],
      ['SMS_MANUAL', 'SERVICE_DEMAND_START'],
    ] as const) {
      const created = await createService(svcctl, manager, { name, imagePath: image, startType });
      await startService(svcctl, created);
      await untilState(() => queryServiceStatus(svcctl, created), 'SERVICE_RUNNING');
    }
    await nt4.powerOff();
    assert.equal(processesWith(nt4.folder), 0);
    assert.throws(() => service(nt4, 'list'));
    await nt4.powerOn();
    while (!service(nt4, 'status', 'SMS_AUTO').includes('SMS_AUTO service is running')) await sleep(20);
    assert.match(service(nt4, 'status', 'SMS_MANUAL'), /SMS_MANUAL service is stopped/);
  });
});

test('a computer ends with the process that started it, however that ends', async () => {
  const child = fork(join(import.meta.dirname, '..', 'support', 'start-computer-and-wait.ts'), { execArgv: [] });
  const [{ folder }] = await once(child, 'message');
  assert.ok(processesWith(folder) > 3);
  child.kill('SIGKILL');
  while (processesWith(folder) > 0) await sleep(5);
  await rm(folder, { recursive: true });
});

function service(computer: WindowsComputer, ...args: string[]): string {
  return computer.tool('net', ['rpc', 'service', ...args, '-S', computer.address]);
}

async function untilState<Status extends { state: string }>(query: () => Promise<Status>, state: string) {
  for (;;) {
    const status = await query();
    if (status.state === state) return status;
    await sleep(10);
  }
}

async function refuses(promise: Promise<unknown>, name: WindowsErrorName): Promise<void> {
  await assert.rejects(promise, error => isWindowsError(error, name));
}

/** What Wine would leave behind if it saw the folder for temporary files that everybody has. */
function wineFolders(): string[] {
  return readdirSync(tmpdir()).filter(name => name.startsWith('wine-') || name.startsWith('.wine-'));
}
