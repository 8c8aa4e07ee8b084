import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '@resite/filesystem';
import { isHiveFormat, parseHive, writeHive } from '@resite/registry/hive';
import { findKey, findValue } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { readMultiString } from '@resite/registry/values';
import { localPath } from '../local-path.ts';
import { servicePassword, setServicePassword } from './secrets.ts';

/** Where the accounts are listed that may log on as a service. NT keeps this per account; the lab in one value. */
export const logonRightKey = 'Policy\\ServiceLogonRight';

/** The SECURITY hive, which no registry editor shows: the service control manager and LSA alone use it. */
export interface SecurityHive {
  password(service: string): string | undefined;
  /** Durable when it returns. */
  setPassword(service: string, password: string | undefined): Promise<void>;
  hasLogonRight(account: string): boolean;
}

export async function openSecurityHive(machineFolder: string, systemRoot: string): Promise<SecurityHive> {
  const path = join(localPath(machineFolder, systemRoot), 'SYSTEM32', 'CONFIG', 'SECURITY');
  const { root, minorVersion } = parseHive(await readFile(path));
  const format = isHiveFormat(minorVersion) ? minorVersion : 3;
  let writing: Promise<void> = Promise.resolve();
  return {
    password: service => servicePassword(root, service),
    setPassword: async (service, password) => {
      setServicePassword(root, service, password);
      writing = writing.then(() =>
        writeFileDurably(path, writeHive(root, { minorVersion: format, fileName: 'SECURITY' })),
      );
      await writing;
    },
    hasLogonRight: account => {
      const key = findKey(root, logonRightKey);
      const value = key && findValue(key, 'Accounts');
      const accounts = value === undefined ? [] : readMultiString(value);
      return accounts.some(known => sameName(known, account));
    },
  };
}
