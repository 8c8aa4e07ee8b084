import type { CheckDefinition } from '../definition.ts';

/**
 * How long a sign may take, in minutes: SMS_SITE_CONFIG_MANAGER waits 5 after its start and tries again after one watchdog
 * cycle of 120 (Resource Guide); half an hour is what Q183347 gives a report on its way.
 */
const configured = 5 + 120;
const onItsWay = 30;
const reported = configured + onItsWay;

const sign = (number: number, side: 'target' | 'parent', minutes: number) =>
  ({ phases: ['revival'], sign: number, side, minutes, code: 'SITE_NOT_FUNCTIONAL' }) as const;

/** The fourteen signs of a working site. */
export const revivalChecks = {
  'bootstrap-service': {
    ...sign(1, 'target', 5),
    severity: 'error',
    title: 'SMS_SITE_CONFIG_MANAGER is installed, runs and starts with Windows NT',
    wanted: 'running, auto',
    remedy: 'Start it; if it does not start, look at the event log, the account and its right to log on as a service.',
    source: 'Q138347 Restore 4; Q191328',
  },
  'bootstrap-account': {
    ...sign(1, 'target', 5),
    severity: 'warning',
    title: 'SMS_SITE_CONFIG_MANAGER logs on with the account that it had',
    wanted: 'the account of the original installation',
    remedy: 'Control Panel, Services, Startup: give it the account, with its password.',
    source: 'Q138347 Restore 4; Q180978',
  },
  'site-services-running': {
    ...sign(2, 'target', configured),
    severity: 'error',
    title: 'Every service of the site runs',
    wanted: 'what SITECTRL.CT0 calls for',
    remedy:
      'SMS_SITE_CONFIG_MANAGER installs and starts them; SCMAN.LOG in the root of the SMS drive tells what stops it.',
    source: 'Q138347 Restore 4; Q183347',
  },
  'helper-services-running': {
    ...sign(2, 'target', configured),
    severity: 'warning',
    title: 'SMS_EXECUTIVE runs on every helper server of the site',
    wanted: 'running',
    remedy: 'Start it there: Control Panel, Services. SMS_SITE_CONFIG_MANAGER does so as well, within two hours.',
    source: 'SMS Resource Guide, services; Q168682',
  },
  'site-build': {
    ...sign(1, 'target', 0),
    severity: 'warning',
    title: 'The site is of the build that was restored',
    wanted: 'the build in the snapshot',
    remedy:
      'The parent has upgraded it, unasked: wait until it is ACTIVE, then make a backup of it as it is now. Or SMS Administrator was ' +
      'installed on the server, which writes its own build into the registry (Q153648).',
    source: 'Q162727; Q186418; Q153648',
  },
  'site-service-pack': {
    ...sign(1, 'target', 0),
    severity: 'warning',
    title: 'The site has the service pack of SMS that was restored',
    wanted: 'the service pack in the snapshot',
    remedy:
      'The parent has upgraded it, or somebody has installed a service pack: wait until the site is ACTIVE, then make a backup of it as it is ' +
      'now. A fault that the service pack mends may have come back with an older one.',
    source: 'Q171038; Q200769',
  },
  'no-hierarchy-manager': {
    ...sign(2, 'target', 0),
    severity: 'warning',
    title: 'There is no SMS_HIERARCHY_MANAGER',
    wanted: 'none on a secondary site',
    remedy: 'Remove it: it belongs to primary sites. Restore 4 installs SITEINS.EXE, not PREINST.EXE.',
    source: 'SMS Resource Guide, services; Q139627',
  },
  'executive-threads': {
    ...sign(3, 'target', configured),
    severity: 'warning',
    title: 'SMS_EXECUTIVE has its threads',
    wanted: 'threads listed in Components\\SMS_EXECUTIVE\\Threads',
    remedy: 'Look at SMSEXEC.LOG. It starts the components that the restored registry key lists.',
    source: 'Q133385; SMS Resource Guide, services',
  },
  'logs-advance': {
    ...sign(3, 'target', configured),
    severity: 'warning',
    title: 'The services write their logs',
    wanted: 'SCMAN.LOG and the logs of the threads newer than the restore',
    remedy: 'Tracing may be off; else look at the event log.',
    source: 'Q125452; Q133385',
  },
  'site-shares': {
    ...sign(4, 'target', configured),
    severity: 'error',
    title: 'The shares are as they were',
    wanted: 'the shares of the snapshot, with their paths and comments',
    remedy:
      'SMS_SITE_CONFIG_MANAGER makes its own; package shares must be made again. Services read the comments: keep them.',
    source: 'SMS Resource Guide, shares; Q132902',
  },
  'share-permissions': {
    ...sign(4, 'target', configured),
    severity: 'warning',
    title: 'The shares have the permissions that they had',
    wanted: 'the permissions of the snapshot',
    remedy:
      'SMS_SITE_CONFIG_MANAGER gives its own to the shares that it makes. Had somebody changed them? Then change them again, in File Manager.',
    source: 'SMS Resource Guide, shares; Q189809; Q179118',
  },
  'site-control-file-accepted': {
    ...sign(5, 'target', 0),
    severity: 'error',
    title: 'No site control file was refused',
    wanted: 'no file *.710 to *.718',
    remedy: 'The extension tells why it was refused.',
    source: 'Q121683',
  },
  'site-control-files-processed': {
    ...sign(5, 'target', configured),
    severity: 'error',
    title: 'The site has processed the site control files for it',
    wanted: 'no *.CT1 in SITECFG.BOX',
    remedy: 'A *.CT1 waits for SMS_SITE_CONFIG_MANAGER. SCMAN.LOG shows how far it is.',
    source: 'Q183347; Q191958; Q162383',
  },
  'scman-log': {
    ...sign(6, 'target', configured),
    severity: 'warning',
    title: 'SMS_SITE_CONFIG_MANAGER has finished its work',
    wanted: 'stage 4 in SCMAN.LOG since its last start, and no enumeration of user groups as the last line',
    remedy:
      'The last line of SCMAN.LOG shows how far it is. It can hang in the enumeration of user groups when a domain ' +
      'controller does not answer.',
    source: 'Q130906; Q162383',
  },
  'status-file-leaves': {
    ...sign(7, 'target', configured + onItsWay),
    severity: 'error',
    title: 'Reports leave for the parent',
    wanted: 'no *.CT2 in SITECFG.BOX for longer than 30 minutes',
    remedy:
      'A *.CT2 waits for the way to the parent: look at SCHED.LOG, DESPOOL.LOG and LANSEND.LOG. ' +
      '`SENDCODE SMS_SITE_CONFIG_MANAGER 193` makes a new one.',
    source: 'Q183347; Q263335',
  },
  'restored-sender-capacity': {
    ...sign(7, 'target', 0),
    severity: 'error',
    title: 'Every sender of the restored site may send',
    wanted: 'no capacity of 0',
    remedy:
      'The parent hears nothing. In the key of the sender, `HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER`, set `Maximum Concurrent Sendings` to 5 and ' +
      '`Maximum Concurrent Site Sendings` to 3 (REGEDT32), and restart SMS_EXECUTIVE.',
    source: 'Q163379; Q138243',
  },
  'report-sent': {
    ...sign(7, 'target', reported),
    severity: 'error',
    title: 'The site sends its control file to the address of its parent',
    wanted: 'a *.CT2 in the share SMS_SITE of the stand-in for the parent, in a rehearsal',
    remedy: 'Look at SCHED.LOG and LANSEND.LOG of the restored site.',
    source: 'Q183347; Q263335',
  },
  'parent-heard': {
    ...sign(8, 'parent', reported),
    severity: 'error',
    title: 'The parent has heard from the site since the restore',
    wanted: 'an ACTUAL site control file since the restore (event 358)',
    remedy:
      'On the restored server run `SENDCODE SMS_SITE_CONFIG_MANAGER 193`, which sends the file at once; then look at ' +
      'SCHED.LOG and LANSEND.LOG there and at DESPOOL.LOG and HMAN.LOG of the parent.',
    source: 'Q122181; Q263335',
  },
  'site-active-at-parent': {
    ...sign(8, 'parent', reported),
    severity: 'error',
    title: 'The parent reports the site as ACTIVE',
    wanted: 'ACTIVE, by what it heard since the restore',
    remedy: 'Look at HMAN.LOG of the parent; it can take half an hour.',
    source: 'Q137376; Q171338; Q183347',
  },
  'no-inactive-parts': {
    ...sign(9, 'parent', reported),
    severity: 'warning',
    title: 'The site reports no inactive parts',
    wanted: 'no InactiveDomains, InactiveServers, InactiveComponents or InactiveSenders',
    remedy: 'Look at SCMAN.LOG for what it could not set up.',
    source: 'SMS Resource Guide, site control file',
  },
  heartbeat: {
    ...sign(10, 'parent', 7200),
    severity: 'warning',
    title: 'The site reports to its parent at least once a day',
    wanted: 'an ACTUAL site control file of the last 1440 minutes',
    remedy: 'Look at `Site Configuration Reporting Interval` in the registry and at the way to the parent.',
    source: 'Q226915; SMS Resource Guide, services',
  },
  'parent-changes-current': {
    ...sign(11, 'parent', reported),
    severity: 'warning',
    title: 'What the parent wants of the site is what the site reports',
    wanted: 'no PROPOSED site control file later than the ACTUAL one',
    remedy:
      'A change of properties is still on its way down, or its answer up: look at DESPOOL.LOG and SCMAN.LOG of the site.',
    source: 'Q131010; Q133113',
  },
  'inventory-flows': {
    ...sign(12, 'target', reported),
    severity: 'warning',
    title: 'Inventory moves on',
    wanted:
      'nothing older than 30 minutes in LOGON.SRV\\INVENTRY.BOX, SITE.SRV\\INVENTRY.BOX and SITE.SRV\\SITEREP.BOX',
    remedy: 'Look at MAINTMAN.LOG, INVPROC.LOG and SITEREP.LOG, in this order.',
    source: 'Q126642; SMS Resource Guide, directories',
  },
  'uid-file-ready': {
    ...sign(13, 'target', configured),
    severity: 'error',
    title: 'There is one UID file for the next client',
    wanted: 'one UID file of this site in LOGON.SRV\\SMSID',
    remedy: 'SMS_MAINTENANCE_MANAGER makes it; of two, remove the one with the lower value.',
    source: 'Q127052; Q154936; Q269774',
  },
  'next-id-unused': {
    ...sign(13, 'parent', 0),
    severity: 'error',
    code: 'IDS_DUPLICATE',
    title: 'The next SMS ID is one that nobody has',
    wanted: 'a UID file ahead of every ID in the database',
    remedy: 'Rename the UID file past the highest ID of its range before another client joins.',
    source: 'Q138347 Caution; Q127052',
  },
  'no-trouble-in-log': {
    ...sign(14, 'target', 0),
    severity: 'warning',
    title: 'SCMAN.LOG shows no trouble',
    wanted: 'no event of trouble and no refused file since the last start',
    remedy: 'The line names the cause.',
    source: 'Q122179; Q121683',
  },
  'no-trouble-events': {
    ...sign(14, 'parent', 0),
    severity: 'warning',
    title: 'No event at the parent points to trouble',
    wanted: 'none of the events that point to trouble',
    remedy: 'Read the event at the parent; it names the server and the cause.',
    source: 'Q122178; Q122179; Q122180',
  },
} as const satisfies Record<string, CheckDefinition>;
