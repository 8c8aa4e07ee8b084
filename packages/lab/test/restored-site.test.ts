import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Host, imageHost, waitForService } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { readString } from '@resite/registry/values';
import { parseSiteControlFile, recordsOf } from '@resite/site';
import { createBareMachine, destroyMachine, labSettled, labStatus, machineDown } from '../src/index.ts';
import { eventually, names, testLab, textOf } from './support/lab.ts';

const copy = promisify(execFile);
const smsKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
const scman = 'SMS_SITE_CONFIG_MANAGER';
const account = 'BRANCHDOM\\SMSADMIN';
const controlFolder = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX';

/** What an administrator does by the article, with `cp` in place of backup and restore. */
describe('a site whose files and registry key were put on a bare server', async () => {
  const { folder, password, host, up } = await testLab();
  const saved = join(folder, 'saved');
  let key: RegistryKey;
  let branch: Host;

  before(async () => {
    await up();
    await labSettled(folder);
    await machineDown(folder, 'BRANCH1');
    await mkdir(saved);
    await putBack(join(folder, 'BRANCH1'), saved);
    key = (await imageHost({ name: 'BRANCH1', folder: join(folder, 'BRANCH1') }).registry.read(smsKey))!;
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'BRANCH1');
    await putBack(saved, join(folder, 'BRANCH1'));
    await up('BRANCH1');
    branch = host('BRANCH1');
  });

  const installBootstrap = async () => {
    const imagePath = 'C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE';
    await branch.services.install({ name: scman, imagePath, account, startType: 'auto' }, password);
    await branch.services.start(scman);
  };

  const stop = async (name: string) => {
    await branch.services.stop(name);
    await waitForService(branch, name, 'stopped', { timeoutMs: 300_000 });
  };

  const smsServices = async () => (await branch.services.list()).filter(({ name }) => name.startsWith('SMS_'));
  const log = () => textOf(branch, 'C:\\SCMAN.LOG');

  it('has no services and no shares before', async () => {
    assert.deepEqual(await smsServices(), []);
    assert.deepEqual(
      (await branch.shares.list()).map(({ name }) => name),
      ['ADMIN$', 'C$', 'D$'],
    );
    await assert.rejects(branch.services.start(scman), { code: 'SERVICE_MISSING' });
  });

  /** What is restored, with another thing missing or wrong each time. */
  const attempts: { what: string; spoil: () => Promise<unknown>; says: RegExp; repair: () => Promise<unknown> }[] = [
    {
      what: 'without its registry key',
      spoil: async () => assert.equal(await branch.registry.read(smsKey), undefined),
      says: /Event 209/,
      repair: () => branch.registry.replace(smsKey, key),
    },
    ...Object.entries({
      'site code': (text: string) => text.replaceAll('<S01>', '<S02>'),
      'install directory': (text: string) => text.replace('<C:\\SMS>', '<D:\\SMS>'),
    }).map(([what, edit]) => ({
      what: `with a site control file of another ${what}, which is renamed to .714`,
      spoil: async () => branch.files.write(`${controlFolder}\\SITECTRL.CT0`, edited(await savedControl(), edit)),
      says: /714/,
      repair: async () => {
        const refused = `${controlFolder}\\SITECTRL.714`;
        assert.deepEqual(await branch.files.read(refused), edited(await savedControl(), edit));
        await branch.files.remove(refused);
      },
    })),
    {
      what: 'without a site control file',
      spoil: async () => assert.ok(!(await names(branch, controlFolder)).includes('SITECTRL.CT0')),
      says: /242[\s\S]*RequestNewSCFile/,
      repair: async () => {
        // What it asked for must not come later.
        for (const name of await names(branch, controlFolder))
          if (name.endsWith('.CT2')) await branch.files.remove(`${controlFolder}\\${name}`);
        await branch.files.write(`${controlFolder}\\SITECTRL.CT0`, await savedControl());
      },
    },
    {
      what: 'without SYSTEM.MAP',
      spoil: () => branch.files.remove('C:\\SMS\\SYSTEM.MAP'),
      says: /Event 237/,
      repair: async () => branch.files.write('C:\\SMS\\SYSTEM.MAP', await readFile(join(saved, 'C/SMS/SYSTEM.MAP'))),
    },
    {
      what: 'on a server of another name than its site control file has',
      spoil: async () =>
        branch.files.write(
          `${controlFolder}\\SITECTRL.CT0`,
          edited(await savedControl(), text => text.replaceAll('<BRANCH1>', '<BRANCH9>')),
        ),
      says: /the site server is BRANCH9, and this is BRANCH1/,
      repair: async () => branch.files.write(`${controlFolder}\\SITECTRL.CT0`, await savedControl()),
    },
  ];
  const savedControl = () => readFile(join(saved, 'C/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0'));
  const edited = (file: Buffer, edit: (text: string) => string) => Buffer.from(edit(file.toString('latin1')), 'latin1');

  for (const { what, spoil, says, repair } of attempts) {
    it(`stays down ${what}`, async () => {
      await spoil();
      const before = (await log()).length;
      await installBootstrap();
      await eventually('the log says so', async () => says.test((await log()).slice(before)));
      assert.deepEqual(
        (await smsServices()).map(({ name }) => name),
        [scman],
      );
      await stop(scman);
      await repair();
    });
  }

  it('is brought up by SMS_SITE_CONFIG_MANAGER alone, and reported ACTIVE by a control file of its own', async () => {
    const before = new Date();
    await installBootstrap();
    const site = await eventually('the parent has heard from S01', async () => {
      const found = (await labStatus(folder)).sites.find(({ code }) => code === 'S01');
      return found?.reported !== undefined && found.reported.getTime() >= before.getTime() - 1000 && found;
    });
    assert.equal(site.status, 'ACTIVE');
    await labSettled(folder);
    const found = (await smsServices()).map(service => [
      service.name,
      service.state,
      service.startType,
      service.account,
    ]);
    assert.deepEqual(found, [
      ['SMS_EXECUTIVE', 'running', 'manual', account],
      ['SMS_INVENTORY_AGENT_NT', 'running', 'manual', account],
      ['SMS_PACKAGE_COMMAND_MANAGER_NT', 'running', 'manual', account],
      [scman, 'running', 'auto', account],
    ]);
    const events = await host('HQ1').database.query(
      'SELECT EventID FROM Events WHERE SiteCode = ? AND Time >= ?',
      'S01',
      Math.floor(before.getTime() / 1000),
    );
    assert.ok(events.some(({ EventID }) => EventID === 358));
    await eventually(
      'only SITECTRL.CT0 is left',
      async () => (await names(branch, controlFolder)).join() === 'SITECTRL.CT0',
    );
  });

  it('has its own shares again, with comments that name the site, but not those of packages', async () => {
    const shares = (await branch.shares.list()).filter(({ name }) => name.startsWith('SMS_'));
    assert.deepEqual(
      shares.map(({ name, path }) => [name, path]),
      [
        ['SMS_SHR', 'C:\\SMS\\LOGON.SRV'],
        ['SMS_SHRC', 'C:\\SMS'],
        ['SMS_SITE', 'C:\\SMS\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE'],
      ],
    );
    assert.ok(
      shares.every(({ comment, securityDescriptor }) => /S01/.test(comment) && securityDescriptor !== undefined),
    );
  });

  it('shows the threads of the executive in the registry until the next power-on, and saves them nowhere', async () => {
    const threads = `${smsKey}\\Components\\SMS_EXECUTIVE\\Threads`;
    const found = (await branch.registry.read(threads))!;
    assert.equal(found.volatile, true);
    assert.ok(found.values.some(value => value.name === 'SMS_SCHEDULER' && /^[0-9A-F]+$/.test(readString(value))));
    const above = (await branch.registry.read(smsKey))!.subkeys.find(({ name }) => name === 'Components');
    assert.ok(
      above?.subkeys.find(({ name }) => name === 'SMS_EXECUTIVE')?.subkeys.some(({ name }) => name === 'Threads'),
    );
    await branch.services.setStartType(scman, 'manual');
    await machineDown(folder, 'BRANCH1');
    await up('BRANCH1');
    assert.equal(await branch.registry.read(threads), undefined);
  });

  it('asks its parent for a site control file when it has none, and gets it if something can still carry it', async () => {
    const path = `${controlFolder}\\SITECTRL.CT0`;
    await branch.services.start(scman);
    await waitForService(branch, 'SMS_EXECUTIVE', 'running', { timeoutMs: 300_000 });
    await labSettled(folder); // a control file that is on its way from the parent would do as well
    await stop(scman);
    await branch.files.remove(path);
    const before = (await log()).length;
    await branch.services.start(scman);
    await eventually('event 242', async () => /Event 242/.test((await log()).slice(before)));
    await eventually('a control file from the parent', async () =>
      (await names(branch, controlFolder)).includes('SITECTRL.CT0'),
    );
    const control = parseSiteControlFile(await branch.files.read(path));
    assert.ok(recordsOf(control, 'component').length > 5);
    assert.match(await textOf(host('HQ1'), 'C:\\SMS\\LOGS\\HMAN.LOG'), /PROPOSED site control file/);
  });
});

/** Copies what the article calls for from one machine folder to another, with times and extended attributes. */
async function putBack(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'C'), { recursive: true });
  await mkdir(join(to, 'D'), { recursive: true });
  await copy('cp', ['-a', '--parents', 'C/SMS', 'C/MS', 'C/SMS.INI', 'D/SMS_PKGD', to], { cwd: from });
}
