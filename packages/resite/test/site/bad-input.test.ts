import assert from 'node:assert/strict';
import { cp, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { type Host, labHost, waitForService } from '@resite/host';
import { type BareMachineOptions, createBareMachine, destroyMachine, machineDown, machineUp } from '@resite/lab';
import { stringValue } from '@resite/registry';
import { localSource, openRepository, type Repository } from '@resite/repository';
import { longTest, sampleOf } from '../../../../scripts/sample.ts';
import { errorCode, type Hierarchy, hierarchy, untilActive } from '../support/hierarchy.ts';
import { type Refusal, refused, untilQuiet } from './world.ts';

/** Each wrong input is found before anything is changed, and named with its place and its remedy. */
describe('a backup is refused', () => {
  const site = hierarchy();
  const backup = (what: string, words: readonly string[], wanted: Refusal) =>
    test(what, () => refused(site, ['backup', ...words], wanted));

  before(() => untilQuiet(site));

  backup('without resite.yaml', ['S01', '--config', 'elsewhere.yaml'], {
    exit: 2,
    error: 'CONFIG_MISSING',
    says: ['elsewhere.yaml does not exist', '--config'],
  });

  test('with a wrong resite.yaml', async () => {
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    await writeFile(join(site.folder, 'wrong.yaml'), yaml.replace('parent: P01', 'parent: P02'));
    await refused(site, ['backup', 'S01', '--config', 'wrong.yaml'], {
      exit: 2,
      error: 'CONFIG_INVALID',
      says: [/wrong\.yaml:\d+:\d+: /, 'P02', 'resite config schema'],
    });
  });

  backup('of an unknown site', ['S10'], {
    exit: 2,
    error: 'SITE_UNKNOWN',
    says: ['no site S10 in', 'resite.yaml', 'S01'],
  });

  backup('of a primary site', ['P01'], {
    exit: 20,
    error: 'SITE_NOT_SECONDARY',
    says: ['P01 is a primary site', 'resite.yaml', 'backup of its database'],
  });

  test('with the wrong password of the repository', async () => {
    await writeFile(join(site.folder, 'wrong.password'), 'open barley\n');
    await refused(site, ['backup', 'S01', '--password-file', 'wrong.password'], {
      exit: 12,
      error: 'WRONG_PASSWORD',
      says: [join(site.folder, 'backups')],
    });
    const { code, stdout } = await site.resite('check', 'S01', '--password-file', 'wrong.password');
    assert.equal(code, 12);
    assert.match(stdout, /^✗ The repository opens with its password: .*\nS01 cannot be backed up: 1 check failed\n$/m);
  });

  test('without a password', async () => {
    await writeFile(join(site.folder, 'empty.password'), '\n');
    await refused(site, ['backup', 'S01', '--password-file', 'empty.password'], {
      exit: 2,
      error: 'SECRET_UNREADABLE',
      says: ['no password in the file empty.password', 'more than white space'],
    });
  });

  backup('without a repository', ['S01', '-r', 'nowhere', '--password-file', 'repository.password'], {
    exit: 10,
    error: 'REPOSITORY_MISSING',
    says: ['nowhere', 'Check the location'],
  });

  test('of the disk of a lab machine that is up', async () => {
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    const changed = yaml.replace('BRANCH1: { driver: lab, machine:', 'BRANCH1: { driver: image, folder:');
    assert.notEqual(changed, yaml);
    await writeFile(join(site.folder, 'image.yaml'), changed);
    await refused(site, ['backup', 'S01', '--config', 'image.yaml'], {
      exit: 20,
      error: 'HOST_RUNNING',
      says: [join(site.lab, 'BRANCH1'), 'driver lab', 'resite lab down'],
    });
    const { code, stdout } = await site.resite('check', 'S01', '--config', 'image.yaml');
    assert.equal(code, 20);
    assert.match(stdout, /^✗ The site server BRANCH1 answers: found .*a lab machine that is up/m);
  });

  test('without SITECTRL.CT0', async () => {
    const path = join(site.lab, 'BRANCH1/C/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0');
    await changeService(site, 'BRANCH1', 'SMS_SITE_CONFIG_MANAGER', 'stopped'); // it writes the file now and then
    await rename(path, join(site.folder, 'SITECTRL.CT0'));
    await refused(site, ['backup', 'S01'], {
      exit: 20,
      error: 'SITE_CONTROL_FILE_MISSING',
      says: ['no C:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0', 'PREINST /DUMP'],
    });
    await rename(join(site.folder, 'SITECTRL.CT0'), path);
    await changeService(site, 'BRANCH1', 'SMS_SITE_CONFIG_MANAGER', 'running');
  });

  test('when the database of the parent is stopped', async () => {
    await changeService(site, 'HQ1', 'MSSQLSERVER', 'stopped');
    await refused(site, ['backup', 'S01'], {
      exit: 20,
      error: 'DATABASE_UNREACHABLE',
      says: ['database of HQ1', 'Start SQL Server'],
    });
    await changeService(site, 'HQ1', 'MSSQLSERVER', 'running');
  });

  test('when the parent is down', async () => {
    await machineDown(site.lab, 'HQ1');
    await refused(site, ['backup', 'S01'], {
      exit: 20,
      error: 'PARENT_DOWN',
      says: ['parent site server HQ1', /resite lab up \/.*\/lab --machine HQ1\s+Q138347 needs the parent up/],
    });
    await powerOn(site, 'HQ1');
  });

  longTest('when the site server is down', async () => {
    await machineDown(site.lab, 'BRANCH1');
    await refused(site, ['backup', 'S01'], { exit: 20, error: 'HOST_DOWN', says: ['BRANCH1', 'resite lab up'] });
    await powerOn(site, 'BRANCH1');
  });

  test('and is done once all of that is put right, whatever the case of the site code', async () => {
    const { code, stderr } = await site.resite('backup', 's01');
    assert.equal(code, 0, stderr);
    assert.match((await site.resite('snapshots', 's01')).stdout, /^ID +Time \(UTC\) .*\n.*\n1 snapshot\n$/);
    const unknown = await site.resite('snapshots', 'S10');
    assert.deepEqual([unknown.code, errorCode(unknown)], [2, 'SITE_UNKNOWN']);
  });
});

describe('a restore is refused', () => {
  const site = hierarchy();
  let bare = false;
  const restore = (what: string, words: readonly string[], wanted: Refusal) =>
    test(what, async () => {
      if (!bare) await putInPlace(site);
      bare = true;
      await refused(site, ['restore', 'S01', ...words], { ...wanted, quiet: true });
    });

  before(async () => {
    const { code, stderr } = await site.resite('backup', 'S01');
    assert.equal(code, 0, stderr);
    await untilQuiet(site);
  });

  test('to the server that carries the site', () =>
    refused(site, ['restore', 'S01'], {
      exit: 20,
      error: 'TARGET_HAS_SMS',
      says: ['HKLM\\SOFTWARE\\Microsoft\\SMS', 'Q139627'],
    }));

  const servers: readonly (readonly [what: string, BareMachineOptions, Refusal])[] = [
    [
      'another computer name',
      { computerName: 'BRANCH9' },
      {
        exit: 20,
        error: 'TARGET_COMPUTER_NAME',
        says: ['found BRANCH9, wanted BRANCH1', 'Give Windows NT Server on the target this name'],
      },
    ],
    [
      'another domain',
      { domain: 'OTHERDOM' },
      { exit: 20, error: 'TARGET_DOMAIN', says: ['found OTHERDOM, wanted BRANCHDOM', 'Join the target'] },
    ],
    [
      'a drive less',
      { drives: ['C'] },
      {
        exit: 20,
        error: 'TARGET_DRIVE_MISSING',
        says: ['hard drives C, wanted hard drives C, D', 'Disk Administrator'],
      },
    ],
    [
      'an account that may not log on as a service',
      { serviceLogonRight: false },
      { exit: 20, error: 'SERVICE_RIGHT', says: ['BRANCHDOM\\SMSADMIN', 'User Manager'] },
    ],
  ];
  // Each of these checks is tried in check-faults.test.ts as well.
  for (const [what, options, wanted] of sampleOf(servers, 1)) {
    test(`to a server with ${what}`, async () => {
      await putInPlace(site, options);
      bare = false;
      await refused(site, ['restore', 'S01', '--to', 'BRANCH1'], { ...wanted, quiet: true });
    });
  }

  restore('of an unknown snapshot', ['--snapshot', 'ffffffff'], {
    exit: 1,
    error: 'SNAPSHOT_MISSING',
    says: ['ffffffff'],
  });

  restore('to an unknown host', ['--to', 'BRANCH2'], {
    exit: 2,
    error: 'HOST_UNKNOWN',
    says: ['no host BRANCH2 in', 'resite.yaml', 'BRANCH1'],
  });

  restore('to the parent', ['--to', 'HQ1'], {
    exit: 20,
    error: 'CHECK_FAILED',
    says: ['HQ1 is the server of site', 'S01 cannot be restored there'],
  });

  test('of a snapshot of another site', async () => {
    const manifest = await withRepository(site, async repository => {
      const { tree } = await repository.findSnapshot('latest');
      const node = await repository.find(tree, '/.resite/manifest.json');
      return (await buffer(repository.read(node!))).toString();
    });
    const id = await commitManifest(site, manifest.replaceAll('"S01"', '"S02"'));
    await refused(site, ['restore', 'S01', '--snapshot', id], {
      exit: 20,
      error: 'SITE_CODE_MISMATCH',
      says: [`snapshot ${id.slice(0, 8)} is of site S02, not S01`, 'resite snapshots S01'],
      quiet: true,
    });
  });

  test('of a snapshot with a damaged manifest', async () => {
    const id = await commitManifest(site, '{ "schema": 1');
    await refused(site, ['restore', 'S01', '--snapshot', id], {
      exit: 20,
      error: 'MANIFEST_INVALID',
      says: [`snapshot ${id.slice(0, 8)}`, 'manifest.json: it is no JSON', 'choose another snapshot'],
      quiet: true,
    });
  });

  test('of a snapshot that is none of a site', async () => {
    const { stdout } = await site.resite('repo', 'backup', 'resite.yaml', '--json');
    const id = String(stdout.match(/"snapshot_id":"(\w+)"/)?.[1]);
    await refused(site, ['restore', 'S01', '--snapshot', id], {
      exit: 20,
      error: 'SNAPSHOT_INCOMPLETE',
      says: [`snapshot ${id.slice(0, 8)} has no /.resite/manifest.json`, 'resite snapshots'],
      quiet: true,
    });
  });

  test('of a snapshot of which a byte has changed', async () => {
    const damaged = join(site.folder, 'damaged');
    await cp(join(site.folder, 'backups'), damaged, { recursive: true });
    await flipByte(await largestPack(damaged), 100);
    await refused(site, ['restore', 'S01', '-r', 'damaged', '--password-file', 'repository.password'], {
      exit: 1,
      error: 'REPOSITORY_DAMAGED',
      says: [/cannot read \/[CD]\/.* of snapshot/, 'resite repo check --read-data'],
      quiet: true,
    });
  });

  test('with the wrong password of the service account', async () => {
    await writeFile(join(site.folder, 'wrong.password'), 'open barley\n');
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    const changed = yaml.replaceAll('./lab/service.password', 'wrong.password');
    assert.notEqual(changed, yaml);
    await writeFile(join(site.folder, 'wrong-password.yaml'), changed);
    await refused(site, ['restore', 'S01', '--config', 'wrong-password.yaml'], {
      exit: 20,
      error: 'SERVICE_LOGON',
      says: ['BRANCHDOM\\SMSADMIN', 'its case counts'],
      quiet: true,
    });
  });

  test('where a file has the path of the SMS root directory', async () => {
    await writeFile(join(site.lab, 'BRANCH1/C/SMS'), '');
    await refused(site, ['restore', 'S01'], {
      exit: 20,
      error: 'TARGET_SMS_ROOT',
      says: ['found a file C:\\SMS', 'wanted C:\\SMS'],
      quiet: true,
    });
    await rm(join(site.lab, 'BRANCH1/C/SMS'));
  });

  test('to a server that has a rest of SMS', async () => {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
    await withHost(site, 'BRANCH1', host => host.registry.setValue(key, stringValue('Left', 'over')));
    await refused(site, ['restore', 'S01'], { exit: 20, error: 'TARGET_HAS_SMS', says: [key, 'Q139627'], quiet: true });
    await withHost(site, 'BRANCH1', host => host.registry.remove(key));
  });

  test('when the target is down', async () => {
    await machineDown(site.lab, 'BRANCH1');
    await refused(site, ['restore', 'S01'], {
      exit: 20,
      error: 'HOST_DOWN',
      says: ['target BRANCH1', 'resite lab up'],
      quiet: true,
    });
    await powerOn(site, 'BRANCH1');
  });

  longTest('when the parent is down', async () => {
    await machineDown(site.lab, 'HQ1');
    await refused(site, ['restore', 'S01'], {
      exit: 20,
      error: 'PARENT_DOWN',
      says: ['parent site server HQ1', 'Q138347 needs the parent up'],
      quiet: true,
    });
    await powerOn(site, 'HQ1');
  });

  test('and is done once all of that is put right', async () => {
    const { code, stderr } = await site.resite('restore', 'S01');
    assert.equal(code, 0, stderr);
    await untilActive(site.lab);
  });
});

/** A new server in place of BRANCH1. */
async function putInPlace(site: Hierarchy, options: BareMachineOptions = {}): Promise<void> {
  await destroyMachine(site.lab, 'BRANCH1');
  await createBareMachine(site.lab, 'BRANCH1', options);
  await powerOn(site, 'BRANCH1');
}

async function powerOn(site: Hierarchy, name: string): Promise<void> {
  await machineUp(site.lab, name);
  await untilQuiet(site);
}

function changeService(site: Hierarchy, machine: string, name: string, to: 'running' | 'stopped'): Promise<void> {
  return withHost(site, machine, async host => {
    await (to === 'running' ? host.services.start(name) : host.services.stop(name));
    await waitForService(host, name, to, { timeoutMs: 300_000 });
  });
}

async function withHost<T>(site: Hierarchy, name: string, use: (host: Host) => Promise<T>): Promise<T> {
  const host = labHost({ name, machine: join(site.lab, name) });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

async function withRepository<T>(site: Hierarchy, use: (repository: Repository) => Promise<T>): Promise<T> {
  const password = (await readFile(join(site.folder, 'repository.password'), 'utf8')).trim();
  const repository = await openRepository(join(site.folder, 'backups'), password);
  try {
    return await use(repository);
  } finally {
    await repository.close();
  }
}

/** A snapshot, newer than all others, that holds nothing but this manifest. */
async function commitManifest(site: Hierarchy, manifest: string): Promise<string> {
  const folder = join(site.folder, 'foreign');
  await mkdir(join(folder, '.resite'), { recursive: true });
  await writeFile(join(folder, '.resite', 'manifest.json'), manifest);
  return withRepository(site, async repository => {
    const { tree } = await repository.archive(localSource([folder]));
    const node = await repository.find(tree, folder);
    const { id } = await repository.commit({
      time: new Date().toISOString(),
      tree: String(node?.subtree),
      paths: ['/.resite'],
      hostname: 'BRANCH2',
      username: 'test',
      tags: ['resite', 'site:S02'],
    });
    return id;
  });
}

async function largestPack(repository: string): Promise<string> {
  const names = await readdir(join(repository, 'data'), { recursive: true, withFileTypes: true });
  const packs = names.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(packs.map(async path => ({ path, size: (await stat(path)).size })));
  return sizes.sort((a, b) => b.size - a.size)[0]!.path;
}

async function flipByte(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  byte[0]! ^= 1;
  await file.write(byte, 0, 1, position);
  await file.close();
}
