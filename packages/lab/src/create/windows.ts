import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type HiveRegistry,
  labController,
  openHiveRegistry,
  registryShares,
  type Shares,
  serviceKeys,
} from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { hiveFormatOf, writeHive } from '@resite/registry/hive';
import { createKey, ensureKey, setValue } from '@resite/registry/keys';
import { dwordValue, multiStringValue, stringValue } from '@resite/registry/values';
import type { MachineSettings } from '../lab-file.ts';
import { localPath } from '../local-path.ts';
import { logonRightKey } from '../machine/security-hive.ts';
import { type Disk, openDisk, programFile } from './disk.ts';
import { controllers, productTypes } from './domain-role.ts';
import { buildOfWindows } from './windows-releases.ts';

/** A machine that is being built. */
export interface Building {
  readonly folder: string;
  readonly settings: MachineSettings;
  readonly disk: Disk;
  readonly registry: HiveRegistry;
  readonly shares: Shares;
  /** Writes what is still in memory. */
  finish(): Promise<void>;
}

/** Installs Windows NT Server into a new folder: the disks, a few services of its own and the registry. */
export async function installWindows(folder: string, settings: MachineSettings): Promise<Building> {
  const { systemRoot, drives } = settings;
  await mkdir(folder, { mode: 0o700 });
  for (const drive of drives) await mkdir(join(folder, drive), { mode: 0o700 });
  // Not from 0: a run that held the machine which stood here before must not pass for the holder of this one.
  await writeFile(join(folder, 'fence'), `${Date.now()}\n`, { mode: 0o600 });
  const disk = openDisk(folder);
  const programs = `${systemRoot}\\SYSTEM32`;
  await disk.folder(`${programs}\\CONFIG`);
  for (const name of ['SPOOLSS.EXE', 'ATSVC.EXE', 'NTOSKRNL.EXE']) {
    await disk.file(`${programs}\\${name}`, programFile(name));
  }
  const minorVersion = hiveFormatOf(settings.windowsVersion);
  const hives = [createSoftware(settings), createSystem(settings), createSecurity(settings)];
  for (const root of hives) {
    const path = localPath(folder, `${programs}\\CONFIG\\${root.name}`);
    await writeFile(path, writeHive(root, { minorVersion, fileName: root.name }), { mode: 0o600 });
  }
  const registry = await openHiveRegistry(folder);
  const services = serviceKeys(registry);
  const account = 'LocalSystem';
  services.install({ name: 'Schedule', imagePath: `${programs}\\ATSVC.EXE`, startType: 'manual', account });
  services.install({ name: 'Spooler', imagePath: `${programs}\\SPOOLSS.EXE`, startType: 'auto', account });
  return {
    folder,
    settings,
    disk,
    registry,
    shares: sharesIn(registry, settings),
    finish: async () => {
      await registry.flush();
      await disk.finish();
    },
  };
}

function sharesIn(registry: HiveRegistry, { drives, systemRoot }: MachineSettings): Shares {
  const asynchronous = {
    read: async (path: string) => registry.read(path),
    value: async (path: string, name: string) => registry.value(path, name),
    replace: async (path: string, content: RegistryKey) => registry.replace(path, content),
  };
  return registryShares(asynchronous, async () => ({ drives: [...drives], systemRoot }));
}

function createSoftware(settings: MachineSettings): RegistryKey {
  const { windowsVersion, servicePack, systemRoot, domain, role, hotfixes = [] } = settings;
  const root = createKey('SOFTWARE');
  const windows = ensureKey(root, 'Microsoft\\Windows NT\\CurrentVersion');
  setValue(windows, stringValue('CurrentVersion', windowsVersion));
  setValue(windows, stringValue('CurrentBuildNumber', buildOfWindows(windowsVersion)));
  setValue(windows, stringValue('CSDVersion', servicePack));
  setValue(windows, stringValue('SystemRoot', systemRoot));
  setValue(ensureKey(windows, 'Winlogon'), stringValue('CachePrimaryDomain', domain));
  setValue(ensureKey(windows, 'Winlogon'), stringValue('DefaultDomainName', domain));
  for (const hotfix of hotfixes) setValue(ensureKey(windows, `Hotfix\\${hotfix}`), dwordValue('Installed', 1));
  ensureKey(root, 'Microsoft\\Windows\\CurrentVersion\\RunOnce');
  const controller = role && controllers[role];
  if (controller !== undefined) setValue(ensureKey(root, 'Resite lab'), stringValue(labController, controller));
  return root;
}

function createSystem({ computerName, platform, role = 'server' }: MachineSettings): RegistryKey {
  const root = createKey('SYSTEM');
  for (const [name, set] of Object.entries({ Current: 1, Default: 1, Failed: 0, LastKnownGood: 1 })) {
    setValue(ensureKey(root, 'Select'), dwordValue(name, set));
  }
  const control = ensureKey(root, 'ControlSet001\\Control');
  setValue(ensureKey(control, 'ComputerName\\ComputerName'), stringValue('ComputerName', computerName));
  setValue(ensureKey(control, 'ProductOptions'), stringValue('ProductType', productTypes[role]));
  setValue(ensureKey(control, 'Nls\\CodePage'), stringValue('ACP', '1252'));
  const environment = ensureKey(control, 'Session Manager\\Environment');
  // how Windows NT writes it [NT]
  setValue(environment, stringValue('PROCESSOR_ARCHITECTURE', platform === 'X86' ? 'x86' : platform));
  const driver = ensureKey(root, 'ControlSet001\\Services\\Disk'); // no list of services shows it
  setValue(driver, dwordValue('Type', 1));
  setValue(driver, dwordValue('Start', 0));
  ensureKey(root, 'ControlSet001\\Services\\LanmanServer\\Shares');
  return root;
}

function createSecurity({ serviceLogonRight }: MachineSettings): RegistryKey {
  const root = createKey('SECURITY');
  setValue(ensureKey(root, logonRightKey), multiStringValue('Accounts', serviceLogonRight));
  return root;
}
