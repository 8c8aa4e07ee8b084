import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { WindowsComputer } from '../../../../../scripts/servers/windows-computer.ts';
import type { WindowsSite } from './windows-site.ts';

/** What Samba's own tool does with a service of the computer, and prints. */
export function netService({ tool, address }: WindowsComputer, ...args: string[]): string {
  return tool('net', ['rpc', 'service', ...args, '-S', address]);
}

/** `running`, `stopped`, `start pending` …; undefined when there is no such service. As Samba's own tool says. */
export function stateOf(computer: WindowsComputer, service: string): string | undefined {
  try {
    return / service is (.*)\.$/m.exec(netService(computer, 'status', service))?.[1];
  } catch (error) {
    if (String((error as { stdout?: string }).stdout).includes('WERR_SERVICE_DOES_NOT_EXIST')) return undefined;
    throw error;
  }
}

/** The names of the services of SMS, sorted. */
export function servicesOf(computer: WindowsComputer): string[] {
  return [...netService(computer, 'list').matchAll(/^(SMS_\S+) /gm)].map(([, name]) => name!).sort();
}

/** `NAME state` of every service of SMS. */
export function serviceStates(computer: WindowsComputer): string[] {
  return servicesOf(computer).map(name => `${name} ${stateOf(computer, name)}`);
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
