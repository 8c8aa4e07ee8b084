import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CuttingProxy, startCuttingProxy } from '../../../../../scripts/servers/cutting-proxy.ts';
import { makeRepository } from '../repository.ts';
import { account } from './plan.ts';
import type { WindowsSite } from './windows-site.ts';

/** What lies between Resite and each computer. */
export interface Proxies {
  readonly hq: CuttingProxy;
  readonly branch: CuttingProxy;
}

export async function startProxies({ hq, branch }: WindowsSite): Promise<Proxies> {
  const [toHq, toBranch] = await Promise.all([hq, branch].map(({ port, address }) => startCuttingProxy(port, address)));
  return { hq: toHq!, branch: toBranch! };
}

/**
 * Makes the folder that of somebody who backs up S01 of these computers: `resite.yaml`, passwords, and a repository. The computers are reached through
 * the proxies when there are some.
 */
export async function makeResiteFolder(folder: string, site: WindowsSite, proxies?: Proxies): Promise<void> {
  const client = join(import.meta.dirname, 'ask-database.ts');
  const command = `'${process.execPath}' --no-warnings '${client}' '${site.database}'`;
  await makeRepository(join(folder, 'backups'), 'repository');
  await writeFile(join(folder, 'repository.password'), 'repository\n', { mode: 0o600 });
  await writeFile(join(folder, 'computer.password'), `${site.branch.password}\n`, { mode: 0o600 });
  const logon = `driver: windows, user: ${JSON.stringify(account)}, passwordFile: ./computer.password`;
  const place = (name: 'hq' | 'branch') =>
    proxies === undefined ? `address: ${site[name].address}` : `address: 127.0.0.1, port: ${proxies[name].port}`;
  await writeFile(
    join(folder, 'resite.yaml'),
    `repository: { location: ./backups, passwordFile: ./repository.password }
hosts:
  HQ1: { ${logon}, ${place('hq')}, databaseCommand: ${JSON.stringify(command)} }
  BRANCH1: { ${logon}, ${place('branch')} }
sites:
  P01: { profile: sms-1x-primary, host: HQ1 }
  S01:
    profile: sms-1x-secondary
    host: BRANCH1
    parent: P01
    serviceAccount: { user: ${JSON.stringify(account)}, passwordFile: ./computer.password }
`,
  );
}
