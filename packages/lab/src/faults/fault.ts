import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { defined, ResiteError } from '@resite/errors';
import { type Host, labHost, type Service, waitForService } from '@resite/host';
import type { RegistryValue } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { stringValue } from '@resite/registry/values';
import type { LabSite } from '../lab-file.ts';
import { localPath } from '../local-path.ts';
import { databasePath } from '../sms/database.ts';
import { setupKey, setupVersion } from '../sms/registry-keys.ts';

/** Puts right what a fault has done. */
export type Undo = () => Promise<unknown>;

/** What a fault works on: a site server, or the bare machine in its place, and its parent; both are up. */
export interface FaultContext {
  readonly folder: string;
  readonly site: LabSite;
  readonly host: Host;
  readonly parent: Host;
  /** Names of the machines in the lab. */
  readonly machine: string;
  readonly parentMachine: string;
}

/** One thing that goes wrong, and the check that finds it. */
export interface Fault {
  readonly what: string;
  make(context: FaultContext): Promise<Undo>;
}

export const smsKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';

/** `SITE.SRV\SITECFG.BOX\SITECTRL.CT0` and the like, in full. */
export const inRoot = ({ site }: FaultContext, path: string): string => `${site.root}\\${path}`;
export const controlFolder = 'SITE.SRV\\SITECFG.BOX';
export const masterFile = `${controlFolder}\\SITECTRL.CT0`;

/** The helper server of the site; `USAGE` in a lab without one. */
export function helperOf({ site }: FaultContext): string {
  const [helper] = site.helperServers ?? [];
  if (helper !== undefined) return helper;
  throw new ResiteError('USAGE', `site ${site.code} of this lab has no helper server`, {
    hint: 'Build a lab with a helper server.',
  });
}

/** A fault at the helper server. What puts it right again has the last word, as {@link Fault}s of the other machines have. */
export async function atHelper(context: FaultContext, make: (host: Host) => Promise<Undo>): Promise<Undo> {
  const name = helperOf(context);
  const host = labHost({ name, machine: join(context.folder, name) });
  const undo = await make(host);
  return async () => {
    await host.claim();
    await undo();
    await host.close();
  };
}

/** With the service of the site that would start it again. */
export async function stopHelper(context: FaultContext): Promise<Undo> {
  const undoSite = await stopService(context.host, 'SMS_SITE_CONFIG_MANAGER');
  const undoHelper = await atHelper(context, host => stopService(host, 'SMS_EXECUTIVE'));
  return async () => {
    await undoHelper();
    await undoSite();
  };
}

/** A file that should not be there. */
export async function addFile(host: Host, path: string, content = ''): Promise<Undo> {
  await host.files.write(path, Buffer.from(content, 'latin1'));
  return () => host.files.remove(path);
}

export async function hide(host: Host, path: string): Promise<Undo> {
  const away = `${path}.AWAY`;
  await host.files.rename(path, away);
  return () => host.files.rename(away, path);
}

/** The same file with other text in it, under its old times and attributes afterwards. */
export async function editFile(host: Host, path: string, edit: (text: string) => string): Promise<Undo> {
  const before = await host.files.read(path);
  const { modified, created, attributes } = (await host.files.stat(path))!;
  await host.files.write(path, Buffer.from(edit(before.toString('latin1')), 'latin1'));
  return async () => {
    await host.files.write(path, before);
    await host.files.setMetadata(path, defined({ modified, created, attributes }));
  };
}

export const replaceText =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    text.replace(from, to);

/** A registry value with other content; the whole key comes back. */
export async function setValue(host: Host, key: string, value: RegistryValue): Promise<Undo> {
  const before = await host.registry.read(key);
  await host.registry.setValue(key, value);
  return () => (before === undefined ? host.registry.remove(key) : host.registry.replace(key, before));
}

/** What the SMS of a server says of itself. */
export const setBuild = (host: Host, build: number): Promise<Undo> =>
  setValue(host, setupKey, stringValue(setupVersion, String(build)));

export async function removeKey(host: Host, key: string): Promise<Undo> {
  const before = (await host.registry.read(key))!;
  await host.registry.remove(key);
  return () => host.registry.replace(key, before);
}

/** A share with other settings; undefined takes it away. */
export async function changeShare(
  host: Host,
  name: string,
  change: { path?: string; comment?: string; securityDescriptor?: Uint8Array } | undefined,
): Promise<Undo> {
  const before = (await host.shares.list()).find(share => sameName(share.name, name))!;
  if (change === undefined) await host.shares.remove(name);
  else await host.shares.create({ ...before, ...change });
  return () => host.shares.create(before);
}

export async function addService(host: Host, service: Pick<Service, 'name' | 'imagePath' | 'account'>): Promise<Undo> {
  await host.services.install({ ...service, startType: 'manual' }, undefined);
  return () => host.services.remove(service.name);
}

/** Somebody else's service that depends on this one, and runs. */
export async function addDependent(host: Host, needed: string): Promise<Undo> {
  const folder = 'C:\\FAXD';
  const imagePath = `${folder}\\FAXD.EXE`;
  const definition = { name: 'FAXD', displayName: 'Fax Server', account: 'LocalSystem', dependsOn: [needed] };
  await host.files.write(imagePath, Buffer.from('MZ'));
  await host.services.install({ ...definition, imagePath, startType: 'auto' }, undefined);
  await host.services.start('FAXD');
  await untilState(host, 'FAXD', 'running');
  return async () => {
    await host.services.remove('FAXD');
    await host.files.remove(folder);
  };
}

export async function stopService(host: Host, name: string): Promise<Undo> {
  await host.services.stop(name);
  await untilState(host, name, 'stopped');
  return async () => {
    await host.services.start(name);
    await untilState(host, name, 'running');
  };
}

/** `SERVICE_TIMEOUT` when it does not come to that, however busy this computer is. */
const untilState = (host: Host, name: string, state: Service['state']): Promise<void> =>
  waitForService(host, name, state, { timeoutMs: 300_000, pollMs: 10 });

/** Changes one table of the site database; all of it comes back. */
export async function changeTable(
  { folder, parentMachine }: FaultContext,
  table: 'Sites' | 'SiteControl' | 'Machines' | 'Events',
  statement: string,
): Promise<Undo> {
  const path = localPath(join(folder, parentMachine), databasePath);
  const execute = <Result>(work: (database: DatabaseSync) => Result): Result => {
    const database = new DatabaseSync(path, { timeout: 10_000 });
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const before = execute(database => database.prepare(`SELECT * FROM ${table}`).all());
  execute(database => database.exec(statement));
  return async () =>
    execute(database => {
      database.exec(`BEGIN IMMEDIATE; DELETE FROM ${table}`);
      for (const row of before) {
        const values = Object.values(row);
        database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
      }
      database.exec('COMMIT');
    });
}
