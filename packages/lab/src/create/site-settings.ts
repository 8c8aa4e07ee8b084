import type { RegistryValue } from '@resite/registry';
import { dwordValue, stringValue } from '@resite/registry/values';
import { formatNextId, nextIdKey, nextIdValue } from '@resite/site/next-id';
import { parseSiteControlFile } from '@resite/site/site-control-file';
import type { LabSite } from '../lab-file.ts';
import { componentKey, packageKey, setupKey, setupVersion, smsKey } from '../sms/registry-keys.ts';
import { registrySettings } from '../sms/registry-settings.ts';
import { reportNumberKey, reportNumberValue } from '../sms/report-number.ts';
import { packageIds } from './packages.ts';
import type { SiteServerSettings } from './site-server.ts';

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

/** What Setup of a site writes into the registry. */
export function siteSettings({
  site,
  controlFile,
  packages,
  nextRange = 2,
}: SiteServerSettings): (readonly [key: string, value: RegistryValue])[] {
  const control = parseSiteControlFile(controlFile);
  return [
    [setupKey, stringValue(setupVersion, String(control.build))],
    [`${smsKey}\\Compression`, stringValue('Enable Compression', 'Yes')],
    [`${smsKey}\\Compression`, dwordValue('Compression Level', 1)],
    [`${smsKey}\\Tracing`, dwordValue('Enabled', 1)],
    [`${smsKey}\\Tracing\\SMS_EXECUTIVE`, stringValue('TraceFilename', `${site.root}\\LOGS\\SMSEXEC.LOG`)],
    [
      `${smsKey}\\${nextIdKey}`,
      stringValue(nextIdValue, formatNextId({ form: 'range', siteCode: site.code, range: nextRange, counter: 0 })),
    ],
    [reportNumberKey, dwordValue(reportNumberValue, 0)],
    ...(packages === undefined ? [] : transferPackages(site, packages)),
    ...registrySettings(control).map(({ key, value }) => [key, value] as const),
    ...Object.entries(numbers).flatMap(([component, values]) =>
      Object.entries(values).map(([name, number]) => [componentKey(component), dwordValue(name, number)] as const),
    ),
  ];
}

/** What SMS_DESPOOLER writes down of the packages that it has put here (Q199994); the name of the value is modelled. */
const transferPackages = ({ parent, machine }: LabSite, { path, files }: NonNullable<SiteServerSettings['packages']>) =>
  packageIds(parent, files).map(
    id => [packageKey(id, machine), stringValue('Share Name', `SMS_PKG${path[0]}`)] as const,
  );
