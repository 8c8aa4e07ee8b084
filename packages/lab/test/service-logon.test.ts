import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Host, waitForService } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import { createBareMachine, destroyMachine, machineDown, machineKill } from '../src/index.ts';
import { childProcesses, filesBelow, testLab } from './support/lab.ts';

const imagePath = 'C:\\WINNT35\\SYSTEM32\\SPOOLSS.EXE';
const account = 'BRANCHDOM\\SMSADMIN';
const runOnce = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce';
const timeoutMs = 300_000;

describe('the service control manager', async () => {
  const { folder, password, host, up } = await testLab({ services: 'processes' });
  let branch: Host;

  before(async () => {
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'BRANCH1');
    await up('BRANCH1');
    branch = host('BRANCH1');
  });

  const log = () => readFile(join(folder, 'BRANCH1/machine.log'), 'utf8');
  const install = (name: string, startType: 'auto' | 'manual' | 'disabled' = 'manual') =>
    branch.services.install({ name, imagePath, account, startType }, password);

  it('runs what waits for the next power-on, in the order given', async () => {
    await branch.registry.setValue(runOnce, stringValue('First', 'SENDCODE.EXE "NO SUCH" 193'));
    await branch.registry.setValue(runOnce, stringValue('Second', '"C:\\Program Files\\ABSENT.EXE" "a b"'));
    await machineKill(folder, 'BRANCH1');
    await up('BRANCH1');
    assert.deepEqual((await branch.registry.read(runOnce))!.values, []);
    assert.match(
      await log(),
      /there is no service NO SUCH\n[\s\S]*not recognized[\s\S]*C:\\Program Files\\ABSENT.EXE\n/,
    );
  });

  it('starts automatic services at power-on, with the password it was once given, and no others', async () => {
    await install('AUTOMATIC', 'auto');
    await install('MANUAL');
    await machineDown(folder, 'BRANCH1');
    await expectNoPassword();
    await up('BRANCH1');
    await waitForService(branch, 'AUTOMATIC', 'running', { timeoutMs });
    assert.equal((await branch.services.query('MANUAL'))?.state, 'stopped');
    await branch.services.start('MANUAL');
    assert.equal((await log()).match(/NO SUCH/g)?.length, 1, 'what waited for a power-on runs once');
  });

  /** Passwords are kept out of everything that can be read. */
  async function expectNoPassword(): Promise<void> {
    const utf16 = Buffer.from(password, 'utf16le');
    const files = (await filesBelow(folder)).filter(path => path !== join(folder, 'service.password'));
    const security = files.filter(path => path.endsWith('CONFIG/SECURITY'));
    assert.equal(security.length, 2);
    for (const path of files) {
      const content = await readFile(path);
      assert.ok(!content.includes(password) && !content.includes(utf16), path);
    }
  }

  it('says that a service starts or stops before it has done so', async () => {
    await install('STATES');
    await branch.services.start('STATES');
    assert.match((await branch.services.query('STATES'))!.state, /^(start-pending|running)$/);
    await waitForService(branch, 'STATES', 'running', { timeoutMs });
    await branch.services.stop('STATES');
    assert.match((await branch.services.query('STATES'))!.state, /^(stop-pending|stopped)$/);
    await waitForService(branch, 'STATES', 'stopped', { timeoutMs });
  });

  it('notices that a service has died', async () => {
    await install('MORTAL');
    const pid = (await readMachinePid(folder))!;
    const before = await childProcesses(pid);
    await branch.services.start('MORTAL');
    await waitForService(branch, 'MORTAL', 'running', { timeoutMs });
    const [service] = (await childProcesses(pid)).filter(child => !before.includes(child));
    process.kill(service!, 'SIGKILL');
    await waitForService(branch, 'MORTAL', 'stopped', { timeoutMs });
    await branch.services.start('MORTAL');
    await waitForService(branch, 'MORTAL', 'running', { timeoutMs });
  });

  it('does not start what is disabled', async () => {
    await install('DISABLED', 'disabled');
    await assert.rejects(branch.services.start('DISABLED'), { code: 'SERVICE_START_FAILED', message: /1058/ });
  });

  for (const [what, path, message] of [
    ['is not there', 'C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE', /there is no C:\\SMS\\SITE.SRV/],
    ['is no program of the lab', 'C:\\WINNT35\\SYSTEM32\\NTOSKRNL.EXE', /193/],
    ['is on another computer', '\\\\HQ1\\C$\\SPOOLSS.EXE', /no local path/],
  ] as const) {
    it(`does not start a service whose program ${what}`, async () => {
      const name = `PROGRAM ${what}`;
      await branch.services.install({ name, imagePath: path, account, startType: 'manual' }, password);
      await assert.rejects(branch.services.start(name), { code: 'SERVICE_BINARY_MISSING', message });
    });
  }

  it('runs nothing that lies outside of its drives', async () => {
    const outside = 'C:\\..\\..\\..\\SPOOLSS.EXE';
    await branch.services.install({ name: 'OUTSIDE', imagePath: outside, account, startType: 'manual' }, password);
    await assert.rejects(branch.services.start('OUTSIDE'), { code: 'PATH_INVALID' });
    await assert.rejects(branch.commands.run('C:\\..\\RUNSMS.BAT'), { code: 'PATH_INVALID' });
  });

  it('does not start a service whose password is wrong, was changed, or was never given', async () => {
    for (const [name, given] of [
      ['WRONG', password.toUpperCase()],
      ['NONE', undefined],
    ] as const) {
      await branch.services.install({ name, imagePath, account, startType: 'manual' }, given);
      await assert.rejects(branch.services.start(name), { code: 'SERVICE_LOGON', message: /1069/ });
    }
  });

  it('refuses accounts that may not log on as a service', async () => {
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'BRANCH1', { serviceLogonRight: false });
    await up('BRANCH1');
    branch = host('BRANCH1');
    assert.equal(await branch.services.verifyAccount(account, password), 'no-service-right');
    assert.equal(await branch.services.verifyAccount(account, 'wrong'), 'logon-failure');
    assert.equal(await branch.services.verifyAccount('LocalSystem', ''), 'ok');
    await install('NO RIGHT');
    await assert.rejects(branch.services.start('NO RIGHT'), { code: 'SERVICE_LOGON', message: /Log on as a service/ });
  });
});

async function readMachinePid(folder: string): Promise<number | undefined> {
  const { pid } = JSON.parse(await readFile(join(folder, 'BRANCH1/machine.json'), 'utf8'));
  return pid;
}
