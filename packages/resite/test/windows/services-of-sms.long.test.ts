import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../support/hierarchy.ts';
import { knownToParent, netService, serviceStates, stateOf } from '../support/windows-site/judge.ts';
import { account } from '../support/windows-site/plan.ts';
import { startWindowsSite, type WindowsSite } from '../support/windows-site/windows-site.ts';

const bootstrap = 'SMS_SITE_CONFIG_MANAGER';
const agents = ['SMS_EXECUTIVE', 'SMS_INVENTORY_AGENT_NT', 'SMS_PACKAGE_COMMAND_MANAGER_NT'];
const running = [...agents, bootstrap].sort().map(name => `${name} running`);
const active = 1;

/** What the tests of the main job stand on: real services of Windows that do what those of SMS do. Judged by Samba's own tools. */
describe('two sites of real services', () => {
  let folder: string;
  let site: WindowsSite;
  const disk = (...names: string[]) => join(site.branch.folder, 'C', ...names);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windows-site-'));
    site = await startWindowsSite(folder);
  });
  after(async () => {
    await site.stop();
    await rm(folder, { recursive: true });
  });

  test('the first one of each starts the others, and the parent hears of both', async () => {
    await until('both are active', async () =>
      ['P01', 'S01'].every(code => {
        const { status, reported } = knownToParent(site, code);
        return status === active && reported > Date.now() / 1000 - 600;
      }),
    );
    assert.deepEqual(await serviceStates(site.branch), running);
    assert.deepEqual(await serviceStates(site.hq), [...running, 'SMS_HIERARCHY_MANAGER running'].sort());
    assert.match(await readFile(disk('SCMAN.LOG'), 'latin1'), /Stage 4: site configuration is complete/);
  });

  test('its watchdog starts those that were stopped, and no longer once it is stopped itself', async () => {
    await netService(site.branch, 'stop', 'SMS_EXECUTIVE');
    await until('SMS_EXECUTIVE runs again', async () => (await stateOf(site.branch, 'SMS_EXECUTIVE')) === 'running');
    for (const name of [bootstrap, ...agents]) await netService(site.branch, 'stop', name);
    await until('all are stopped', async () =>
      (await serviceStates(site.branch)).every(line => line.endsWith(' stopped')),
    );
    assert.match((await readFile(disk('SCMAN.LOG'), 'latin1')).trim().split('\n').at(-1)!, /^~Stopping\./);
  });

  test('RUNSMS.BAT wants \\MS and SMS.INI', async () => {
    const runsms = () => site.branch.run('cmd.exe', '/c', 'cd C:\\SMS\\LOGON.SRV & RUNSMS.BAT');
    await rename(disk('SMS.INI'), disk('SMS.OLD'));
    assert.match((await runsms()).output, /SMS\.INI is not there/);
    await rename(disk('SMS.OLD'), disk('SMS.INI'));
    assert.match((await runsms()).output, /installation is complete/);
  });

  test('on a fresh computer with the files of the old one, the first one installs the others, and the parent hears of it', async () => {
    const kept = join(folder, 'kept');
    for (const name of ['SMS', 'MS', 'SMS.INI']) await cp(disk(name), join(kept, name), { recursive: true });
    const { reported } = knownToParent(site, 'S01');
    await site.loseBranch();
    assert.deepEqual(await serviceStates(site.branch), []);
    for (const name of ['SMS', 'MS', 'SMS.INI']) await cp(join(kept, name), disk(name), { recursive: true });
    const program = 'C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE';
    await site.branch.run('sc.exe', 'create', bootstrap, 'binPath=', program, 'start=', 'auto', 'obj=', account);
    await netService(site.branch, 'start', bootstrap);
    await until('all run', async () => (await serviceStates(site.branch)).join() === running.join());
    await until('the parent has heard', async () => knownToParent(site, 'S01').reported > reported);
    const { tool, address } = site.branch;
    const shares = () => tool('net', ['rpc', 'share', 'list', '-S', address]).split('\n').filter(Boolean).sort();
    await until('the shares are there', async () => shares().includes('SMS_SHR') && shares().includes('SMS_SITE'));
  });
});
