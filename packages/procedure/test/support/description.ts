import type { Service } from '@resite/host';
import type { Manifest } from '@resite/procedure';
import type { SiteDescription } from '@resite/site';

const service = (name: string): Service => ({
  name,
  displayName: name,
  state: 'running',
  startType: name === 'SMS_SITE_CONFIG_MANAGER' ? 'auto' : 'manual',
  imagePath: `D:\\NTAPPS\\SMS\\SITE.SRV\\X86.BIN\\${name.slice(4, 12)}.EXE`,
  account: 'BRANCHDOM\\SMSADMIN',
});

/** A site that is not in C:\SMS and has two package folders. */
export const site: SiteDescription = {
  schema: 1,
  profile: 'sms-1x-secondary',
  siteType: 'secondary',
  siteCode: 'S01',
  parentSiteCode: 'P01',
  siteServer: 'BRANCH1',
  version: '692',
  identity: {
    computerName: 'BRANCH1',
    domain: 'BRANCHDOM',
    windowsVersion: '3.51',
    servicePack: 'Service Pack 5',
    platform: 'X86',
    drives: ['C', 'D'],
    systemRoot: 'C:\\WINNT35',
  },
  discovered: '1996-07-24T12:00:00.000Z',
  registryKey: 'HKLM\\SOFTWARE\\Microsoft\\SMS',
  smsRoot: 'D:\\NTAPPS\\SMS',
  clientTree: 'C:\\MS',
  smsIni: 'C:\\SMS.INI',
  rootLogs: ['D:\\SCMAN.LOG'],
  packageFolders: ['C:\\SMS_PKGC', 'D:\\SMS_PKGD'],
  shares: [
    { name: 'SMS_PKGC', path: 'C:\\SMS_PKGC', comment: 'Packages on C' },
    { name: 'SMS_PKGD', path: 'D:\\SMS_PKGD', comment: 'Packages on D' },
    { name: 'SMS_SHR', path: 'D:\\NTAPPS\\SMS\\LOGON.SRV', comment: '' },
  ],
  services: ['SMS_EXECUTIVE', 'SMS_INVENTORY_AGENT_NT', 'SMS_SITE_CONFIG_MANAGER'].map(service),
  expectedServices: [],
  siteControlFolder: ['SITECTRL.CT0'],
  uids: ['S0101005'],
  nextUniqueId: '02',
  logonServers: ['BRANCH1'],
  drives: ['C', 'D'],
};

export const manifest: Manifest = {
  schema: 1,
  run: '19960724-120000-S01-backup',
  captured: '1996-07-24T12:00:30.000Z',
  profile: 'sms-1x-secondary',
  host: 'BRANCH1',
  site,
  roots: ['D:\\NTAPPS\\SMS', 'C:\\MS', 'C:\\SMS_PKGC', 'D:\\SMS_PKGD', 'C:\\SMS.INI', 'D:\\SCMAN.LOG'],
  registryKey: 'HKLM\\SOFTWARE\\Microsoft\\SMS',
  services: site.services.map(({ name, state, startType }) => ({
    name,
    state: name === 'SMS_INVENTORY_AGENT_NT' ? 'stopped' : state,
    startType,
  })),
};

const hosts = {
  BRANCH1: { driver: 'lab', machine: '/srv/lab/BRANCH1' },
  HQ1: { driver: 'lab', machine: '/srv/lab/HQ1' },
} as const;
const repository = { location: '/srv/backups', password: { file: '/srv/repository.password' } };
const account = { user: 'BRANCHDOM\\SMSADMIN', password: { file: '/srv/service.password' } };
const parentServices = ['SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE', 'SMS_HIERARCHY_MANAGER'];

export const backupFacts = {
  site,
  host: 'BRANCH1',
  parent: 'HQ1',
  parentCode: 'P01',
  parentServices,
  hosts,
  repository,
  account,
};

export const restoreFacts = {
  manifest,
  snapshot: '0123456789abcdef'.repeat(4),
  target: 'BRANCH1',
  parent: 'HQ1',
  parentServices,
  hosts,
  repository,
  account,
  minutes: 45,
};

export const rehearsalFacts = {
  manifest,
  snapshot: restoreFacts.snapshot,
  target: 'scratch',
  standIn: 'scratch-parent',
  hosts: {
    scratch: { driver: 'lab', machine: '/tmp/scratch/SERVER' },
    'scratch-parent': { driver: 'lab', machine: '/tmp/scratch/PARENT' },
  },
  repository,
  account: { user: 'BRANCHDOM\\SMSADMIN', password: { file: '/tmp/scratch/service.password' } },
  minutes: 5,
} as const;
