import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createSiteFiles,
  installedShares,
  openDisk,
  type SiteServerSettings,
  siteServices,
  siteSettings,
} from '@resite/lab/create';
import { createKey, ensureKey, setValue } from '@resite/registry/keys';
import { formatReg } from '@resite/registry/reg';
import { win32Program } from '../../../../../scripts/servers/windows/win32-programs.ts';
import type { WindowsComputer } from '../../../../../scripts/servers/windows-computer.ts';

const smsKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';

/** What Setup of SMS makes of a computer that runs: files, registry, services and shares of a site; no service runs yet. */
export async function setUpSite(computer: WindowsComputer, settings: SiteServerSettings): Promise<void> {
  const disk = openDisk(computer.folder);
  await createSiteFiles(disk, computer, settings);
  await putPrograms(computer, settings);
  await disk.finish();
  // as smbd makes files: it can restore no other permissions
  const places = [settings.site.root, 'C:\\MS', 'C:\\SMS.INI', ...(settings.packages ? [settings.packages.path] : [])];
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', ...places.map(path => onDisk(computer, path))]);
  await writeRegistry(computer, settings);
  for (const { name, imagePath, account, startType } of siteServices(settings)) {
    const start = startType === 'auto' ? 'auto' : 'demand';
    const words = ['binPath=', imagePath, 'start=', start, 'obj=', account, 'DisplayName=', name];
    const { exitCode } = await computer.run('sc.exe', 'create', name, ...words);
    assert.equal(exitCode, 0, `sc create ${name}`);
  }
  for (const { name, path, comment } of installedShares(settings))
    computer.tool('net', ['rpc', 'share', 'add', `${name}=${path}`, '-C', comment, '-S', computer.address]);
}

/** In place of those of a lab, which nothing can run. */
async function putPrograms(computer: WindowsComputer, settings: SiteServerSettings): Promise<void> {
  const program = await win32Program('sms-service');
  const images = siteServices(settings).map(({ imagePath }) => imagePath);
  for (const path of [...images, `${settings.site.root}\\LOGON.SRV\\X86.BIN\\CLI_NT.EXE`])
    await writeFile(onDisk(computer, path), await readFile(program), { mode: 0o600 });
}

async function writeRegistry({ folder, tool }: WindowsComputer, settings: SiteServerSettings): Promise<void> {
  const root = createKey('SMS');
  for (const [key, value] of siteSettings(settings)) setValue(ensureKey(root, key.slice(smsKey.length + 1)), value);
  const file = join(folder, 'sms.reg');
  await writeFile(file, formatReg(smsKey, root));
  tool('net', ['registry', 'import', file]);
  await rm(file);
}

function onDisk({ folder }: WindowsComputer, path: string): string {
  return join(folder, path.replace(':', '').replaceAll('\\', '/'));
}
