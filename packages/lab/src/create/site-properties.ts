import type { SiteControlRecord } from '@resite/site/site-control-file';
import { clientPlatforms, type Platform, platforms } from '../sms/platform.ts';
import { hasClientConfigManager } from '../sms/release.ts';

/** In site control files of SMS 1.2 (Resource Guide, "Sample Site Control File"); that of the others is made up. */
export const networkType = (build: number): string =>
  hasClientConfigManager(build) ? 'Microsoft Windows NT or LAN Manager' : '1';

/** Properties of a site and their lists, those of the sample that the lab has a use for. SMS 1.0 and 1.1 are taken to have no lists. */
export function siteProperties(build: number, platform: Platform): SiteControlRecord[] {
  const since12 = hasClientConfigManager(build);
  return [
    property('Site Server Platform', 0, platforms[platform].called),
    property('Version', 0, String(build)),
    property('Service Response', 2),
    property('Account Checking', 1),
    property('Logon Scripts', 1),
    property('INVENTORY AGENT ON SERVERS', 7),
    property('PACKAGE COMMAND MANAGER ON SERVERS', 7),
    ...(since12 ? [property('CLIENT CONFIG MANAGER ON SERVERS', 3), ...lists(build, platform)] : []),
  ];
}

function lists(build: number, platform: Platform): SiteControlRecord[] {
  const unit = (of: Platform, use: string) => `${platforms[of].unit} ${use}`;
  return [
    list(networkType(build), [
      'PACKAGE COMMAND MANAGER ON SERVERS|WINDOWS NT 3.X=SMS_PACKAGE_COMMAND_MANAGER_NT',
      'INVENTORY AGENT ON SERVERS|WINDOWS NT 3.X=SMS_INVENTORY_AGENT_NT',
      'CLIENT CONFIG MANAGER ON SERVERS|WINDOWS NT 3.X=SMS_CLIENT_CONFIG_MANAGER',
    ]),
    list('SoftwareUnits', [
      ...clientPlatforms(platform).map(of => unit(of, 'CLIENT')),
      'SCRIPTS',
      unit(platform, 'SERVER'),
    ]),
  ];
}

const property = (name: string, number: number, string1 = ''): SiteControlRecord => {
  return { kind: 'property', name, string1, string2: '', number };
};

const list = (name: string, items: readonly string[]): SiteControlRecord => ({ kind: 'property-list', name, items });
