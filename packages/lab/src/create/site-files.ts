import { parseSiteControlFile } from '@resite/site/site-control-file';
import { firstUid, formatUid, nextUid } from '@resite/site/uid';
import type { MachineSettings } from '../lab-file.ts';
import { createClientTree } from './client-tree.ts';
import type { Disk } from './disk.ts';
import { createPackages } from './packages.ts';
import type { SiteServerSettings } from './site-server.ts';
import { createSmsTree } from './sms-tree.ts';

/** The files that Setup of a site and a while of work leave on its server. */
export async function createSiteFiles(
  disk: Disk,
  machine: Pick<MachineSettings, 'computerName' | 'domain'>,
  { site, controlFile, packages }: SiteServerSettings,
): Promise<void> {
  const { computerName, domain } = machine;
  const server = firstUid(site.code, 1);
  const serverId = formatUid(server);
  const { build } = parseSiteControlFile(controlFile);
  await createSmsTree({ disk, site, controlFile, uid: formatUid(nextUid(server)!), serverId });
  await createClientTree(disk, {
    computerName,
    domain,
    siteCode: site.code,
    server: computerName,
    id: serverId,
    build,
  });
  await disk.file('C:\\SMSSETUP.LOG', 'SMS Setup: the site was installed.\r\n', { attributes: 0x20 });
  if (packages !== undefined) await createPackages(disk, { ...packages, parentCode: site.parent });
}
