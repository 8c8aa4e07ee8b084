import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Host } from '@resite/host';
import type { Procedure, Step } from '@resite/procedure';
import type { RegistryKey } from '@resite/registry';
import { saveKey, writeHive } from '@resite/registry/hive';
import { createKey, ensureKey, setValue } from '@resite/registry/keys';
import { dwordValue, stringValue } from '@resite/registry/values';
import { initRepository, type Repository } from '@resite/repository';
import { hostSource } from '../../src/capture/host-source.ts';
import { folderSource, treeWithFolder } from '../../src/capture/tree-source.ts';
import { Execution } from '../../src/execution/execution.ts';
import { Journal } from '../../src/journal/journal.ts';
import { Leases } from '../../src/services/leases.ts';
import { manifest, site } from './description.ts';

export const smsKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
export const roots = ['C:\\SMS', 'C:\\SMS.INI', 'D:\\SMS_PKGD'];

/** The powered-off disk of a site server, an empty one beside it, a repository, and a run on them. */
export interface ImageSite {
  readonly folder: string;
  /** Configured as `BRANCH1`: its disk holds the site. */
  readonly host: Host;
  /** Configured as `TARGET`: NT only. */
  readonly target: Host;
  readonly repository: Repository;
  readonly execution: Execution;
  /** Makes a snapshot of the site as it is and returns its ID. */
  snapshot(): Promise<string>;
}

export async function withImageSite(
  use: (site: ImageSite) => Promise<void>,
  steps: readonly Step[] = [],
): Promise<void> {
  const { site, close } = await makeImageSite(steps);
  try {
    await use(site);
  } finally {
    await close();
  }
}

/** One for all tests of a file: it goes when they are done. */
export async function sharedImageSite(): Promise<ImageSite> {
  const { site, close } = await makeImageSite();
  after(close);
  return site;
}

async function makeImageSite(steps: readonly Step[] = []): Promise<{ site: ImageSite; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'resite-procedure-'));
  const settings = {
    BRANCH1: { driver: 'image', folder: join(folder, 'disk') },
    TARGET: { driver: 'image', folder: join(folder, 'target') },
  } as const;
  await installWindows(settings.BRANCH1.folder, true);
  await installWindows(settings.TARGET.folder, false);
  await writeFile(join(folder, 'password'), 'open sesame\n', { mode: 0o600 });
  const location = join(folder, 'repository');
  await (await initRepository(location, 'open sesame', { kdf: { N: 2 ** 10, r: 1, p: 1 } })).close();
  const journal = new Journal(join(folder, 'state'));
  const run = journal.begin({
    schema: 1,
    kind: 'backup',
    title: 'Test',
    sites: ['S01'],
    profile: 'sms-1x-secondary',
    hosts: settings,
    repository: { location, password: { file: join(folder, 'password') } },
    steps,
  } satisfies Procedure);
  const execution = new Execution({
    run,
    journal,
    emit: () => {},
    signal: new AbortController().signal,
    leases: new Leases(run),
  });
  const [host, target] = [execution.host('BRANCH1'), execution.host('TARGET')];
  await installSite(host);
  const repository = await execution.repository();
  const snapshot = () => commit(host, repository);
  const close = async () => {
    await execution.close();
    journal.close();
    await rm(folder, { recursive: true });
  };
  return { site: { folder, host, target, repository, execution, snapshot }, close };
}

export async function pathsOf(repository: Repository, tree: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of repository.walk(tree)) paths.push(path);
  return paths.sort();
}

async function installWindows(folder: string, withSite: boolean): Promise<void> {
  const config = join(folder, 'C', 'WINNT35', 'SYSTEM32', 'config');
  await mkdir(config, { recursive: true });
  await mkdir(join(folder, 'D'));
  const software = createKey('SOFTWARE');
  const windowsNt = ensureKey(software, 'Microsoft\\Windows NT\\CurrentVersion');
  setValue(windowsNt, stringValue('CurrentVersion', '3.51'));
  setValue(windowsNt, stringValue('SystemRoot', 'C:\\WINNT35'));
  setValue(ensureKey(windowsNt, 'Winlogon'), stringValue('CachePrimaryDomain', 'BRANCHDOM'));
  if (withSite) describeSms(ensureKey(software, 'Microsoft\\SMS'));
  const system = createKey('SYSTEM');
  setValue(ensureKey(system, 'Select'), dwordValue('Current', 1));
  ensureKey(system, 'ControlSet001\\Services');
  const control = ensureKey(system, 'ControlSet001\\Control');
  setValue(ensureKey(control, 'ComputerName\\ComputerName'), stringValue('ComputerName', 'BRANCH1'));
  setValue(ensureKey(control, 'Session Manager\\Environment'), stringValue('PROCESSOR_ARCHITECTURE', 'x86'));
  await writeFile(join(config, 'SOFTWARE'), writeHive(software));
  await writeFile(join(config, 'SYSTEM'), writeHive(system));
}

function describeSms(key: RegistryKey): void {
  setValue(ensureKey(key, 'Identification'), stringValue('Site Code', 'S01'));
  setValue(ensureKey(key, 'Components\\SMS_MAINTENANCE_MANAGER'), stringValue('Next SMS Unique ID', '02'));
}

/** In names that are not in upper case throughout, as disks have them. */
async function installSite({ files }: Host): Promise<void> {
  const content: Record<string, string> = {
    'C:\\SMS\\System.map': 'map',
    'C:\\SMS\\Site.srv\\sitecfg.box\\sitectrl.ct0': 'control',
    'C:\\SMS\\LOGON.SRV\\SMSID\\S0101005.UID': '',
    'C:\\SMS\\LOGON.SRV\\RUNSMS.BAT': '@echo off',
    'C:\\SMS.INI': '[SMS]',
    'C:\\SMSOTHER\\not.me': 'beside the root',
    'C:\\AUTOEXEC.BAT': 'beside the root',
    'D:\\SMS_PKGD\\P01\\SETUP.EXE': 'x'.repeat(3_000),
  };
  for (const [path, text] of Object.entries(content)) {
    await files.write(path, Buffer.from(text));
    await files.setMetadata(path, { modified: 838_209_600_000_000_000n, attributes: 0x20 });
  }
  await files.setMetadata('C:\\SMS.INI', { attributes: 0x22 });
  await files.setMetadata('C:\\SMS\\System.map', {
    created: 800_000_000_000_000_100n,
    securityDescriptor: Buffer.from('01000080000000000000000000000000', 'hex'),
  });
}

async function commit(host: Host, repository: Repository): Promise<string> {
  const key = await host.registry.read(smsKey);
  const { tree: folderTree } = await repository.archive(folderSource('registry', { 'SMS.hiv': saveKey(key!) }));
  const captured = await repository.archive(hostSource(host, roots));
  const text = JSON.stringify({
    ...manifest,
    roots,
    site: { ...site, smsRoot: 'C:\\SMS', rootLogs: ['C:\\SCMAN.LOG'], shares: [] },
  });
  const { tree } = await repository.archive(
    await treeWithFolder(repository, {
      tree: captured.tree,
      name: '.resite',
      folderTree,
      files: { 'manifest.json': Buffer.from(text) },
    }),
  );
  const tags = ['resite', 'site:S01'];
  const time = new Date().toISOString();
  const { id } = await repository.commit({
    time,
    tree,
    paths: ['/C/SMS'],
    hostname: 'BRANCH1',
    username: 'test',
    tags,
  });
  await repository.archive(folderSource('none', {})); // holds the lock, which each restore would take and wait for
  return id;
}
