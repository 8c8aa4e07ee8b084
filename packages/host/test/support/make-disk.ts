import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryKey } from '@resite/registry';
import { writeHive } from '@resite/registry/hive';
import { createKey, ensureKey, setValue } from '@resite/registry/keys';
import { dwordValue, stringValue } from '@resite/registry/values';

export interface DiskOptions {
  /** Changes the hives before they are written. */
  edit?: (hives: { software: RegistryKey; system: RegistryKey }) => void;
}

/** A new machine folder in the temporary folder: drives C and D, and an NT 3.51 whose current control set is the second. */
export async function makeDisk({ edit }: DiskOptions = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'resite-host-'));
  const config = join(folder, 'C', 'WINNT35', 'SYSTEM32', 'config');
  await mkdir(config, { recursive: true });
  await mkdir(join(folder, 'D'));
  const hives = { software: makeSoftware(), system: makeSystem() };
  edit?.(hives);
  await writeFile(join(config, 'SOFTWARE'), writeHive(hives.software, { minorVersion: 2 }));
  await writeFile(join(config, 'System'), writeHive(hives.system, { minorVersion: 2 }));
  return folder;
}

function makeSoftware(): RegistryKey {
  const software = createKey('SOFTWARE');
  const windowsNt = ensureKey(software, 'Microsoft\\Windows NT\\CurrentVersion');
  setValue(windowsNt, stringValue('CurrentVersion', '3.51'));
  setValue(windowsNt, stringValue('CSDVersion', 'Service Pack 5'));
  setValue(windowsNt, stringValue('SystemRoot', 'C:\\WINNT35'));
  setValue(ensureKey(windowsNt, 'Winlogon'), stringValue('CachePrimaryDomain', 'BRANCHDOM'));
  return software;
}

function makeSystem(): RegistryKey {
  const system = createKey('SYSTEM');
  setValue(ensureKey(system, 'Select'), dwordValue('Current', 2));
  ensureKey(system, 'ControlSet001\\Services');
  const services = ensureKey(system, 'ControlSet002\\Services');
  setValue(ensureKey(services, 'Cdfs'), dwordValue('Type', 2));
  const control = ensureKey(system, 'ControlSet002\\Control');
  setValue(ensureKey(control, 'ComputerName\\ComputerName'), stringValue('ComputerName', 'BRANCH1'));
  setValue(ensureKey(control, 'Session Manager\\Environment'), stringValue('PROCESSOR_ARCHITECTURE', 'x86'));
  return system;
}
