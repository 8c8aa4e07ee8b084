import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after } from 'node:test';
import { type Host, imageHost } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import { type Machine, runningHost } from './running-host.ts';
import { sqlServer } from './sql-server.ts';
import { type DiskOptions, makeDisk } from './test-disk.ts';

export const sms = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
export const account = 'BRANCHDOM\\SMSADMIN';
export const password = 'Correct horse';
export const controlFile = readFileSync(new URL('../fixtures/branch.ct0', import.meta.url));
/** GMT stamp of {@link controlFile}. */
export const controlStamp = 820454400;

export interface Server extends AsyncDisposable {
  readonly host: Host;
  /** The same disk, switched off. */
  readonly image: Host;
  readonly machine: Machine;
}

/** A server with Windows NT and nothing else. */
export async function bareServer(name = 'BRANCH1', options: DiskOptions = {}): Promise<Server> {
  return startServer(name, await makeDisk({ computerName: name, ...options }));
}

function startServer(name: string, folder: string, running: readonly string[] = []): Server {
  const machine: Machine = {
    down: false,
    clockAhead: 0,
    accounts: { [account]: { password, serviceRight: true } },
    database: undefined,
  };
  const image = imageHost({ name, folder });
  return {
    host: runningHost(image, machine, running),
    image,
    machine,
    async [Symbol.asyncDispose]() {
      machine.database?.close();
      await rm(folder, { recursive: true });
    },
  };
}

const services = {
  SMS_SITE_CONFIG_MANAGER: ['SITEINS.EXE', 'auto'],
  SMS_EXECUTIVE: ['SMSEXEC.EXE', 'manual'],
  SMS_INVENTORY_AGENT_NT: ['INVWIN32.EXE', 'manual'],
  SMS_PACKAGE_COMMAND_MANAGER_NT: ['PCMSVC32.EXE', 'manual'],
} as const;

/** What makes a server the site server of S02 below P01, with SMS in D:\SMS, \MS on C: and packages on both drives. */
export async function putSite({ files, registry, shares, services: manager }: Host): Promise<void> {
  const write = (path: string, content: string | Uint8Array = '') => files.write(path, Buffer.from(content));
  await write('D:\\SMS\\SYSTEM.MAP', 'map');
  await write('D:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0', controlFile);
  await write('D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE', 'MZ');
  await write('D:\\SMS\\LOGON.SRV\\RUNSMS.BAT', 'rem');
  await write('D:\\SMS\\LOGON.SRV\\SMSID\\S0201005.UID');
  await write('D:\\SMS\\LOGS\\SMSEXEC.LOG', 'started');
  await write('D:\\SCMAN.LOG', scmanLog('Starting on BRANCH1.', 'Stage 4: site configuration is complete.'));
  await write('C:\\MS\\SMS\\DATA\\PCMHIST.REG');
  await write('C:\\SMS.INI', '[SMS]\r\nSiteCode=S02\r\nSMS Unique ID=S0201000\r\nSMSPath=C:\\MS\\SMS\r\n');
  await write('C:\\SMS_PKGC\\S0200001\\SETUP.EXE');
  await write('D:\\SMS_PKGD\\S0200002\\SETUP.EXE');

  await registry.setValue(`${sms}\\Components\\SMS_EXECUTIVE\\Threads`, stringValue('SMS_SCHEDULER', '12E'));

  const identification = `${sms}\\Identification`;
  await registry.setValue(identification, stringValue('Site Code', 'S02'));
  await registry.setValue(identification, stringValue('Parent Site Code', 'P01'));
  await registry.setValue(identification, stringValue('Site Server', 'BRANCH1'));
  await registry.setValue(identification, stringValue('Installation Directory', 'D:\\SMS'));
  await registry.setValue(`${sms}\\Setup`, stringValue('Version', '692'));
  await registry.setValue(`${sms}\\Components\\SMS_MAINTENANCE_MANAGER`, stringValue('Next SMS Unique ID', '02'));

  await shares.create({ name: 'SMS_SHRD', path: 'D:\\SMS', comment: 'SMS site S02' });
  await shares.create({ name: 'SMS_SHR', path: 'D:\\SMS\\LOGON.SRV', comment: 'SMS site S02 logon' });
  await shares.create({ name: 'SMS_SITE', path: 'D:\\SMS\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE', comment: 'SMS site S02' });
  await shares.create({ name: 'SMS_PKGC', path: 'C:\\SMS_PKGC', comment: 'packages of S02' });
  await shares.create({ name: 'SMS_PKGD', path: 'D:\\SMS_PKGD', comment: 'packages of S02' });
  await shares.create({ name: 'PUBLIC', path: 'C:\\PUBLIC', comment: '' });

  await putServices({ services: manager }, 'D:\\SMS');
  await manager.install(
    { name: 'Spooler', imagePath: 'C:\\WINNT35\\SYSTEM32\\SPOOLSS.EXE', account: 'LocalSystem', startType: 'auto' },
    undefined,
  );
}

export const scmanLog = (...texts: string[]) =>
  texts.map(text => `~${text}  $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18 15:49:57 1997~><thread=3A>\r\n`).join('');

/** The services of a site, installed and running. */
export async function putServices({ services: manager }: Pick<Host, 'services'>, root: string): Promise<void> {
  for (const [name, [file, startType]] of Object.entries(services)) {
    const imagePath = `${root}\\SITE.SRV\\X86.BIN\\${file}`;
    await manager.install({ name, imagePath, account, startType }, undefined);
    await manager.start(name);
  }
}

/** The site server of S02, running. */
export async function siteServer(): Promise<Server> {
  siteDisk ??= makeSiteDisk();
  const folder = await mkdtemp(join(tmpdir(), 'resite-site-'));
  await cp(await siteDisk, folder, { recursive: true, preserveTimestamps: true });
  return startServer('BRANCH1', folder, Object.keys(services));
}

/** Made once: putting a site on a disk writes everything durably, which takes its time. */
let siteDisk: Promise<string> | undefined;
after(async () => {
  if (siteDisk !== undefined) await rm(await siteDisk, { recursive: true });
});

async function makeSiteDisk(): Promise<string> {
  const folder = await makeDisk({ drives: ['C', 'D', 'E'] });
  await putSite(startServer('BRANCH1', folder).host);
  return folder;
}

/** The parent P01 with its database, in which S02 is ACTIVE. */
export async function parentServer(): Promise<Server> {
  const server = await bareServer('HQ1', { domain: 'HQDOM', siteCode: 'P01' });
  const database = new DatabaseSync(':memory:');
  database.exec(`
    CREATE TABLE Sites (SiteCode TEXT, SiteName TEXT, ParentSiteCode TEXT, SiteServer TEXT, Domain TEXT, InstallDir TEXT,
      SiteType INTEGER, Status INTEGER, DetailStatus INTEGER);
    CREATE TABLE SiteControl (SiteCode TEXT, FileType INTEGER, TimeStamp INTEGER, Image TEXT);
    CREATE TABLE Machines (Name0 TEXT, SMSID0 TEXT, NetCardID0 TEXT, SiteCode0 TEXT);
    CREATE TABLE Events (Time INTEGER, EventID INTEGER, SiteCode TEXT, Text TEXT);
    INSERT INTO Sites VALUES ('P01', 'Head office', '', 'HQ1', 'HQDOM', 'C:\\SMS', 6, 1, 42);
    INSERT INTO Sites VALUES ('S02', 'Branch office', 'P01', 'BRANCH1', 'BRANCHDOM', 'D:\\SMS', 9, 1, 42);
    INSERT INTO SiteControl VALUES ('S02', 2, ${controlStamp - 50}, ''), ('S02', 1, ${controlStamp}, '');
    INSERT INTO Machines VALUES ('PC1', 'S0201000', 'a', 'S02'), ('PC2', 'S0201004', 'b', 'S02'),
      ('PC3', 'P0101007', 'c', 'S02'), ('PC4', 'S0201002', 'd', 'P01'), ('PC5', 'P0101008', 'e', 'P01');
  `);
  server.machine.database = database;
  server.machine.system = sqlServer();
  return server;
}
