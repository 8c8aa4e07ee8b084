import { join } from 'node:path';
import { setConditions } from '@resite/host';
import { dwordValue, stringValue } from '@resite/registry/values';
import { nextIdKey, nextIdValue } from '@resite/site/next-id';
import { machineKill, machineUp } from '../power.ts';
import { componentKey, packageKey } from '../sms/registry-keys.ts';
import {
  addDependent,
  addFile,
  addService,
  atHelper,
  changeShare,
  controlFolder,
  editFile,
  type Fault,
  type FaultContext,
  helperOf,
  hide,
  inRoot,
  masterFile,
  removeKey,
  replaceText,
  setValue,
  smsKey,
  stopHelper,
  stopService,
  type Undo,
} from './fault.ts';

const control = (context: FaultContext, from: string | RegExp, to: string) =>
  editFile(context.host, inRoot(context, masterFile), replaceText(from, to));

/** A package whose Share Package On Server job has made this share, by what SMS_DESPOOLER writes down. */
async function namePackageShare({ host, machine }: FaultContext, share: string): Promise<Undo> {
  const key = packageKey('P0100099', machine);
  await host.registry.setValue(key, stringValue('Share Name', share));
  return () => host.registry.remove(key.slice(0, key.lastIndexOf('\\')));
}

/** At a site server that works, before a backup, by the check that finds it. */
export const siteFaults = {
  'host-answers': {
    what: 'the site server is off',
    make: async ({ folder, machine }) => {
      await machineKill(folder, machine);
      return () => machineUp(folder, machine);
    },
  },
  'site-found': {
    what: 'the SMS key is gone from the registry',
    make: ({ host }) => removeKey(host, smsKey),
  },
  'site-code': {
    what: 'the registry has another site code',
    make: ({ host }) => setValue(host, `${smsKey}\\Identification`, stringValue('Site Code', 'S09')),
  },
  'parent-code': {
    what: 'the registry names another parent',
    make: ({ host }) => setValue(host, `${smsKey}\\Identification`, stringValue('Parent Site Code', 'P09')),
  },
  'site-control-file': {
    what: 'SITECTRL.CT0 is missing',
    make: context => hide(context.host, inRoot(context, masterFile)),
  },
  'site-control-file-valid': {
    what: 'SITECTRL.CT0 is damaged',
    make: context => control(context, 'BEGIN_COMPONENT', 'BEGIN_COMPONENTRY'),
  },
  'site-type': {
    what: 'SITECTRL.CT0 is that of a primary site',
    make: context => control(context, '<9>', '<6>'),
  },
  'no-primary-folder': {
    what: 'there is a directory PRIMSITE.SRV',
    make: async context => {
      const path = inRoot(context, 'PRIMSITE.SRV');
      await context.host.files.createFolder(path);
      return () => context.host.files.remove(path);
    },
  },
  'site-control-file-agrees': {
    what: 'SITECTRL.CT0 is of another server',
    make: context => control(context, `<${context.machine}>`, '<BRANCH7>'),
  },
  'roots-agree': {
    what: 'the share of the SMS root leads elsewhere',
    make: ({ host, site }) => changeShare(host, `SMS_SHR${site.root[0]}`, { path: `${site.root}\\SITE.SRV` }),
  },
  'required-files': {
    what: 'SYSTEM.MAP is missing',
    make: context => hide(context.host, inRoot(context, 'SYSTEM.MAP')),
  },
  'site-control-folder': {
    what: 'a site control file was refused, and lies in SITECFG.BOX',
    make: context => addFile(context.host, inRoot(context, `${controlFolder}\\00000007.712`)),
  },
  'sms-ini': {
    what: 'SMS.INI is missing',
    make: ({ host }) => hide(host, 'C:\\SMS.INI'),
  },
  'sms-ini-agrees': {
    what: 'SMS.INI is of another site',
    make: ({ host, site }) => editFile(host, 'C:\\SMS.INI', replaceText(`SiteCode=${site.code}`, 'SiteCode=S09')),
  },
  'sms-ini-servers': {
    what: 'SMS.INI names a server that is gone',
    make: ({ host, machine }) =>
      editFile(host, 'C:\\SMS.INI', replaceText(`Server1=${machine}`, `Server1=${machine}\r\nServer2=OLDSRV`)),
  },
  'client-tree': {
    what: '\\MS is missing',
    make: ({ host }) => hide(host, 'C:\\MS'),
  },
  'package-folders': {
    what: 'a package directory is not shared',
    make: async ({ host }) => {
      await host.files.createFolder('C:\\SMS_PKGC\\P0100009');
      return () => host.files.remove('C:\\SMS_PKGC');
    },
  },
  'package-shares': {
    what: 'packages are shared from the root of a drive',
    make: async context => {
      const undoKey = await namePackageShare(context, 'APPS');
      await context.host.shares.create({ name: 'APPS', path: 'D:\\', comment: 'Applications' });
      return async () => {
        await context.host.shares.remove('APPS');
        await undoKey();
      };
    },
  },
  'transfer-packages': {
    what: 'the registry names a share of packages that is not there',
    make: context => namePackageShare(context, 'EXCEL$'),
  },
  'uid-file': {
    what: 'there are two UID files',
    make: context => addFile(context.host, inRoot(context, `LOGON.SRV\\SMSID\\${context.site.code}01ZZ0.UID`)),
  },
  'uid-names': {
    what: 'a UID file has the code of another site',
    make: context => addFile(context.host, inRoot(context, 'LOGON.SRV\\SMSID\\S0901005.UID')),
  },
  'next-unique-id': {
    what: 'Next SMS Unique ID is no number of base 36',
    make: ({ host }) => setValue(host, `${smsKey}\\${nextIdKey}`, stringValue(nextIdValue, '?')),
  },
  'next-range-unused': {
    what: 'Next SMS Unique ID is the range that is in use',
    make: ({ host }) => setValue(host, `${smsKey}\\${nextIdKey}`, stringValue(nextIdValue, '01')),
  },
  'other-logon-servers': {
    what: 'the site has a second logon server',
    make: context => control(context, 'LOGONSERVER', 'LOGONSERVER <BRANCH9><><0><C:>\r\n    LOGONSERVER'),
  },
  shares: {
    what: 'the share SMS_SITE is missing',
    make: ({ host }) => changeShare(host, 'SMS_SITE', undefined),
  },
  'share-comments': {
    what: 'the share SMS_SHR has lost its comment',
    make: ({ host }) => changeShare(host, 'SMS_SHR', { comment: '' }),
  },
  'identity-complete': {
    what: 'nobody knows the domain',
    make: ({ host }) => removeKey(host, 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'),
  },
  'site-installed': {
    what: 'SMS_SITE_CONFIG_MANAGER is not installed',
    make: ({ host }) => removeKey(host, 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SMS_SITE_CONFIG_MANAGER'),
  },
  'no-installation': {
    what: 'the site is being upgraded',
    make: ({ host, site }) =>
      addService(host, {
        name: 'SMS_UPGRADE_BOOTSTRAP',
        imagePath: `${site.root}\\BOOTSTRP.EXE`,
        account: site.account,
      }),
  },
  'services-running': {
    what: 'SMS_EXECUTIVE is stopped',
    make: ({ host }) => stopService(host, 'SMS_EXECUTIVE'),
  },
  'services-dependents': {
    what: 'a fax server depends on SMS_EXECUTIVE, and runs',
    make: ({ host }) => addDependent(host, 'SMS_EXECUTIVE'),
  },
  'services-account': {
    what: 'SMS_EXECUTIVE logs on with another account',
    make: ({ host }) =>
      setValue(
        host,
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE',
        stringValue('ObjectName', 'BRANCHDOM\\OTHER'),
      ),
  },
  'helper-servers': {
    what: 'SMS_DESPOOLER runs on another server',
    make: context =>
      editFile(context.host, inRoot(context, masterFile), text =>
        text.replace(/(<SMS_DESPOOLER>\s*<[^>]*>\s*)<[^>]*>/, '$1<BRANCH4>'),
      ),
  },
  'helper-servers-used': {
    what: 'the work of the helper server is back on the site server',
    make: context => control(context, new RegExp(`<(${helperOf(context)})>`, 'g'), `<${context.machine}>`),
  },
  'helper-answers': {
    what: 'the helper server is off',
    make: async context => {
      await machineKill(context.folder, helperOf(context));
      return () => machineUp(context.folder, helperOf(context));
    },
  },
  'helper-services': {
    what: 'SMS_EXECUTIVE of the helper server is stopped, and nobody starts it',
    make: stopHelper,
  },
  'helper-dependents': {
    what: 'a fax server on the helper server depends on SMS_EXECUTIVE, and runs',
    make: context => atHelper(context, host => addDependent(host, 'SMS_EXECUTIVE')),
  },
  'sender-capacity': {
    what: 'the LAN sender has a capacity of 0',
    make: ({ host }) => setValue(host, componentKey('SMS_LAN_SENDER'), dwordValue('Maximum Concurrent Sendings', 0)),
  },
  'site-space': {
    what: 'the SMS drive is full',
    make: async ({ folder, machine, site }) =>
      setConditions(join(folder, machine), { freeBytes: { [site.root[0]!]: 1_000_000 } }),
  },
  'repository-space': {
    what: 'a package is larger than any disk',
    make: async ({ host }) => {
      const path = 'D:\\SMS_PKGD\\HUGE.BIN';
      const writer = await host.files.openWriter(path, 0);
      // One byte at the end: the file has a size and takes no room.
      await writer.write(8 * 2 ** 40, Buffer.from([0]));
      await writer.close();
      return () => host.files.remove(path);
    },
  },
} as const satisfies Record<string, Fault>;
