import type { Profile } from './profile.ts';
import {
  clientShares,
  masterSiteControlFile,
  queues,
  restoredShares,
  siteControlFolder,
  siteServices,
  transientServices,
} from './sms-1x.ts';

/** A secondary site of Systems Management Server 1.0 to 1.2, by article Q138347 (written for 1.1). */
export const sms1xSecondary: Profile = {
  name: 'sms-1x-secondary',
  title: 'SMS 1.x secondary site',
  siteType: 'secondary',
  source: 'Q138347',
  services: siteServices,
  transientServices,
  bootstrap: {
    service: 'SMS_SITE_CONFIG_MANAGER',
    displayName: 'SMS_SITE_CONFIG_MANAGER',
    program: 'SITE.SRV\\<platform>.BIN\\SITEINS.EXE',
    source: 'Q138347 Restore 4',
  },
  registryKey: 'HKLM\\SOFTWARE\\Microsoft\\SMS',
  places: {
    clientTree: 'MS',
    ini: 'SMS.INI',
    packages: 'SMS_PKG?',
    rootLogs: 'SCMAN.*',
    source: 'Q138347 Backup 4b-4d; Q125452',
  },
  clientSetup: 'LOGON.SRV\\RUNSMS.BAT',
  uidFolder: 'LOGON.SRV\\SMSID',
  siteControlFolder,
  masterSiteControlFile,
  requiredFiles: [
    {
      path: masterSiteControlFile,
      reason: 'SMS_SITE_CONFIG_MANAGER installs the other services from it.',
      source: 'Q138347 Backup 4a; Q183347',
    },
    {
      path: 'SYSTEM.MAP',
      reason: 'SMS_SITE_CONFIG_MANAGER looks for it before it installs anything.',
      source: 'Q183347; Q122179 (events 225, 237)',
    },
  ],
  alwaysReread: ['*.INI', '*.CT?', '*.UID', 'SYSTEM.MAP', 'SCMAN.LOG'],
  queues,
  shares: [...clientShares, ...restoredShares],
  steps: {
    backup: {
      saveRegistryBefore: {
        title: 'Save the SMS registry key',
        source: 'Q138347 Backup 1',
        note: 'REGEDT32, Save Key. Save it again once the services are stopped: the next SMS ID range lies in it.',
      },
      stopServices: {
        title: 'Stop the SMS services of the secondary site',
        source: 'Q138347 Backup 2',
        note: 'SMS_SITE_CONFIG_MANAGER first: its watchdog starts the others again.',
      },
      stopParentServices: { title: 'Stop the SMS services of the parent site', source: 'Q138347 Backup 3' },
      saveRegistry: {
        title: 'Save the SMS registry key as it is with the services stopped',
        source: 'Q138347 Backup 1; Q127052',
      },
      captureSmsRoot: {
        title: 'Back up the SMS root directory, SITECTRL.CT0 included',
        source: 'Q138347 Backup 4a',
      },
      captureClientTree: { title: 'Back up the \\MS directory', source: 'Q138347 Backup 4b' },
      capturePackages: { title: 'Back up every SMS_PKGx directory', source: 'Q138347 Backup 4c' },
      captureSmsIni: { title: 'Back up SMS.INI', source: 'Q138347 Backup 4d' },
      startParentServices: {
        title: 'Return the services of the parent site to their earlier state',
        source: 'Q138347 Backup 3 (the article leaves it out)',
      },
      startServices: {
        title: 'Return the services of the secondary site to their earlier state',
        source: 'Q138347 Backup 2 (the article leaves it out)',
      },
    },
    restore: {
      prepareServer: {
        title: 'Have Windows NT Server on the target, with the same computer name and domain',
        source: 'Q138347 Restore 1; Q147469',
      },
      stopParentServices: {
        title: 'Stop the SMS services of the parent site',
        source: 'Q138347 Restore 5 (which starts them again); Q183347',
      },
      restoreRegistry: { title: 'Create and restore the SMS registry key', source: 'Q138347 Restore 2' },
      restoreSmsRoot: {
        title: 'Restore the SMS root directory',
        source: 'Q138347 Restore 3a',
        note: 'With its file times: a new date on SYSTEM.MAP makes every client verify its installation (Q107244, Q166771).',
      },
      restoreClientTree: { title: 'Restore the \\MS directory', source: 'Q138347 Restore 3b; Q149681' },
      restorePackages: { title: 'Restore every SMS_PKGx directory', source: 'Q138347 Restore 3c' },
      restoreSmsIni: { title: 'Restore SMS.INI', source: 'Q138347 Restore 3d; Q149673' },
      restoreShares: {
        title: 'Share the package directories again, with their comments',
        source: 'Q107244; Q107245 (package shares are made per job, not by SMS_SITE_CONFIG_MANAGER)',
      },
      decideIds: {
        title: 'Move the next SMS ID past every ID in use',
        source: 'Q138347 Caution; Q127052',
        note: 'UID file and the registry value `Next SMS Unique ID` together.',
      },
      settleQueues: {
        title: 'Settle what waits in the queues',
        source: 'Q183347; Q159201; Q214485',
        note: 'Requests and messages that were waiting when the backup was made are sent and processed again.',
      },
      resendControlFile: {
        title: 'If the parent hears nothing, send it the site control file again',
        source: 'Q183347',
      },
      runClientSetup: {
        title: 'Run LOGON.SRV\\RUNSMS.BAT',
        source: 'Q138347 Restore 3e',
        note: 'From the local path: the share SMS_SHR may not be there yet. \\MS and SMS.INI must be (Q149681, Q149673).',
      },
      installBootstrap: {
        title: 'Install and start SMS_SITE_CONFIG_MANAGER',
        source: 'Q138347 Restore 4',
        note: 'INSTSRV.EXE, option 1. It shows the password on the screen (Q152466). It may leave the service stopped; then start it.',
      },
      startParentServices: {
        title: 'Return the services of the parent site to their earlier state',
        source: 'Q138347 Restore 5',
      },
      awaitSite: {
        title: 'Wait until the site works',
        source: 'Q138347 Restore 4; Q183347',
      },
    },
  },
};
