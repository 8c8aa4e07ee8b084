import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { getIni, parseIni } from '@resite/site/ini';
import type { LabFile, LabSite } from '../lab-file.ts';
import { localPath } from '../local-path.ts';
import { releaseOf } from '../sms/release.ts';
import { runClientSetup } from './client-setup.ts';
import { netCardId } from './net-card.ts';
import { smsIniPath } from './sms-ini.ts';

/** A client of the lab: a folder with its drive C: below `clients`. */
export interface LabClient {
  /** Computer name. */
  readonly name: string;
  readonly site: string;
  readonly id: string;
}

/** Makes new clients and runs Client Setup on each. `logonServer` is the folder LOGON.SRV of the site's server. */
export async function setUpClients(
  labFolder: string,
  lab: LabFile,
  site: LabSite,
  { count, logonServer, machine = site.machine }: { count: number; logonServer: string; machine?: string },
): Promise<LabClient[]> {
  const { computerName: server, domain } = lab.machines[machine]!;
  const clients: LabClient[] = [];
  for (let made = 0; made < count; made++) {
    const name = await newClient(labFolder);
    const { id } = await runClientSetup({
      computerName: name,
      netCardId: netCardId(name),
      siteCode: site.code,
      domain,
      server,
      logonServer,
      folder: join(labFolder, 'clients', name),
      build: releaseOf(site).build,
      platform: 'X86',
    });
    clients.push({ name, site: site.code, id });
  }
  return clients;
}

/** All clients of the lab whose Client Setup has come to its end, by name. */
export async function listClients(labFolder: string): Promise<LabClient[]> {
  const clients: LabClient[] = [];
  for (const name of (await readdir(join(labFolder, 'clients'))).sort()) {
    const path = localPath(join(labFolder, 'clients', name), smsIniPath);
    const ini = await readFile(path).then(parseIni, (error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return undefined;
      throw error;
    });
    const id = ini && getIni(ini, 'SMS', 'SMS Unique ID');
    const site = ini && getIni(ini, 'SMS', 'SiteCode');
    if (id !== undefined && site !== undefined) clients.push({ name, site, id });
  }
  return clients;
}

/** The next free name: two that ask at once get different ones. */
async function newClient(labFolder: string): Promise<string> {
  const folder = join(labFolder, 'clients');
  for (let number = (await readdir(folder)).length + 1; ; number++) {
    const name = `PC${String(number).padStart(4, '0')}`;
    try {
      await mkdir(join(folder, name), { mode: 0o700 });
      return name;
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
    }
  }
}
