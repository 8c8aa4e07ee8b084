import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { WindowsComputer } from '../../../../../scripts/servers/windows-computer.ts';
import type { WindowsSite } from './windows-site.ts';

const execute = promisify(execFile);

/** What Samba's own tool does with a service of the computer, and prints. */
export async function netService(computer: WindowsComputer, ...args: string[]): Promise<string> {
  const { configurationFile, user, password, address } = computer;
  const logon = [`--configfile=${configurationFile}`, `--user=${user}%${password}`, '-S', address];
  return (await execute('net', ['rpc', 'service', ...args, ...logon])).stdout;
}

/** `running`, `stopped`, `start pending` …; undefined when there is no such service. As Samba's own tool says. */
export async function stateOf(computer: WindowsComputer, service: string): Promise<string | undefined> {
  try {
    return / service is (.*)\.$/m.exec(await netService(computer, 'status', service))?.[1];
  } catch (error) {
    if (String((error as { stdout?: string }).stdout).includes('WERR_SERVICE_DOES_NOT_EXIST')) return undefined;
    throw error;
  }
}

/** `NAME state` of every service of SMS, sorted; it asks for all of them side by side. */
export async function serviceStates(computer: WindowsComputer): Promise<string[]> {
  const names = [...(await netService(computer, 'list')).matchAll(/^(SMS_\S+) /gm)].map(([, name]) => name!).sort();
  return Promise.all(names.map(async name => `${name} ${await stateOf(computer, name)}`));
}

/** What the database of the primary site says of a site: its status code, and when it reported last, in seconds since 1970. */
export function knownToParent({ database }: WindowsSite, code: string): { status: number; reported: number } {
  const reader = new DatabaseSync(database, { readOnly: true, timeout: 60_000 });
  try {
    const site = reader.prepare('SELECT Status FROM Sites WHERE SiteCode = ?').get(code);
    const image = reader.prepare('SELECT TimeStamp FROM SiteControl WHERE SiteCode = ? AND FileType = 1').get(code);
    return { status: Number(site?.Status), reported: Number(image?.TimeStamp ?? 0) };
  } finally {
    reader.close();
  }
}

/** Of a restored drive C, in the folder with its drives: the paths of the files that no service writes. */
export function filesThatStay(restored: string): string[] {
  const entries = readdirSync(join(restored, 'C'), { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return paths.filter(path => !/\/LOGS\/|\.BOX\/|SMSID\/|SMS\.INI$|SCMAN\.LOG$/.test(path));
}
