import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRepository } from '../repository.ts';
import { account } from './plan.ts';
import type { WindowsSite } from './windows-site.ts';

/** Makes the folder that of somebody who backs up S01 of these computers: `resite.yaml`, passwords, and a repository. */
export async function makeResiteFolder(folder: string, site: WindowsSite): Promise<void> {
  const { hq, branch } = site;
  const client = join(import.meta.dirname, 'ask-database.ts');
  const command = `'${process.execPath}' --no-warnings '${client}' '${site.database}'`;
  await makeRepository(join(folder, 'backups'), 'repository');
  await writeFile(join(folder, 'repository.password'), 'repository\n', { mode: 0o600 });
  await writeFile(join(folder, 'computer.password'), `${branch.password}\n`, { mode: 0o600 });
  const logon = `driver: windows, user: ${JSON.stringify(account)}, passwordFile: ./computer.password`;
  await writeFile(
    join(folder, 'resite.yaml'),
    `repository: { location: ./backups, passwordFile: ./repository.password }
hosts:
  HQ1: { ${logon}, address: ${hq.address}, databaseCommand: ${JSON.stringify(command)} }
  BRANCH1: { ${logon}, address: ${branch.address} }
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
