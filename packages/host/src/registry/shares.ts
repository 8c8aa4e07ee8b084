import { defined, ResiteError } from '@resite/errors';
import type { RegistryKey, RegistryValue } from '@resite/registry/keys';
import { createKey, deleteValue, ensureKey, findKey, findValue, setValue } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { binaryValue, multiStringValue, readDword, readMultiString, valueType } from '@resite/registry/values';
import { parseWindowsPath } from '../files/windows-path.ts';
import type { Identity, Registry, Share, Shares } from '../host.ts';
import { createSerial } from '../serial.ts';

const server = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer';
const sharesKey = `${server}\\Shares`;

/**
 * Shares as the server service of Windows NT keeps them [NT]: below `LanmanServer\Shares` one REG_MULTI_SZ a share, with `Path=` and
 * `Remark=` among its strings, and in the subkey `Security` a REG_BINARY security descriptor of the same name. `C$` and so on and `ADMIN$` are
 * nowhere recorded: the server service makes them at each start unless `Parameters\AutoShareServer` is 0. They cannot be
 * created or removed: `SHARE_ADMINISTRATIVE`. (`IPC$` has no folder and is left out.)
 */
export function registryShares(
  registry: Pick<Registry, 'read' | 'value' | 'replace'>,
  identity: () => Promise<Pick<Identity, 'drives' | 'systemRoot'>>,
): Shares {
  const serial = createSerial();

  const change = (edit: (key: RegistryKey) => void) =>
    serial(async () => {
      const key = (await registry.read(sharesKey)) ?? createKey('Shares');
      edit(key);
      await registry.replace(sharesKey, key);
    });

  return {
    list: async () => {
      const key = await registry.read(sharesKey);
      const recorded = key ? recordedShares(key) : [];
      const autoShare = await registry.value(`${server}\\Parameters`, 'AutoShareServer');
      const automatic = autoShare && readDword(autoShare) === 0 ? [] : administrativeShares(await identity());
      const derived = automatic.filter(share => !recorded.some(other => sameName(other.name, share.name)));
      return [...recorded, ...derived].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    },

    create: async share => {
      checkShare(share);
      await change(key => {
        const present = findValue(key, share.name);
        setValue(key, multiStringValue(share.name, shareStrings(share, present)));
        if (share.securityDescriptor) {
          setValue(ensureKey(key, 'Security'), binaryValue(share.name, share.securityDescriptor));
        } else {
          forgetSecurity(key, share.name);
        }
      });
    },

    remove: async name => {
      refuseAdministrative(name);
      const key = await registry.read(sharesKey);
      if (!key || !findValue(key, name)) return;
      await change(current => {
        deleteValue(current, name);
        forgetSecurity(current, name);
      });
    },
  };
}

function recordedShares(key: RegistryKey): Share[] {
  const security = findKey(key, 'Security');
  return key.values
    .filter(value => value.type === valueType.multiString)
    .map(value => {
      const descriptor = security && findValue(security, value.name)?.data;
      return {
        name: value.name,
        path: entry(value, 'Path') ?? '',
        comment: entry(value, 'Remark') ?? '',
        ...defined({ securityDescriptor: descriptor }),
      };
    });
}

function administrativeShares({ drives, systemRoot }: Pick<Identity, 'drives' | 'systemRoot'>): Share[] {
  const ofDrives = drives.map(drive => ({ name: `${drive}$`, path: `${drive}:\\`, comment: 'Default share' }));
  return [{ name: 'ADMIN$', path: systemRoot, comment: 'Remote Admin' }, ...ofDrives];
}

/** What else is recorded of a share, such as its limit of users, stays as it is. */
function shareStrings({ path, comment }: Share, present: RegistryValue | undefined): string[] {
  const others = present
    ? readMultiString(present).filter(text => !/^(path|remark)=/i.test(text))
    : ['Type=0', 'MaxUses=4294967295', 'Permissions=0'];
  return [`Path=${path}`, `Remark=${comment}`, ...others];
}

function entry(value: RegistryValue, name: string): string | undefined {
  const found = readMultiString(value).find(text => sameName(text.slice(0, name.length + 1), `${name}=`));
  return found?.slice(name.length + 1);
}

function forgetSecurity(key: RegistryKey, name: string): void {
  const security = findKey(key, 'Security');
  if (security) deleteValue(security, name);
}

/** `PATH_INVALID` for what Windows could not share, `SHARE_ADMINISTRATIVE` for what it shares itself. */
export function checkShare({ name, path, comment }: Share): void {
  refuseAdministrative(name);
  if (!/^[^\x00-\x1f"/\\[\]:|<>+=;,*?]{1,80}$/.test(name)) {
    throw new ResiteError('PATH_INVALID', `Windows could not have a share of the name ${JSON.stringify(name)}`);
  }
  if (comment.includes('\0')) throw new ResiteError('PATH_INVALID', `the comment of share ${name} contains NUL`);
  parseWindowsPath(path);
}

/** `SHARE_ADMINISTRATIVE` for `C$`, `ADMIN$`, `IPC$`. */
export function refuseAdministrative(name: string): void {
  if (!/^([a-z]|admin|ipc)\$$/i.test(name)) return;
  throw new ResiteError(
    'SHARE_ADMINISTRATIVE',
    `${name} is an administrative share, which Windows itself makes and removes`,
    {
      hint: 'Administrative shares appear when the server service starts; AutoShareServer = 0 turns them off.',
    },
  );
}
