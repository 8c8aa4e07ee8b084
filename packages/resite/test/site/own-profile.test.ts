import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Host } from '@resite/host';
import { labHost } from '@resite/host/lab';
import { createBareMachine, createScratchLab, destroyLab, destroyMachine, labUp } from '@resite/lab';
import { stringValue } from '@resite/registry';
import { upcase } from '@resite/registry/names';
import { resite } from '../support/cli.ts';
import { makeRepository } from '../support/repository.ts';

/**
 * Sites of a kind that no line of Resite knows, given by data alone: another key, other services and another order of them,
 * other folders and files, no service that brings up the others, and a file in which the site counts.
 */
const yaml = `
repository: { location: ./backups, passwordFile: ./repository.password }
hosts:
  SHOP: { driver: lab, machine: ./lab/SERVER }
  HEAD: { driver: lab, machine: ./lab/PARENT }
profiles:
  till-head:
    title: Till head office
    system: Till
    source: Till handbook
    registryKey: HKLM\\SOFTWARE\\Example\\TillHead
    siteCode: Setup\\Office
    root: { path: C:\\HEAD }
    services: [TillBooks]
  till-shop:
    title: Till shop
    system: Till
    source: Till handbook
    parent: till-head
    registryKey: HKLM\\SOFTWARE\\Example\\Till
    siteCode: Setup\\Shop Code
    parentSiteCode: Setup\\Office
    version: Setup\\Version
    root: { value: Setup\\Folder }
    places:
      journal: { type: directory, path: C:\\JOURNAL }
      receipts: { type: file, name: TILL?.LOG, several: true, optional: true }
    services: [TillWatch, TillSales, TillPrint]
    shares: [TILL*]
    requiredFiles: [BIN\\SALES.EXE, NEXT.NUM]
    alwaysReread: ['*.NUM']
    counters: [Sales Today]
sites:
  HQ0: { profile: till-head, host: HEAD }
  T01:
    profile: till-shop
    host: SHOP
    parent: HQ0
    serviceAccount: { user: SHOPDOM\\TILL, passwordFile: ./lab/service.password }
`;

const server = {
  computerName: 'SHOP',
  domain: 'SHOPDOM',
  windowsVersion: '3.51',
  servicePack: 'Service Pack 5',
  platform: 'X86',
  drives: ['C', 'D'],
  systemRoot: 'C:\\WINNT35',
  accounts: ['SHOPDOM\\TILL'],
  parentServer: 'HEAD',
};

let folder = '';
const type = (...args: string[]) => resite(args, { cwd: folder });
const on = async <T>(machine: 'SERVER' | 'PARENT', use: (host: Host) => Promise<T>): Promise<T> => {
  const host = labHost({ name: machine, machine: join(folder, 'lab', machine) });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
};

before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'resite-own-profile-')));
  await writeFile(join(folder, 'resite.yaml'), yaml);
  await writeFile(join(folder, 'repository.password'), 'till\n', { mode: 0o600 });
  const lab = join(folder, 'lab');
  await mkdir(lab, { mode: 0o700 });
  await createScratchLab(lab, server);
  await labUp(lab, { exitWith: process.pid });
  await on('PARENT', putHead);
  await on('SERVER', putShop);
  await makeRepository(join(folder, 'backups'), 'till');
  await type('keys', 'create');
});
after(async () => {
  await destroyLab(join(folder, 'lab'));
  await rm(folder, { recursive: true });
});

test('a site of a profile of one’s own is backed up, lost, restored and rehearsed', async t => {
  await t.test('the check before a backup speaks of it in its own words', async () => {
    const { code, stdout, stderr } = await type('check', 'T01');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /SHOP carries a site of Till/);
    assert.doesNotMatch(stdout, /SMS|UID/);
  });

  await t.test('the backup stops its services and its parent’s in their order, and returns them', async () => {
    const { code, stdout, stderr } = await type('backup', 'T01');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout + stderr, /stopped TillWatch, TillSales, TillPrint/);
    assert.match(stdout + stderr, /stopped TillBooks/);
    assert.doesNotMatch(stdout + stderr, /SMS/);
    assert.deepEqual(await on('SERVER', states), shopStates);
  });

  await t.test('drift names what has changed since', async () => {
    await on('SERVER', host => host.registry.setValue(`${shopKey}\\Setup`, stringValue('Version', '2.0')));
    const { code, stdout } = await type('drift', 'T01');
    assert.equal(code, 20, stdout);
    assert.match(stdout, /Version/);
    await on('SERVER', host => host.registry.setValue(`${shopKey}\\Setup`, stringValue('Version', '1.7')));
  });

  await t.test('a rehearsal brings it to life on a scratch machine', async () => {
    const { code, stdout, stderr } = await type('rehearse', 'T01');
    assert.equal(code, 0, stdout + stderr);
  });

  await t.test('the restore to a bare server brings back all of it', async () => {
    const lab = join(folder, 'lab');
    const lost = await on('SERVER', contents);
    await destroyMachine(lab, 'SERVER');
    await createBareMachine(lab, 'SERVER');
    await labUp(lab, { exitWith: process.pid });
    const { code, stdout, stderr } = await type('restore', 'T01');
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /SMS/);
    assert.deepEqual(await on('SERVER', contents), lost);
    assert.deepEqual(await on('SERVER', states), shopStates);
  });
});

const shopKey = 'HKLM\\SOFTWARE\\Example\\Till';
const shopStates = ['TillPrint running manual', 'TillSales running auto', 'TillWatch running auto'];

async function putHead({ files, registry, services }: Host): Promise<void> {
  await files.write('C:\\HEAD\\BOOKS.EXE', Buffer.from('MZ books'));
  await registry.setValue('HKLM\\SOFTWARE\\Example\\TillHead\\Setup', stringValue('Office', 'HQ0'));
  const definition = { account: 'LocalSystem', startType: 'auto' } as const;
  await services.install({ name: 'TillBooks', imagePath: 'C:\\HEAD\\BOOKS.EXE', ...definition }, undefined);
  await services.start('TillBooks');
}

async function putShop({ files, registry, services, shares }: Host): Promise<void> {
  const setup = `${shopKey}\\Setup`;
  const values = { 'Shop Code': 'T01', Office: 'HQ0', Version: '1.7', Folder: 'D:\\TILL' };
  for (const [name, value] of Object.entries(values)) await registry.setValue(setup, stringValue(name, value));
  const texts = {
    'D:\\TILL\\BIN\\SALES.EXE': 'MZ sales',
    'D:\\TILL\\BIN\\WATCH.EXE': 'MZ watch',
    'D:\\TILL\\BIN\\PRINT.EXE': 'MZ print',
    'D:\\TILL\\NEXT.NUM': '4711',
    'C:\\JOURNAL\\DAY1.TXT': 'sold',
    'C:\\TILL1.LOG': 'began',
    'D:\\TILL2.LOG': 'began',
  };
  for (const [path, content] of Object.entries(texts)) await files.write(path, Buffer.from(content));
  await shares.create({ name: 'TILLDATA', path: 'D:\\TILL', comment: 'data of the shop' });
  for (const [name, startType, account] of [
    ['TillWatch', 'auto', 'LocalSystem'],
    ['TillSales', 'auto', 'SHOPDOM\\TILL'],
    ['TillPrint', 'manual', 'LocalSystem'],
  ] as const) {
    const imagePath = `D:\\TILL\\BIN\\${upcase(name.slice(4))}.EXE`;
    await services.install({ name, displayName: `The ${name}`, imagePath, account, startType }, 'any');
    await services.start(name);
  }
}

async function states({ services }: Host): Promise<string[]> {
  const found = (await services.list()).filter(({ name }) => name.startsWith('Till'));
  return found.map(({ name, state, startType }) => `${name} ${state} ${startType}`);
}

/** All that a restore must bring back. */
async function contents({ files, registry, services, shares }: Host) {
  const paths = [
    'D:\\TILL\\BIN\\SALES.EXE',
    'D:\\TILL\\NEXT.NUM',
    'C:\\JOURNAL\\DAY1.TXT',
    'C:\\TILL1.LOG',
    'D:\\TILL2.LOG',
  ];
  const texts = await Promise.all(paths.map(async path => (await files.read(path)).toString()));
  const key = await registry.read(`${shopKey}\\Setup`);
  return {
    texts,
    values: key?.values.map(({ name, data }) => [name, Buffer.from(data).toString('hex')]),
    services: (await services.list()).filter(({ name }) => name.startsWith('Till')),
    shares: (await shares.list()).filter(({ name }) => name.startsWith('TILL')),
  };
}
