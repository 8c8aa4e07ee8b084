import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHive } from '@resite/registry/hive';
import { createKey, ensureKey, setValue } from '@resite/registry/keys';
import { dwordValue, stringValue } from '@resite/registry/values';

export interface DiskOptions {
  readonly computerName?: string;
  readonly domain?: string;
  readonly drives?: readonly string[];
  readonly platform?: string;
  readonly servicePack?: string;
  /** Default `ServerNT`; '' when the registry has none. */
  readonly productType?: string;
  /** In the key Identification of SMS. */
  readonly siteCode?: string;
}

/** The disk of a bare Windows NT server, in a temporary folder of its own. */
export async function makeDisk(options: DiskOptions = {}): Promise<string> {
  const { computerName = 'BRANCH1', domain = 'BRANCHDOM', drives = ['C', 'D'], platform = 'x86' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'resite-site-'));
  for (const drive of drives) await mkdir(join(folder, drive));
  const config = join(folder, 'C', 'WINNT35', 'SYSTEM32', 'CONFIG');
  await mkdir(config, { recursive: true });

  const software = createKey('SOFTWARE');
  const windows = ensureKey(software, 'Microsoft\\Windows NT\\CurrentVersion');
  setValue(windows, stringValue('CurrentVersion', '3.51'));
  setValue(windows, stringValue('CSDVersion', options.servicePack ?? 'Service Pack 5'));
  setValue(windows, stringValue('SystemRoot', 'C:\\WINNT35'));
  setValue(ensureKey(windows, 'Winlogon'), stringValue('CachePrimaryDomain', domain));
  if (options.siteCode !== undefined) {
    setValue(ensureKey(software, 'Microsoft\\SMS\\Identification'), stringValue('Site Code', options.siteCode));
  }

  const system = createKey('SYSTEM');
  setValue(ensureKey(system, 'Select'), dwordValue('Current', 1));
  ensureKey(system, 'ControlSet001\\Services');
  const control = ensureKey(system, 'ControlSet001\\Control');
  setValue(ensureKey(control, 'ComputerName\\ComputerName'), stringValue('ComputerName', computerName));
  setValue(ensureKey(control, 'ProductOptions'), stringValue('ProductType', options.productType ?? 'ServerNT'));
  setValue(ensureKey(control, 'Session Manager\\Environment'), stringValue('PROCESSOR_ARCHITECTURE', platform));

  await writeFile(join(config, 'SOFTWARE'), writeHive(software));
  await writeFile(join(config, 'SYSTEM'), writeHive(system));
  return folder;
}
