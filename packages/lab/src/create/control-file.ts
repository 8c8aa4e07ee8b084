import {
  componentFlag,
  fileType,
  formatSiteControlFile,
  type SiteControlFile,
  type SiteControlRecord,
  siteType,
} from '@resite/site/site-control-file';
import type { LabSite, MachineSettings } from '../lab-file.ts';
import { hideText, newPublicKey } from '../sms/account-secret.ts';
import { knownPlatform } from '../sms/platform.ts';
import { hasClientConfigManager, releaseOf } from '../sms/release.ts';
import { networkType, siteProperties } from './site-properties.ts';

const { install, startService, setRegistry, primarySite, secondarySite, autostart, asThread, sender } = componentFlag;
const everySite = install | startService | setRegistry | primarySite | secondarySite;
const primaryOnly = install | startService | setRegistry | primarySite;

/** Name, program and flags, as the sample of the Resource Guide has them. */
const components: readonly (readonly [name: string, file: string, flags: number])[] = [
  ['SMS_SITE_CONFIG_MANAGER', 'SITEINS.EXE', install | setRegistry | primarySite | secondarySite | autostart],
  ['SMS_EXECUTIVE', 'SMSEXEC.EXE', everySite],
  ['SMS_HIERARCHY_MANAGER', 'PREINST.EXE', primaryOnly],
  ['SMS_MAINTENANCE_MANAGER', 'MAINTAIN.DLL', everySite | asThread],
  ['SMS_INVENTORY_PROCESSOR', 'INVPROC.DLL', everySite | asThread],
  ['SMS_SITE_REPORTER', 'SITEREP.DLL', everySite | asThread],
  ['SMS_SCHEDULER', 'SCHED.DLL', everySite | asThread],
  ['SMS_DESPOOLER', 'DESPOOL.DLL', everySite | asThread],
  ['SMS_APPLICATIONS_MANAGER', 'APPMGR.DLL', everySite | asThread],
  ['SMS_INVENTORY_DATA_LOADER', 'DATALDR.DLL', primaryOnly | asThread],
  ['SMS_ALERTER', 'ALERTER.DLL', primaryOnly | asThread],
];

/** That SMS 1.2 has beside them. */
const trapFilter = ['SMS_TRAP_FILTER', 'TRAPFLTR.DLL', primaryOnly | asThread] as const;

const lanOutbox = 'LAN_DEFA.000';

export interface ControlFileSettings {
  site: LabSite;
  machine: MachineSettings;
  password: string;
  /** Site codes and servers of the sites it sends to. */
  neighbours: readonly { code: string; server: string }[];
  /** Seconds since 1970. */
  stamp: number;
  /** Computer names of the other logon servers. */
  logonServers?: readonly string[];
  /** Computer name of the helper server. */
  helperServer?: string;
}

/** What Site Properties can move to a helper server (Resource Guide, services; Q131698), and the lab does. */
const moved: readonly string[] = ['SMS_SCHEDULER', 'SMS_DESPOOLER'];

/** The site control file of a site that was set up at `stamp`, as PROPOSED, which is what a master copy is (Q133113). */
export function createControlFile(settings: ControlFileSettings): Buffer {
  const { site, machine, password, neighbours, stamp, logonServers = [], helperServer } = settings;
  const { computerName: server, domain } = machine;
  const { build, syntax } = releaseOf(site);
  const drive = site.root[0]!;
  const type = site.parent === '' ? siteType.primary : siteType.secondary;
  const publicKey = newPublicKey();
  const [accountDomain = '', account = ''] = site.account.split('\\');
  const records: SiteControlRecord[] = [
    {
      kind: 'file-definition',
      fileType: fileType.proposed,
      comment: 'Site property change',
      targetSite: site.code,
      originatingSite: site.parent || site.code,
      stamp,
      posted: 1,
    },
    {
      kind: 'site-account',
      siteType: type,
      siteCode: site.code,
      parentSiteCode: site.parent,
      siteServer: server,
      siteServerDomain: domain,
      siteName: site.name,
      installDirectory: site.root,
      serviceAccountDomain: accountDomain,
      serviceAccount: hideText(account, publicKey),
      serviceAccountPassword: hideText(password, publicKey),
      publicKey,
      sqlServer: type === siteType.primary ? server : '',
      sqlLogin: '',
      sqlPassword: '',
      sqlDatabase: type === siteType.primary ? 'SMSDATA' : '',
      sqlPublicKey: '',
      userName: 'Administrator',
      organization: 'Resite lab',
    },
    ...siteProperties(build, knownPlatform(machine.platform)),
    {
      kind: 'domain',
      name: domain,
      networkType: networkType(build),
      enumerate: 2,
      logonServers: [server, ...logonServers].map(name => ({ name, string1: '', flags: 0, drive: `${drive}:` })),
    },
    ...neighbours.map(
      (neighbour): SiteControlRecord => ({
        kind: 'address',
        originatingSite: site.code,
        destinationSite: neighbour.code,
        senderType: 'SMS_LAN_SENDER',
        outbox: lanOutbox,
        connection: `({}{\\\\${neighbour.server}\\SMS_SITE ${hideText(account, publicKey)}})`,
      }),
    ),
    {
      kind: 'outbox',
      name: lanOutbox,
      string1: '',
      addressFormat: 'MS_LAN',
      schedule: 'F'.repeat(168),
      create: 1,
      drive,
      server,
    },
    { kind: 'server', name: server, serverType: '1', flags: 0, drive },
    ...[...components, ...(hasClientConfigManager(build) ? [trapFilter] : [])].map(
      ([name, file, flags]): SiteControlRecord => ({
        kind: 'component',
        flags,
        name,
        file,
        server: moved.includes(name) ? (helperServer ?? server) : server,
        drive,
      }),
    ),
    {
      kind: 'sender',
      flags: everySite | asThread | sender,
      addressFormat: 'MS_LAN',
      file: 'SENDER.DLL',
      drive,
      server,
      name: 'SMS_LAN_SENDER',
      outboxes: [lanOutbox],
    },
  ];
  const file: SiteControlFile = { build, syntax, records };
  return formatSiteControlFile(file);
}
