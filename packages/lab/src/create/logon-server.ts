import { registryShares, serviceKeys } from '@resite/host';
import { firstUid, formatUid, nextUid } from '@resite/site/uid';
import type { LabSite } from '../lab-file.ts';
import { binFolder, clientPlatforms, knownPlatform } from '../sms/platform.ts';
import { hasClientConfigManager, releaseOf } from '../sms/release.ts';
import { everyoneChanges, everyoneControls, everyoneReads } from '../sms/security-descriptors.ts';
import { serviceProgram } from '../sms/service-program.ts';
import { shareComment } from '../sms/shares.ts';
import { createClientTree } from './client-tree.ts';
import { requestFolders } from './sms-programs.ts';
import type { Building } from './windows.ts';

const root = 'C:\\SMS';

/**
 * Makes a Windows that is being built another logon server of the site: what SMS_SITE_CONFIG_MANAGER of the site server puts there.
 * Its agents are installed and do not run.
 */
export async function installLogonServer(
  { disk, settings, registry }: Building,
  { site, range }: { site: LabSite; range: number },
): Promise<void> {
  const own = firstUid(site.code, range);
  const uid = formatUid(nextUid(own)!);
  const { computerName, domain } = settings;
  const { build } = releaseOf(site);
  const platform = knownPlatform(settings.platform);
  await disk.folder(root, { securityDescriptor: everyoneReads });
  for (const folder of ['SMSID', 'PCMINS.BOX', ...clientPlatforms(platform).map(binFolder)]) {
    await disk.folder(`${root}\\LOGON.SRV\\${folder}`, { securityDescriptor: everyoneReads });
  }
  await disk.folder(`${root}\\LOGON.SRV\\INVENTRY.BOX`, { securityDescriptor: everyoneChanges });
  for (const [path, access] of requestFolders(build)) {
    await disk.folder(`${root}\\${path}`, { securityDescriptor: access });
  }
  await disk.file(`${root}\\LOGON.SRV\\SMSID\\${uid}.UID`, '', {
    attributes: 0x20,
    securityDescriptor: everyoneChanges,
  });
  const client = { computerName, domain, siteCode: site.code, server: computerName, id: formatUid(own), build };
  await createClientTree(disk, client);
  const agents = ['SMS_INVENTORY_AGENT_NT', 'SMS_PACKAGE_COMMAND_MANAGER_NT'];
  for (const name of [...agents, ...(hasClientConfigManager(build) ? ['SMS_CLIENT_CONFIG_MANAGER'] : [])]) {
    const imagePath = serviceProgram(root, binFolder(platform), { name, file: '', autostart: false });
    serviceKeys(registry).install({ name, imagePath, account: site.account, startType: 'manual' });
  }
  const shares = registryShares(
    {
      read: async path => registry.read(path),
      value: async (path, name) => registry.value(path, name),
      replace: async (path, content) => registry.replace(path, content),
    },
    async () => ({ drives: [...settings.drives], systemRoot: settings.systemRoot }),
  );
  await shares.create({
    name: 'SMS_SHRC',
    path: root,
    comment: shareComment(site.code, 'directory share'),
    securityDescriptor: everyoneReads,
  });
  await shares.create({
    name: 'SMS_SHR',
    path: `${root}\\LOGON.SRV`,
    comment: shareComment(site.code, 'logon server share'),
    securityDescriptor: everyoneControls,
  });
}
