import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Host, imageHost } from '@resite/host';
import { parseHive } from '@resite/registry/hive';
import { getIni, parseIni } from '@resite/site/ini';
import { parseSiteControlFile } from '@resite/site/site-control-file';
import {
  createBareMachine,
  createLab,
  destroyMachine,
  joinClients,
  type LabOptions,
  labSettled,
} from '../src/index.ts';
import { filesBelow, names, testLab } from './support/lab.ts';

const root = 'C:\\SMS';

/** Every place of a site server that says of which SMS, on which platform, and of which Windows NT it is. */
async function wordsOf(folder: string, host: Host) {
  const { platform, windowsVersion, systemRoot } = await host.identity();
  const hive = join(folder, systemRoot.replace(':', '').replace('\\', '/'), 'SYSTEM32/CONFIG/SOFTWARE');
  const control = await host.files.read(`${root}\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0`);
  const map = (await host.files.read(`${root}\\SYSTEM.MAP`)).toString('latin1');
  const version = await host.registry.value('HKLM\\SOFTWARE\\Microsoft\\SMS\\Setup', 'Version');
  const services = (await host.services.list()).filter(({ name }) => name.startsWith('SMS_'));
  return {
    windows: [platform, windowsVersion, systemRoot, parseHive(await readFile(hive)).minorVersion],
    control: [control.toString('latin1').split('\r\n', 1)[0], ...properties(control)],
    map: /^IDLIST "BUILDNUMBER" = "(\d+)"/m.exec(map)?.[1],
    registry: version && Buffer.from(version.data).toString('utf16le').replace(/\0$/, ''),
    ini: getIni(parseIni(await host.files.read('C:\\SMS.INI')), 'SMS', 'BuildNo'),
    folders: [...new Set((await filesBelow(join(folder, 'C'))).flatMap(path => /\w+\.SRV\/\w+\.BIN/.exec(path) ?? []))],
    services: services.map(({ name, imagePath }) => `${name} ${imagePath.slice(root.length + 1)}`),
  };
}

function properties(control: Buffer): string[] {
  return parseSiteControlFile(control).records.flatMap(record => {
    if (record.kind === 'property-list') return record.name === 'SoftwareUnits' ? record.items : [];
    return record.kind === 'property' && ['Site Server Platform', 'Version'].includes(record.name)
      ? [record.string1]
      : [];
  });
}

const folders = (platform: string) => [
  `HELPER.SRV/${platform}.BIN`,
  ...new Set([`LOGON.SRV/${platform}.BIN`, 'LOGON.SRV/X86.BIN']),
  `SITE.SRV/${platform}.BIN`,
];
const services = (platform: string) => [
  `SMS_EXECUTIVE SITE.SRV\\${platform}.BIN\\SMSEXEC.EXE`,
  `SMS_INVENTORY_AGENT_NT HELPER.SRV\\${platform}.BIN\\INVWIN32.EXE`,
  `SMS_PACKAGE_COMMAND_MANAGER_NT HELPER.SRV\\${platform}.BIN\\PCMSVC32.EXE`,
  `SMS_SITE_CONFIG_MANAGER SITE.SRV\\${platform}.BIN\\SITEINS.EXE`,
];

const unitsOfAlpha = ['INTEL CLIENT', 'ALPHA CLIENT', 'SCRIPTS', 'ALPHA SERVER'];

const labs: readonly (readonly [LabOptions, Awaited<ReturnType<typeof wordsOf>>])[] = [
  [
    {},
    {
      windows: ['X86', '3.51', 'C:\\WINNT35', 2],
      control: ['SITE CONTROL FILE [692][1.07]', 'INTEL X86', '692'],
      map: '692',
      registry: '692',
      ini: '692',
      folders: folders('X86'),
      services: services('X86'),
    },
  ],
  [
    { sms: '1.2', windows: '4.0', platform: 'ALPHA' },
    {
      windows: ['ALPHA', '4.0', 'C:\\WINNT', 3],
      control: ['SITE CONTROL FILE [786][1.08]', 'DEC ALPHA', '786', ...unitsOfAlpha],
      map: '786',
      registry: '786',
      ini: '786',
      folders: folders('ALPHA'),
      services: ['SMS_CLIENT_CONFIG_MANAGER HELPER.SRV\\ALPHA.BIN\\CLICFG.EXE', ...services('ALPHA')],
    },
  ],
  [
    { sms: '1.0', parentSms: '1.1', platform: 'MIPS' },
    {
      windows: ['MIPS', '3.51', 'C:\\WINNT35', 2],
      control: ['SITE CONTROL FILE [600][1.06]', 'MIPS R4000', '600'],
      map: '600',
      registry: '600',
      ini: '600',
      folders: folders('MIPS'),
      services: services('MIPS'),
    },
  ],
];

describe('a lab', () => {
  for (const [options, wanted] of labs) {
    it(`with ${JSON.stringify(options)} says so in every place, and its parent is what it should be`, async () => {
      const { folder } = await testLab(options);
      const server = (name: string) => imageHost({ name, folder: join(folder, name) });
      const found = await wordsOf(join(folder, 'BRANCH1'), server('BRANCH1'));
      assert.deepEqual({ ...found, folders: found.folders.sort(), services: found.services.sort() }, wanted);
      const parent = await wordsOf(join(folder, 'HQ1'), server('HQ1'));
      assert.deepEqual(parent.windows, labs[0]![1].windows);
      assert.equal(parent.registry, options.parentSms === undefined ? wanted.registry : '692');
    });
  }

  it('takes no platform, Windows NT or SMS that there never was', async () => {
    const wrong = [{ platform: 'PPC' }, { windows: '5.0' }, { sms: '2.0' }, { parentSms: 'toString' }] as object[];
    for (const options of wrong) await assert.rejects(createLab('/nowhere', options), { code: 'USAGE' });
  });

  it('of SMS 1.2 on an Alpha comes up, and takes no programs of another platform', async () => {
    const { folder, password, host, up } = await testLab({ sms: '1.2', windows: '4.0', platform: 'ALPHA' });
    await up();
    const { sites } = await labSettled(folder);
    assert.deepEqual(
      sites.map(({ status }) => status),
      ['ACTIVE', 'ACTIVE'],
    );
    await joinClients(folder, 'S01', 1);
    const branch = host('BRANCH1');
    await rm(join(folder, 'BRANCH1/C/MS'), { recursive: true });
    const result = await branch.commands.run(`${root}\\LOGON.SRV\\RUNSMS.BAT`, []);
    assert.ok(result !== 'deferred' && /Installed its programs/.test(result.output));
    assert.deepEqual(
      (await names(branch, 'C:\\MS\\SMS\\BIN')).filter(name => name.endsWith('.EXE')),
      ['CLI_NT.EXE'],
    );
    const imagePath = `${root}\\LOGON.SRV\\X86.BIN\\CLI_NT.EXE`;
    await branch.services.install(
      { name: 'X', imagePath, account: 'BRANCHDOM\\SMSADMIN', startType: 'manual' },
      password,
    );
    await assert.rejects(branch.services.start('X'), { code: 'SERVICE_BINARY_MISSING', message: /ALPHA.*193/ });
  });

  it('installs services beside the program of SMS_SITE_CONFIG_MANAGER when its control file names no platform', async () => {
    const { folder, host, up } = await testLab({ platform: 'MIPS' });
    const disk = imageHost({ name: 'BRANCH1', folder: join(folder, 'BRANCH1') });
    const path = `${root}\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0`;
    const control = (await disk.files.read(path)).toString('latin1');
    await disk.files.write(path, Buffer.from(control.replace(/^PROPERTY <Site Server Platform>.*\r\n/m, ''), 'latin1'));
    const executive = 'SMS_EXECUTIVE';
    await disk.registry.remove(`HKLM\\SYSTEM\\CurrentControlSet\\Services\\${executive}`);
    await disk.close();
    await up();
    await labSettled(folder);
    assert.equal(
      (await host('BRANCH1').services.query(executive))?.imagePath,
      `${root}\\SITE.SRV\\MIPS.BIN\\SMSEXEC.EXE`,
    );
  });

  it('gives a server of another platform the place of one that was destroyed', async () => {
    const { folder } = await testLab();
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'BRANCH1', { platform: 'ALPHA', windows: '4.0' });
    const { platform, windowsVersion } = await imageHost({
      name: 'BRANCH1',
      folder: join(folder, 'BRANCH1'),
    }).identity();
    assert.deepEqual([platform, windowsVersion], ['ALPHA', '4.0']);
  });
});
