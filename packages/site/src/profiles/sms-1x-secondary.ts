import type { Profile } from './profile.ts';
import {
  clientShares,
  masterSiteControlFile,
  permissions,
  places,
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
  description: 'A secondary site of SMS 1.0 to 1.2.',
  siteType: 'secondary',
  source: 'Q138347',
  facts: 'sms-1x',
  words: {
    system: 'SMS',
    site: 'an SMS site',
    root: 'SMS root directory',
    parts: 'the SMS root, \\MS, SMS.INI, SCMAN.LOG, \\SMS_PKGx and the folders of other package shares',
  },
  parent: 'sms-1x-primary',
  services: siteServices,
  transientServices,
  bootstrap: {
    service: 'SMS_SITE_CONFIG_MANAGER',
    program: 'SITE.SRV\\<platform>.BIN\\SITEINS.EXE',
    log: 'SCMAN.LOG in the root of the SMS drive',
    step: {
      title: 'Install and start SMS_SITE_CONFIG_MANAGER',
      source: 'Q138347 Restore 4',
      note: `Run INSTSRV.EXE of the SMS compact disc: of SMS 1.0 and 1.1 (builds 600 and 692) that for this platform in \\PSSTOOLS, of SMS 1.2 (build 786) in \\SUPPORT\\DEBUG, folder of the platform (Q168724). The tool of the same name in the Windows NT Resource Kit is another one, and asks nothing (Q191329). Type INSTSRV, choose option 1 (Install), and answer:

- Enter service name: \`<service>\`
- Enter domain and user name: \`<account>\`
- Enter password: that of the account. It is case sensitive, and shown on the screen (Q152466).
- Enter computername: \`<computer>\`
- Enter path: \`<program>\`
- Autostart service during bootup? (Y/N): \`Y\`

If the service is stopped afterwards, start it: Control Panel, Services, or option 4 of INSTSRV (Q130937).`,
    },
  },
  names: 'SMS_*',
  registryKey: 'HKLM\\SOFTWARE\\Microsoft\\SMS',
  volatileKeys: ['Components\\SMS_EXECUTIVE\\Threads'],
  counters: ['Last Report'],
  root: {
    id: 'root',
    type: 'directory',
    value: 'Identification\\Installation Directory',
    step: {
      id: 'restore-sms-root',
      title: 'Restore the SMS root directory',
      source: 'Q138347 Restore 3a',
      note: 'With its file times: a new date on SYSTEM.MAP makes every client verify its installation (Q107244, Q166771).',
    },
  },
  places,
  setup: {
    program: 'LOGON.SRV\\RUNSMS.BAT',
    // the batch file of SMS 1.0 for whatever runs it (Q107244 par. 13; SMS Resource Guide, logon server shares)
    before: { build: 692, program: 'LOGON.SRV\\SMSLS.BAT' },
    step: {
      title: 'Run LOGON.SRV\\RUNSMS.BAT',
      source: 'Q138347 Restore 3e',
      note: 'From the local path: the share SMS_SHR may not be there yet. \\MS and SMS.INI must be there (Q149681, Q149673).',
    },
  },
  ids: {
    uidFolder: 'LOGON.SRV\\SMSID',
    decide: {
      title: 'Gather every SMS ID in use and decide the next one',
      source: 'Q138347 Caution; Q127052',
      note: 'Find the highest SMS ID of site <site>, and choose a range (characters 4 and 5) that nobody has used.',
    },
    step: {
      title: 'Move the next SMS ID past every ID in use',
      source: 'Q138347 Caution; Q127052',
      note: 'Of two .UID files, remove the one with the lower value first (Q269774). Rename the .UID file in `<root>\\LOGON.SRV\\SMSID` (now <uids>) to site code + chosen range + `000`, and set `Next SMS Unique ID` in `<key>\\Components\\SMS_MAINTENANCE_MANAGER` (now `<next>`) past that range.',
    },
  },
  logonServers: {
    describe: {
      title: 'Write down UID files, shares and services of <servers>',
      source: 'Q183348 step 1; Q127052; Q189809',
      note: 'On each of <servers>: note the name of the .UID file in `\\\\SERVER\\SMS_SHR\\SMSID`, the output of `net share`, and the services whose names begin with SMS_. On a NetWare server there is no such share: look in `\\\\SERVER\\VOLUME\\SMS\\LOGON.SRV\\SMSID`, on the volume that Site Properties name.',
    },
    compare: {
      title: 'See whether the other logon servers are as they were: <servers>',
      source: 'Q183348 step 1; Q127052; Q189809',
      note: 'On each of <servers>: look at the .UID file in `\\\\SERVER\\SMS_SHR\\SMSID` and at `net share`. No two may have a UID file of one range (characters 4 and 5). `.resite/manifest.json` has what was there. On a NetWare server, the folder is `\\\\SERVER\\VOLUME\\SMS\\LOGON.SRV\\SMSID`, on the volume that Site Properties name.',
    },
  },
  helperServers: {
    service: 'SMS_EXECUTIVE',
    stop: {
      source: 'Q138347 Backup 2; Q131698; Q153247; SMS Resource Guide, services',
      note: 'Only once SMS_SITE_CONFIG_MANAGER of the site is stopped: it starts SMS_EXECUTIVE on helper servers, too.',
    },
    return: {
      source: 'Q138347 Backup 2 (the article leaves it out)',
      note: 'SMS_SITE_CONFIG_MANAGER of the site may have started SMS_EXECUTIVE already.',
    },
  },
  siteControl: {
    folder: siteControlFolder,
    masterFile: masterSiteControlFile,
    proposal: '00000000.CT1',
    resend: {
      title: 'If the parent hears nothing, send it the site control file again',
      source: 'Q183347',
      note: 'SMS_SITE_CONFIG_MANAGER works through the copy and reports to the parent. If the report, a file `*.CT2`, does not go away within 30 minutes, read SCHED.LOG and LANSEND.LOG.',
    },
  },
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
  queues: {
    folders: queues,
    step: {
      title: 'Settle what waits in the queues',
      source: 'Q183347; Q159201; Q214485',
      note: 'requests and messages that were waiting when the backup was made are sent and processed again.',
    },
  },
  shares: [...clientShares, ...restoredShares],
  permissions,
  lost: {
    id: 'after-the-backup',
    what: 'inventory, clients that joined, what the parent sent.',
    todo: 'Inventory comes again by itself, and property changes of the parent as well. A package that was sent since must be sent again: SMS Administrator, Jobs.',
    source: 'Q138347 Caution; SMS Resource Guide, site control file',
  },
  outside: {
    id: 'outside-of-sms',
    what: 'Settings of Windows NT beside SMS: Network Monitor, SNMP, remote access, printers, the event log, scheduled commands.',
    todo: 'Set up again what the site used: a RAS or SNA sender needs its device and its phone book.',
    source: 'SMS Resource Guide, registry and senders',
  },
  steps: {
    backup: {
      check: {
        source: 'Q138347 Summary',
        note: 'See that the parent runs and its database answers, and that `SITECTRL.CT0` is in `<root>\\SITE.SRV\\SITECFG.BOX`.',
      },
      saveRegistryBefore: {
        title: 'Save the SMS registry key',
        source: 'Q138347 Backup 1',
        note: 'Save it again once the services are stopped: the next SMS ID range lies in it.',
      },
      stopServices: {
        source: 'Q138347 Backup 2',
        note: 'SMS_SITE_CONFIG_MANAGER first: its watchdog starts the others again.',
      },
      stopParentServices: { source: 'Q138347 Backup 3', note: 'Leave the SQL Server running.' },
      confirmStopped: { source: 'Q168682' },
      saveRegistry: {
        title: 'Save the SMS registry key as it is with the services stopped',
        source: 'Q138347 Backup 1; Q127052',
      },
      capture: {
        title: 'Copy the SMS directories and files, as they are with the services stopped',
        source: 'Q138347 Backup 4a–4d',
      },
      describe: {
        title: 'Write down names, services, shares and SMS IDs',
        source: 'Q183348 step 1',
        note: 'Note the names of the .UID files in `<root>\\LOGON.SRV\\SMSID` and the registry value `Next SMS Unique ID`; `net share` for the shares with their comments.',
      },
      compareRegistry: { source: 'Q138347 Backup 1; Q127052' },
      commit: { source: 'Q138347 Backup 4' },
      startParentServices: { source: 'Q138347 Backup 3 (the article leaves it out)' },
      startServices: { source: 'Q138347 Backup 2 (the article leaves it out)' },
    },
    restore: {
      prepareServer: {
        source: 'Q138347 Restore 1; Q147469',
        note: "The parent and its database must run. These are the rules that the article takes from page 686 of the Administrator's Guide, as far as they are known: same computer name and same domain name, for both stand in the database and in UNC names of the site (Q147469); same drive letters, and on each the same file system; same role in the domain. The programs of the site are for one platform. The article is for SMS 1.1. Of 1.0 and 1.2, this is known to differ: where INSTSRV lies; 1.0 has no RUNSMS.BAT, and runs SMSLS.BAT (Q107244); and 1.2 has one more service, SMS_CLIENT_CONFIG_MANAGER.",
      },
      stopParentServices: {
        source: 'Q138347 Restore 5 (which starts them again); Q183347',
        note: 'Leave the SQL Server running.',
      },
      restoreRegistry: { title: 'Create and restore the SMS registry key', source: 'Q138347 Restore 2' },
      restoreShares: {
        title: 'Share the folders of packages again, with their comments and permissions',
        source: 'Q107244; Q107245; Q173995 (package shares are made per job, not by SMS_SITE_CONFIG_MANAGER)',
      },
      startServices: {
        title: 'Wait until SMS_SITE_CONFIG_MANAGER has brought up the other services',
        source: 'Q138347 Restore 4; Q183347',
        note: 'If none of the others has come after 15 minutes, read SCMAN.LOG in the root of the SMS drive, and the event log: event 225 with error 1069 means that the account could not log on, as its password is wrong or was changed after the backup (Q122179). `net share` must show C$ and the like, without which the site stays incomplete (Q122988).',
      },
      startParentServices: { source: 'Q138347 Restore 5' },
      awaitSite: {
        title: 'See that <site> works and its parent reports it ACTIVE',
        source: 'Q138347 Restore 4; Q183347',
        note: 'SMS Administrator at the parent: site <site> is not under construction any more (up to 30 minutes). In `<root>\\SITE.SRV\\SITECFG.BOX` only SITECTRL.CT0 is left; a file `*.71n` there names a fault. When it works, make a new backup: the old ones have the old SMS IDs.',
      },
    },
  },
};
