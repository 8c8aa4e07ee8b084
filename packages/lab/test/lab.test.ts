import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { diskFiles, imageHost } from '@resite/host';
import { findKey, findValue } from '@resite/registry/keys';
import { readDword } from '@resite/registry/values';
import { checkBeforeBackup, discoverSite, sms1xSecondary } from '@resite/site';
import {
  createBareMachine,
  createLab,
  destroyLab,
  destroyMachine,
  labSettled,
  labStatus,
  readLab,
} from '../src/index.ts';
import { filesBelow, testLab } from './support/lab.ts';

describe('a lab', async () => {
  /** Whose machines are never on; the last tests destroy one. */
  const { folder } = await testLab();

  it('tells what runs, and holds two sites that the rest of the program finds in order', async () => {
    const { folder, host, up } = await testLab({ root: 'D:\\NTAPPS\\SMS', clients: 2, files: 90, bytes: 100_001 });
    const off = await labStatus(folder);
    assert.deepEqual(
      off.machines.map(({ name, state, services }) => [name, state, services.length]),
      [
        ['HQ1', 'down', 0],
        ['BRANCH1', 'down', 0],
      ],
    );
    assert.deepEqual(off.sites, [
      { code: 'P01', name: 'Headquarters', parent: '', machine: 'HQ1' },
      { code: 'S01', name: 'Branch office', parent: 'P01', machine: 'BRANCH1' },
    ]);
    assert.deepEqual(off.clients, [
      { name: 'PC0001', site: 'S01', id: 'S0101001' },
      { name: 'PC0002', site: 'S01', id: 'S0101002' },
    ]);
    await hasPackageFiles(folder);
    const statuses = async () => (await labSettled(folder)).sites.map(({ code, status }) => [code, status]);
    await up('HQ1');
    assert.deepEqual(await statuses(), [
      ['P01', 'ACTIVE'],
      ['S01', 'PENDING'],
    ]);
    await up('BRANCH1');
    assert.deepEqual(await statuses(), [
      ['P01', 'ACTIVE'],
      ['S01', 'ACTIVE'],
    ]);
    const site = await discoverSite(host('BRANCH1'));
    assert.deepEqual(
      [site.profile, site.siteCode, site.parentSiteCode, site.smsRoot, site.clientTree, site.smsIni, site.drives],
      ['sms-1x-secondary', 'S01', 'P01', 'D:\\NTAPPS\\SMS', 'C:\\MS', 'C:\\SMS.INI', ['C', 'D']],
    );
    assert.deepEqual([site.uids, site.nextUniqueId, site.version], [['S0101003'], '02', '692']);
    assert.deepEqual(site.packageFolders, ['D:\\SMS_PKGD']);
    assert.equal((await discoverSite(host('HQ1'))).profile, 'sms-1x-primary');
    const checks = await checkBeforeBackup({
      siteCode: 'S01',
      host: host('BRANCH1'),
      parentHost: host('HQ1'),
      profile: sms1xSecondary,
    });
    const failed = checks.filter(({ state }) => state !== 'ok');
    assert.deepEqual(failed, []);
    await destroyMachine(folder, 'BRANCH1');
    assert.equal((await labStatus(folder)).machines[1]!.state, 'missing');
  });

  /** As many and as large as asked for. */
  const hasPackageFiles = async (folder: string) => {
    const files = await filesBelow(join(folder, 'BRANCH1/D/SMS_PKGD'));
    const sizes = await Promise.all(files.map(async path => (await stat(path)).size));
    assert.deepEqual([files.length, sizes.reduce((sum, size) => sum + size, 0)], [90, 100_001]);
    assert.equal((await readdir(join(folder, 'BRANCH1/D/SMS_PKGD'))).length, 3);
  };

  it('is private, and has on its disks all that Windows keeps of files', async () => {
    for (const path of await filesBelow(folder)) assert.equal((await stat(path)).mode & 0o077, 0, path);
    const files = diskFiles(join(folder, 'BRANCH1'));
    const ini = (await files.stat('C:\\SMS.INI'))!;
    assert.equal(ini.attributes, 0x22);
    assert.ok(ini.modified % 1000n !== 0n && ini.created! % 1000n !== 0n);
    const map = (await files.stat('C:\\SMS\\SYSTEM.MAP'))!;
    assert.equal(map.attributes, 0x21);
    const [uid] = await files.list('C:\\SMS\\LOGON.SRV\\SMSID');
    assert.ok((await files.securityDescriptor(`C:\\SMS\\LOGON.SRV\\SMSID\\${uid!.name}`)) !== undefined);
    const folders = ['C:\\SMS', 'C:\\SMS\\SITE.SRV', 'C:\\SMS\\LOGON.SRV\\SMSID'];
    const access = await Promise.all(folders.map(path => files.securityDescriptor(path)));
    assert.equal(new Set(access.map(each => Buffer.from(each!).toString('hex'))).size, 3);
    await assert.rejects(files.list('C:\\SMS\\PRIMSITE.SRV'), { code: 'FILE_MISSING' });
    assert.ok((await diskFiles(join(folder, 'HQ1')).list('C:\\SMS\\PRIMSITE.SRV')).length > 0);
  });

  it('numbers its reports in the registry from the start', async () => {
    const registry = imageHost({ name: 'BRANCH1', folder: join(folder, 'BRANCH1') }).registry;
    const key = (await registry.read('HKLM\\SOFTWARE\\Microsoft\\SMS'))!;
    assert.equal(readDword(findValue(findKey(key, 'Components\\SMS_SITE_REPORTER')!, 'Last Report')!), 0);
  });

  it('gives a bare server the place of one that was destroyed, the same or another', async () => {
    const machine = join(folder, 'BRANCH1');
    const identity = (name = machine) => imageHost({ name: 'BRANCH1', folder: name }).identity();
    const before = await identity();
    await assert.rejects(createBareMachine(folder, 'BRANCH1'), { code: 'LAB_EXISTS', message: /BRANCH1/ });
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'branch1');
    assert.deepEqual(await identity(), before);
    const host = imageHost({ name: 'BRANCH1', folder: machine });
    assert.deepEqual(
      (await host.services.list()).map(({ name }) => name),
      ['Schedule', 'Spooler'],
    );
    await assert.rejects(discoverSite(host), { code: 'SITE_NOT_FOUND' });
    await destroyMachine(folder, 'BRANCH1');
    await assert.rejects(destroyMachine(folder, 'BRANCH1'), { code: 'FILE_MISSING' });
    await createBareMachine(folder, 'BRANCH1', { computerName: 'BRANCH2', domain: 'OTHERDOM', drives: ['C'] });
    assert.deepEqual(await identity(), { ...before, computerName: 'BRANCH2', domain: 'OTHERDOM', drives: ['C'] });
  });

  it('gives a bare server the role of the one that was destroyed', async () => {
    const { folder, host, up } = await testLab({ backupController: true });
    const disk = imageHost({ name: 'BRANCH1', folder: join(folder, 'BRANCH1') });
    const onDisk = await disk.identity();
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'BRANCH1');
    assert.deepEqual([onDisk.role, (await disk.identity()).role], ['domain-controller', 'domain-controller']);
    await up('BRANCH1');
    assert.equal((await host('BRANCH1').identity()).role, 'backup-domain-controller');
  });

  it('never gives a bare server a fence that its predecessor had', async () => {
    const fence = async () => Number(await readFile(join(folder, 'BRANCH1/fence'), 'utf8'));
    await imageHost({ name: 'BRANCH1', folder: join(folder, 'BRANCH1') }).claim();
    const before = await fence();
    await destroyMachine(folder, 'BRANCH1');
    await createBareMachine(folder, 'BRANCH1');
    assert.ok((await fence()) > before);
  });

  it('that cannot be built to its end leaves nothing behind', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'resite-lab-test-'));
    try {
      // So deep that the folders of the machines still fit into a path, but not all of their files.
      const deep = join(parent, ...Array.from({ length: 18 }, () => 'd'.repeat(250))).slice(0, 4036);
      await assert.rejects(createLab(deep));
      assert.deepEqual(await readdir(deep), []);
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });

  it('is made only in a new or empty folder, and only of what makes sense', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'resite-lab-test-'));
    const folder = join(parent, 'lab');
    try {
      for (const root of ['SMS', 'C:\\', 'E:\\SMS', 'C:\\..\\SMS', 'C:\\SMS\\..', '\\\\HQ1\\SMS', 'C:\\A B']) {
        await assert.rejects(createLab(folder, { root }), { code: 'USAGE' }, root);
      }
      for (const options of [{ clients: -1 }, { files: 0 }, { bytes: 0.5 }, { minuteMs: Number.NaN }]) {
        await assert.rejects(createLab(folder, options), { code: 'USAGE' }, JSON.stringify(options));
      }
      await assert.rejects(stat(folder), { code: 'ENOENT' });
      await mkdir(folder);
      await writeFile(join(folder, 'mine.txt'), 'mine');
      await assert.rejects(createLab(folder), { code: 'LAB_EXISTS' });
      assert.deepEqual(await readdir(folder), ['mine.txt']);
      for (const action of [destroyLab, labStatus, readLab])
        await assert.rejects(action(folder), { code: 'LAB_MISSING' });
      await writeFile(join(folder, 'lab.json'), '{');
      await assert.rejects(readLab(folder), { code: 'LAB_MISSING', message: /damaged/ });
      await rm(folder, { recursive: true });
      await createLab(folder, { files: 1, bytes: 1, clients: 0 });
      await assert.rejects(createLab(folder), { code: 'LAB_EXISTS', message: /holds a lab/ });
      await destroyLab(folder);
      await assert.rejects(stat(folder), { code: 'ENOENT' });
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });
});
