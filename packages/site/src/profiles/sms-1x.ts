import type { Place, Profile, ProfileService, ProfileShare, Queue } from './profile.ts';

export const siteControlFolder = 'SITE.SRV\\SITECFG.BOX';
export const masterSiteControlFile = `${siteControlFolder}\\SITECTRL.CT0`;

/**
 * What site servers of SMS 1.x have in common. SMS_SITE_CONFIG_MANAGER stops first, though KB steps put SMS_EXECUTIVE
 * first: as long as it runs, its watchdog starts the others again.
 */
export const siteServices: readonly ProfileService[] = [
  {
    name: 'SMS_SITE_CONFIG_MANAGER',
    reason: 'Its watchdog starts every other SMS service that it finds stopped.',
    source: 'Q168682; SMS Resource Guide, services',
  },
  { name: 'SMS_EXECUTIVE', reason: 'Its threads move and write files in SITE.SRV.', source: 'Q139627' },
  { name: 'SMS_INVENTORY_AGENT_NT', reason: 'It writes SMS.INI and inventory files.', source: 'Q139627' },
  { name: 'SMS_PACKAGE_COMMAND_MANAGER_NT', reason: 'It runs packages and writes \\MS.', source: 'Q139627' },
  {
    name: 'SMS_CLIENT_CONFIG_MANAGER',
    reason: 'It sets up clients from LOGON.SRV. SMS 1.2 has it.',
    source: 'SMS Resource Guide, services',
  },
];

export const hierarchyManager: ProfileService = {
  name: 'SMS_HIERARCHY_MANAGER',
  reason: 'It reads and writes site control files and the site database. Primary sites only.',
  source: 'Q139627; SMS Resource Guide, services',
};

export const transientServices: readonly ProfileService[] = [
  {
    name: 'SMS_BOOTSTRAP',
    reason: 'The site is still being installed.',
    source: 'Q122181; SMS Resource Guide, services',
  },
  { name: 'SMS_UPGRADE_BOOTSTRAP', reason: 'The site is being upgraded.', source: 'Q183347; Q186408' },
];

/** SMS_SITE_CONFIG_MANAGER makes these when they are missing. */
export const clientShares: readonly ProfileShare[] = [
  { name: 'SMS_SHR*', path: '', madeBy: 'SMS_SITE_CONFIG_MANAGER', source: 'SMS Resource Guide, shares' },
  { name: 'SMS_SHR', path: 'LOGON.SRV', madeBy: 'SMS_SITE_CONFIG_MANAGER', source: 'SMS Resource Guide, shares' },
  {
    name: 'SMS_SITE',
    path: 'SITE.SRV\\DESPOOLR.BOX\\RECEIVE',
    madeBy: 'SMS_SITE_CONFIG_MANAGER',
    source: 'SMS Resource Guide, shares',
  },
];

/** Nothing makes these again on its own: SMS_DESPOOLER does when a package arrives. They lie outside of the SMS root. */
export const restoredShares: readonly ProfileShare[] = [
  { name: 'SMS_PKG*', path: '', source: 'Q107244; Q107245; Q173995' },
];

/** What a site has beside the SMS root (Q138347 Backup 4b-4d; Q125452). */
export const places: readonly Place[] = [
  {
    id: 'client-tree',
    type: 'directory',
    name: 'MS',
    called: '\\MS',
    optional: true,
    missed: {
      why: 'SMS.INI names none, and no drive has a folder \\MS with what a client holds',
      source: 'Q138347 Backup 4b',
    },
    step: {
      id: 'restore-client-tree',
      title: 'Restore the \\MS directory',
      source: 'Q138347 Restore 3b; Q149681',
    },
  },
  {
    id: 'packages',
    type: 'directory',
    name: 'SMS_PKG?',
    called: 'package directories',
    inRoot: true,
    optional: true,
    several: true,
    step: { id: 'restore-packages', title: 'Restore every SMS_PKGx directory', source: 'Q138347 Restore 3c' },
  },
  {
    id: 'shared-packages',
    type: 'directory',
    called: 'folders of other package shares',
    shared: true,
    optional: true,
    several: true,
    step: {
      id: 'restore-shared-packages',
      title: 'Restore the folder behind a share of packages',
      source: 'Q138347 Restore 3c; Q173995; Q107244 par. 7',
    },
  },
  {
    id: 'ini',
    type: 'file',
    name: 'SMS.INI',
    called: 'SMS.INI',
    hidden: true,
    optional: true,
    missed: { why: 'it is in the root of no local drive', source: 'Q138347 Backup 4d' },
    step: { id: 'restore-sms-ini', title: 'Restore SMS.INI', source: 'Q138347 Restore 3d; Q149673' },
  },
  {
    id: 'root-logs',
    type: 'file',
    name: 'SCMAN.*',
    sameDrive: true,
    optional: true,
    several: true,
    step: { id: 'restore', title: 'Restore the log of SMS_SITE_CONFIG_MANAGER', source: 'Q125452' },
  },
];

/** Those that SMS itself gives. */
export const permissions: NonNullable<Profile['permissions']> = {
  whose: 'The permissions that SMS itself gives (without the last one, no client can take an SMS ID, Q154936, Q181629)',
  commands: [
    { name: 'SITE.SRV', grant: '/t /e /g Administrators:F /r Everyone' },
    { name: 'LOGON.SRV', grant: '/t /e /g Administrators:F /p Everyone:R' },
    { name: 'LOGON.SRV\\DESPOOLR.BOX', grant: '/t /e /g Everyone:C' },
    { name: 'LOGON.SRV\\INVENTRY.BOX', grant: '/t /e /g Everyone:C' },
    { name: 'LOGON.SRV\\ISVMIF.BOX', grant: '/t /e /g Everyone:C' },
    { name: 'LOGON.SRV\\SMSID', grant: '/t /e /g Everyone:C' },
  ],
};

export const queues: readonly Queue[] = [
  { path: 'SITE.SRV\\DESPOOLR.BOX\\RECEIVE', holds: 'what other sites sent', isMail: true, source: 'Q183347' },
  {
    path: 'SITE.SRV\\SCHEDULE.BOX',
    holds: 'instructions of system jobs',
    isMail: true,
    source: 'SMS Resource Guide, directories',
  },
  {
    path: 'SITE.SRV\\SENDER.BOX\\REQUESTS',
    holds: 'send requests (*.SRQ) and those under way (*.SRS)',
    isMail: true,
    source: 'Q159201; SMS Resource Guide, directories',
  },
  {
    path: 'SITE.SRV\\SENDER.BOX\\TOSEND',
    holds: 'what is to be sent',
    isMail: true,
    source: 'SMS Resource Guide, directories',
  },
  {
    path: 'SITE.SRV\\SITEREP.BOX',
    holds: 'MIF files waiting for the parent',
    isMail: true,
    source: 'SMS Resource Guide, directories',
  },
  {
    path: 'SITE.SRV\\INVENTRY.BOX',
    holds: 'inventory not processed yet',
    isMail: false,
    source: 'SMS Resource Guide, directories',
  },
  {
    path: 'SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX',
    holds: 'package instructions for clients, by domain',
    isMail: false,
    tellsClients: true,
    source: 'Q188042; Q264945',
  },
  {
    path: 'LOGON.SRV\\PCMINS.BOX',
    holds: 'package instructions for clients, by SMS ID (*.INS)',
    isMail: false,
    tellsClients: true,
    source: 'Q123499; Q188042',
  },
  {
    path: 'LOGON.SRV\\DESPOOLR.BOX',
    holds: 'what clients want taken out of their package instructions (*.SNI)',
    isMail: false,
    tellsClients: true,
    source: 'Q188042',
  },
];
