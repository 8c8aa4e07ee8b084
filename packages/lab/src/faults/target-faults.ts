import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { setConditions } from '@resite/host';
import { dwordValue, stringValue } from '@resite/registry/values';
import { isController } from '@resite/site/domain-role';
import { createBareMachine, destroyMachine } from '../bare-machine.ts';
import { changePassword, setAccountState } from '../machine/accounts.ts';
import { machineDown, machineKill, machineUp } from '../power.ts';
import { releaseOf } from '../sms/release.ts';
import {
  addFile,
  addService,
  type Fault,
  type FaultContext,
  removeKey,
  setBuild,
  setValue,
  smsKey,
  type Undo,
} from './fault.ts';

const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const windowsNt = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** At a bare server that is to take a site, by the check that finds it. */
export const targetFaults = {
  'target-answers': {
    what: 'the target is off',
    make: async ({ folder, machine }) => {
      await machineKill(folder, machine);
      return () => machineUp(folder, machine);
    },
  },
  'target-computer-name': {
    what: 'the target has another name',
    make: ({ host }) =>
      setValue(host, `${control}\\ComputerName\\ComputerName`, stringValue('ComputerName', 'BRANCH8')),
  },
  'target-domain': {
    what: 'the target is in another domain',
    make: ({ host }) => setValue(host, `${windowsNt}\\Winlogon`, stringValue('CachePrimaryDomain', 'OTHERDOM')),
  },
  'password-age': {
    what: 'the password of the service account was changed after the backup',
    make: async ({ folder, site, host }) => {
      await needController(host);
      return changePassword(folder, site.account, 'another one');
    },
  },
  'password-age-seen': {
    what: 'the target is no domain controller any more, so nobody tells when the password was set',
    make: async ({ host }) => {
      await needController(host);
      return setValue(host, `${control}\\ProductOptions`, stringValue('ProductType', 'ServerNT'));
    },
  },
  'target-role': {
    what: 'the target is a domain controller',
    make: ({ host }) => setValue(host, `${control}\\ProductOptions`, stringValue('ProductType', 'LanmanNT')),
  },
  'target-platform': {
    what: 'the target is of another platform',
    make: async ({ host }) => {
      const other = (await host.identity()).platform === 'X86' ? 'ALPHA' : 'x86';
      const key = `${control}\\Session Manager\\Environment`;
      return setValue(host, key, stringValue('PROCESSOR_ARCHITECTURE', other));
    },
  },
  'target-drives': {
    what: 'the target has no drive D:',
    make: async ({ folder, machine }) => {
      const [drive, away] = [join(folder, machine, 'D'), join(folder, machine, 'drive-d')];
      await rename(drive, away);
      return () => rename(away, drive);
    },
  },
  'target-file-system': {
    what: 'the drives of the target are of FAT',
    make: async ({ folder, machine }) => setConditions(join(folder, machine), { fileSystems: { C: 'FAT', D: 'FAT' } }),
  },
  'target-sms-root': {
    what: 'a file is where the SMS root was',
    make: ({ host, site }) => addFile(host, site.root),
  },
  'target-space': {
    what: 'the target has a small disk',
    make: async ({ folder, machine }) => setConditions(join(folder, machine), { freeBytes: { C: 1, D: 1 } }),
  },
  'target-hotfixes': {
    what: 'the target lacks the hotfixes of Windows NT',
    make: ({ host }) => removeKey(host, `${windowsNt}\\Hotfix`),
  },
  'target-windows': {
    what: 'the target has no service pack',
    make: ({ host }) => setValue(host, windowsNt, stringValue('CSDVersion', '')),
  },
  'target-administrative-shares': {
    what: 'the target has no administrative shares',
    make: ({ host }) =>
      setValue(
        host,
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters',
        dwordValue('AutoShareServer', 0),
      ),
  },
  'target-registry-empty': {
    what: 'the target has an SMS key',
    make: ({ host, site }) => setBuild(host, releaseOf(site).build).then(undo => removing(host, undo)),
  },
  'target-services-empty': {
    what: 'the target has a service of SMS',
    make: ({ host, site }) =>
      addService(host, { name: 'SMS_EXECUTIVE', imagePath: 'C:\\SMSEXEC.EXE', account: site.account }),
  },
  'target-shares-empty': {
    what: 'the target has a share of SMS',
    make: async ({ host }) => {
      await host.shares.create({ name: 'SMS_SHR', path: 'C:\\', comment: '' });
      return () => host.shares.remove('SMS_SHR');
    },
  },
  'target-files-empty': {
    what: 'the target has an SMS.INI',
    make: ({ host }) => addFile(host, 'C:\\SMS.INI'),
  },
  'target-packages-empty': {
    what: 'the target has a package directory',
    make: async ({ host }) => {
      await host.files.write('D:\\SMS_PKGD\\P0100001\\SETUP.EXE', Buffer.from('MZ'));
      return () => host.files.remove('D:\\SMS_PKGD');
    },
  },
  'service-account-logon': {
    what: 'the service account has another password',
    make: ({ folder, site }) => changePassword(folder, site.account, 'another one'),
  },
  'service-account-state': {
    what: 'the service account is locked out',
    make: async ({ folder, site }) => {
      await setAccountState(folder, site.account, 'locked-out');
      return () => setAccountState(folder, site.account, undefined);
    },
  },
  'service-account-right': {
    what: 'the service account may not log on as a service',
    make: async context => {
      await rebuild(context, false);
      return () => rebuild(context, true);
    },
  },
  'clock-after-snapshot': {
    what: 'the clock of the target is ten years behind',
    make: async ({ folder, machine }) => setConditions(join(folder, machine), { clockAheadMs: -10 * 365 * 86_400_000 }),
  },
} as const satisfies Record<string, Fault>;

/** Nobody else tells when a password was set. */
async function needController({ name, identity }: FaultContext['host']): Promise<void> {
  if (isController((await identity()).role)) return;
  throw new ResiteError(
    'USAGE',
    `${name} is no domain controller, so nobody in this lab tells when a password was set`,
    {
      hint: 'Make a lab whose site server is a backup domain controller.',
    },
  );
}

/** The right is one of the machine: only a new one lacks it. */
async function rebuild({ folder, machine }: FaultContext, serviceLogonRight: boolean): Promise<void> {
  await machineDown(folder, machine);
  await destroyMachine(folder, machine);
  await createBareMachine(folder, machine, { serviceLogonRight });
  await machineUp(folder, machine);
}

function removing(host: FaultContext['host'], undo: Undo): Undo {
  return async () => {
    await undo();
    await host.registry.remove(smsKey);
  };
}
