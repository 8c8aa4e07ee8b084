import { serviceKeys } from '@resite/host';
import type { RegistryValue } from '@resite/registry';
import { dwordValue, stringValue } from '@resite/registry/values';
import {
  expectedServices,
  firstUid,
  formatNextId,
  formatUid,
  nextIdKey,
  nextIdValue,
  nextUid,
  parseSiteControlFile,
} from '@resite/site';
import type { LabSite } from '../lab-file.ts';
import { openSecurityHive } from '../machine/security-hive.ts';
import { componentKey, smsKey } from '../sms/registry-keys.ts';
import { registrySettings } from '../sms/registry-settings.ts';
import { reportNumberKey, reportNumberValue } from '../sms/report-number.ts';
import { everyoneReads } from '../sms/security-descriptors.ts';
import { serviceProgram } from '../sms/service-program.ts';
import { shareComment, siteShares } from '../sms/shares.ts';
import { createClientTree } from './client-tree.ts';
import { createPackages } from './packages.ts';
import { createSmsTree } from './sms-tree.ts';
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
  const { disk, settings: machine } = building;
  const { site, controlFile, packages } = settings;
  const server = firstUid(site.code, 1);
  const serverId = formatUid(server);
  await createSmsTree({ disk, site, controlFile, uid: formatUid(nextUid(server)!), serverId });
  await createClientTree(disk, { ...machine, siteCode: site.code, server: machine.computerName, id: serverId });
  await disk.file('C:\\SMSSETUP.LOG', 'SMS Setup: the site was installed.\r\n', { attributes: 0x20 });
  if (packages !== undefined) await createPackages(disk, { ...packages, parentCode: site.parent });
  writeSettings(building, settings);
  await installServices(building, settings);
  await installShares(building, settings);
}

/** Numbers that components start with; those of SMS where they are documented. */
const numbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  SMS_MAINTENANCE_MANAGER: { 'Inventory False Logon Limit': 3, 'Slow Net Threshold Speed': 850 },
  SMS_SITE_CONFIG_MANAGER: {
    'Logon Script Configuration Interval': 1440,
    'Restart After Shutdown Delay': 5,
    'Site Configuration Reporting Interval': 1440,
    'User Group Reporting Interval': 1440,
    'Watchdogging Interval': 120,
  },
  SMS_LAN_SENDER: { 'Maximum Concurrent Sendings': 5, 'Maximum Concurrent Site Sendings': 3, 'Number of Retries': 2 },
  SMS_INVENTORY_PROCESSOR: { 'Inventory Update Reporting Interval (Days)': 4 },
  SMS_EXECUTIVE: { 'Working Set Limit': 0 },
};

function writeSettings({ registry }: Building, { site, controlFile, nextRange = 2 }: SiteServerSettings): void {
  const settings: (readonly [key: string, value: RegistryValue])[] = [
    [`${smsKey}\\Setup`, stringValue('Version', '692')],
    [`${smsKey}\\Compression`, stringValue('Enable Compression', 'Yes')],
    [`${smsKey}\\Compression`, dwordValue('Compression Level', 1)],
    [`${smsKey}\\Tracing`, dwordValue('Enabled', 1)],
    [`${smsKey}\\Tracing\\SMS_EXECUTIVE`, stringValue('TraceFilename', `${site.root}\\LOGS\\SMSEXEC.LOG`)],
    [
      `${smsKey}\\${nextIdKey}`,
      stringValue(nextIdValue, formatNextId({ form: 'range', siteCode: site.code, range: nextRange, counter: 0 })),
    ],
    [reportNumberKey, dwordValue(reportNumberValue, 0)],
    ...registrySettings(parseSiteControlFile(controlFile)).map(({ key, value }) => [key, value] as const),
    ...Object.entries(numbers).flatMap(([component, values]) =>
      Object.entries(values).map(([name, number]) => [componentKey(component), dwordValue(name, number)] as const),
    ),
  ];
  for (const [key, value] of settings) registry.setValue(key, value);
  registry.replace(smsKey, { ...registry.read(smsKey)!, securityDescriptor: everyoneReads });
}

async function installServices(building: Building, { site, controlFile, password }: SiteServerSettings): Promise<void> {
  const { registry, folder } = building;
  const security = await openSecurityHive(folder, registry.systemRoot);
  const type = site.parent === '' ? 'primary' : 'secondary';
  for (const expected of expectedServices(parseSiteControlFile(controlFile), type)) {
    serviceKeys(registry).install({
      name: expected.name,
      imagePath: serviceProgram(site.root, expected),
      account: site.account,
      startType: expected.autostart ? 'auto' : 'manual',
    });
    await security.setPassword(expected.name, password);
  }
}

async function installShares({ shares }: Building, { site, packages }: SiteServerSettings): Promise<void> {
  for (const share of siteShares(site.code, site.root)) await shares.create(share);
  if (packages === undefined) return;
  const drive = packages.path[0]!;
  await shares.create({
    name: `SMS_PKG${drive}`,
    path: packages.path,
    comment: shareComment(site.code, `package share ${drive}:`),
    securityDescriptor: everyoneReads,
  });
}
