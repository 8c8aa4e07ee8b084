import { serviceKeys } from '@resite/host';
import type { LabSite } from '../lab-file.ts';
import { openSecurityHive } from '../machine/security-hive.ts';
import { smsKey } from '../sms/registry-keys.ts';
import { everyoneReads } from '../sms/security-descriptors.ts';
import { createSiteFiles } from './site-files.ts';
import { siteServices } from './site-services.ts';
import { siteSettings } from './site-settings.ts';
import { installedShares } from './site-shares.ts';
import type { Building } from './windows.ts';

export interface SiteServerSettings {
  site: LabSite;
  controlFile: Buffer;
  password: string;
  packages?: { path: string; files: number; bytes: number };
  /** The next range; default 2, as the server itself has range 1. */
  nextRange?: number;
}

/** Installs SMS on a Windows that is being built: what Setup of a site leaves, its services all there and stopped. */
export async function installSite(building: Building, settings: SiteServerSettings): Promise<void> {
  const { disk, registry, shares, settings: machine } = building;
  await createSiteFiles(disk, machine, settings);
  for (const [key, value] of siteSettings(settings)) registry.setValue(key, value);
  registry.replace(smsKey, { ...registry.read(smsKey)!, securityDescriptor: everyoneReads });
  await installServices(building, settings);
  for (const share of installedShares(settings)) await shares.create(share);
}

async function installServices({ registry, folder }: Building, settings: SiteServerSettings): Promise<void> {
  const security = await openSecurityHive(folder, registry.systemRoot);
  for (const service of siteServices(settings)) {
    serviceKeys(registry).install(service);
    await security.setPassword(service.name, settings.password);
  }
}
