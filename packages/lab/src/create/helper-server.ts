import { serviceKeys } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import { parseSiteControlFile } from '@resite/site/site-control-file';
import { openSecurityHive } from '../machine/security-hive.ts';
import { binFolder, knownPlatform } from '../sms/platform.ts';
import { identification, identificationKey } from '../sms/registry-keys.ts';
import { registrySettings } from '../sms/registry-settings.ts';
import { programFile } from './disk.ts';
import type { SiteServerSettings } from './site-server.ts';
import type { Building } from './windows.ts';

const root = 'C:\\SMS';

/**
 * Makes a logon server that is being built a helper server of the site: what SMS_SITE_CONFIG_MANAGER of the site server puts there. The
 * Resource Guide says that it installs and starts SMS_EXECUTIVE, which reads in the registry what it is to run; folder and values are
 * modelled.
 */
export async function installHelperServer(
  { disk, folder, settings, registry }: Building,
  { site, controlFile, password }: Pick<SiteServerSettings, 'site' | 'controlFile' | 'password'>,
): Promise<void> {
  const imagePath = `${root}\\HELPER.SRV\\${binFolder(knownPlatform(settings.platform))}\\SMSEXEC.EXE`;
  await disk.file(imagePath, programFile('SMSEXEC.EXE'));
  await disk.folder(`${root}\\LOGS`);
  for (const { key, value } of registrySettings(parseSiteControlFile(controlFile), settings.computerName)) {
    registry.setValue(key, value);
  }
  registry.setValue(identificationKey, stringValue(identification.installationDirectory, root));
  registry.setValue(identificationKey, stringValue(identification.siteDirectory, site.root));
  const service = { name: 'SMS_EXECUTIVE', imagePath, account: site.account, startType: 'manual' } as const;
  serviceKeys(registry).install(service);
  const security = await openSecurityHive(folder, registry.systemRoot);
  await security.setPassword(service.name, password);
}
