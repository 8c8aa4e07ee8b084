import { dwordValue, stringValue } from '@resite/registry/values';
import { formatLogLine, formatLogTime } from '@resite/site/log-line';
import { smsPath } from '../client/sms-ini.ts';
import { binFolder, knownPlatform } from '../sms/platform.ts';
import { componentKey } from '../sms/registry-keys.ts';
import { laterBuild, releaseOf } from '../sms/release.ts';
import { administratorsOnly } from '../sms/security-descriptors.ts';
import { serviceProgram } from '../sms/service-program.ts';
import {
  addFile,
  addService,
  changeShare,
  changeTable,
  controlFolder,
  editFile,
  type Fault,
  type FaultContext,
  inRoot,
  removeKey,
  setBuild,
  setValue,
  smsKey,
  stopHelper,
  stopService,
} from './fault.ts';

const scmanLog = ({ site }: FaultContext) => `${site.root.slice(0, 3)}SCMAN.LOG`;

const logged = (context: FaultContext, text: string) =>
  editFile(context.host, scmanLog(context), log => {
    const time = formatLogTime(new Date());
    return `${log}${formatLogLine({ text: `~${text}`, component: 'SMS_SITE_CONFIG_MANAGER', time, thread: '3A', brackets: '<>' })}\r\n`;
  });

const later = 2_000_000_000;

/** At a restored site, by the sign of life that is missing. */
export const signFaults = {
  'bootstrap-service': {
    what: 'SMS_SITE_CONFIG_MANAGER does not start with Windows NT',
    make: async ({ host }) => {
      await host.services.setStartType('SMS_SITE_CONFIG_MANAGER', 'manual');
      return () => host.services.setStartType('SMS_SITE_CONFIG_MANAGER', 'auto');
    },
  },
  'bootstrap-account': {
    what: 'SMS_SITE_CONFIG_MANAGER logs on with another account',
    make: ({ host }) =>
      setValue(
        host,
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SMS_SITE_CONFIG_MANAGER',
        stringValue('ObjectName', 'BRANCHDOM\\OTHER'),
      ),
  },
  'site-services-running': {
    what: 'SMS_INVENTORY_AGENT_NT is stopped',
    make: ({ host }) => stopService(host, 'SMS_INVENTORY_AGENT_NT'),
  },
  'helper-services-running': {
    what: 'SMS_EXECUTIVE of the helper server is stopped, and nobody starts it',
    make: stopHelper,
  },
  'site-build': {
    what: 'the site was upgraded to a later SMS',
    make: ({ host, site }) => setBuild(host, laterBuild(releaseOf(site).build)),
  },
  'site-service-pack': {
    what: 'a service pack of SMS was installed on the site server',
    make: ({ host }) => editFile(host, `${smsPath}\\BIN\\CSDVER.SMS`, () => '9\r\n'),
  },
  'no-hierarchy-manager': {
    what: 'PREINST.EXE was installed on the secondary site',
    make: async ({ host, site }) => {
      const name = 'SMS_HIERARCHY_MANAGER';
      const bin = binFolder(knownPlatform((await host.identity()).platform));
      const imagePath = serviceProgram(site.root, bin, { name, file: 'PREINST.EXE', autostart: false });
      return addService(host, { name, imagePath, account: site.account });
    },
  },
  'executive-threads': {
    what: 'SMS_EXECUTIVE has no threads',
    make: ({ host }) => removeKey(host, `${smsKey}\\Components\\SMS_EXECUTIVE\\Threads`),
  },
  'logs-advance': {
    what: 'no log has a new line',
    make: async context => {
      const { host } = context;
      const folder = inRoot(context, 'LOGS');
      const paths = (await host.files.list(folder)).map(({ name }) => `${folder}\\${name}`);
      const before = await Promise.all(
        [...paths, scmanLog(context)].map(async path => [path, await host.files.stat(path)] as const),
      );
      for (const [path] of before) await host.files.setMetadata(path, { modified: 0n });
      return async () => {
        for (const [path, info] of before) await host.files.setMetadata(path, { modified: info!.modified });
      };
    },
  },
  'site-shares': {
    what: 'a share has another comment',
    make: ({ host }) => changeShare(host, 'SMS_SITE', { comment: 'mine' }),
  },
  'share-permissions': {
    what: 'a share has other permissions',
    make: ({ host }) => changeShare(host, 'SMS_SHR', { securityDescriptor: administratorsOnly }),
  },
  'site-control-file-accepted': {
    what: 'a site control file was refused',
    make: context => addFile(context.host, inRoot(context, `${controlFolder}\\00000008.714`)),
  },
  'site-control-files-processed': {
    what: 'a site control file is stuck',
    make: context => addFile(context.host, inRoot(context, `${controlFolder}\\00000009.CT1`)),
  },
  'scman-log': {
    what: 'SMS_SITE_CONFIG_MANAGER hangs in the enumeration of user groups',
    make: context => logged(context, 'User groups will be enumerated.'),
  },
  'no-trouble-in-log': {
    what: 'SCMAN.LOG tells that a service could not be installed',
    make: context => logged(context, 'Event 225: cannot install or start SMS_EXECUTIVE'),
  },
  'restored-sender-capacity': {
    what: 'the LAN sender may send to no site at a time',
    make: ({ host }) =>
      setValue(host, componentKey('SMS_LAN_SENDER'), dwordValue('Maximum Concurrent Site Sendings', 0)),
  },
  'status-file-leaves': {
    what: 'a report to the parent is stuck',
    make: context => addFile(context.host, inRoot(context, `${controlFolder}\\00000009.CT2`)),
  },
  'inventory-flows': {
    what: 'inventory is stuck at the logon server',
    make: async context => {
      const path = inRoot(context, 'LOGON.SRV\\INVENTRY.BOX\\STUCK.RAW');
      const undo = await addFile(context.host, path);
      await context.host.files.setMetadata(path, { modified: 0n });
      return undo;
    },
  },
  'parent-heard': {
    what: 'the parent has not heard from the site',
    make: async context => {
      const images = await changeTable(context, 'SiteControl', 'UPDATE SiteControl SET TimeStamp = 820454400');
      const events = await changeTable(context, 'Events', 'DELETE FROM Events');
      return async () => {
        await events();
        await images();
      };
    },
  },
  heartbeat: {
    what: 'the last report of the site is two days old',
    make: async context => {
      const images = await changeTable(
        context,
        'SiteControl',
        'UPDATE SiteControl SET TimeStamp = unixepoch() - 172800',
      );
      const events = await changeTable(context, 'Events', 'DELETE FROM Events');
      return async () => {
        await events();
        await images();
      };
    },
  },
  'site-active-at-parent': {
    what: 'the site is PENDING at the parent',
    make: context =>
      changeTable(context, 'Sites', `UPDATE Sites SET Status = 2 WHERE SiteCode = '${context.site.code}'`),
  },
  'no-inactive-parts': {
    what: 'the site reports a sender that does not work',
    make: context =>
      changeTable(
        context,
        'SiteControl',
        "UPDATE SiteControl SET Image = Image || 'TRANSACTION <InactiveSenders><0><1><SMS_LAN_SENDER><>' || char(13, 10) WHERE FileType = 1",
      ),
  },
  'parent-changes-current': {
    what: 'the parent waits for an answer to a change',
    make: context =>
      changeTable(context, 'SiteControl', `UPDATE SiteControl SET TimeStamp = ${later} WHERE FileType = 2`),
  },
  'uid-file-ready': {
    what: 'there are two UID files',
    make: context => addFile(context.host, inRoot(context, `LOGON.SRV\\SMSID\\${context.site.code}01ZZ0.UID`)),
  },
  'next-id-unused': {
    what: 'a client has an ID past that of the UID file',
    make: context =>
      changeTable(
        context,
        'Machines',
        `INSERT INTO Machines VALUES ('PC9', '${context.site.code}01ZZ9', 'x', '${context.site.code}')`,
      ),
  },
  'no-trouble-events': {
    what: 'an event tells that a share belongs to another site',
    make: context =>
      changeTable(context, 'Events', `INSERT INTO Events VALUES (unixepoch(), 236, '${context.site.code}', 'share')`),
  },
} as const satisfies Record<string, Fault>;
