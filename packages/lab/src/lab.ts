import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defined, ResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { makeFolders } from '@resite/filesystem/make-folders';
import { setUpClients } from './client/set-up-clients.ts';
import { createControlFile } from './create/control-file.ts';
import { createDatabase } from './create/database.ts';
import { installHelperServer } from './create/helper-server.ts';
import { installLogonServer } from './create/logon-server.ts';
import { installSite } from './create/site-server.ts';
import { installSqlServer } from './create/sql-server.ts';
import { installWindows } from './create/windows.ts';
import { type WindowsRelease, windowsReleases } from './create/windows-releases.ts';
import { type LabFile, type LabSite, type MachineSettings, readLab, type ServicePlace, writeLab } from './lab-file.ts';
import { localPath } from './local-path.ts';
import { writeAccounts } from './machine/accounts.ts';
import { labDown } from './power.ts';
import type { LabRemedy } from './remedy.ts';
import { type Platform, platforms } from './sms/platform.ts';
import { type Release, releases } from './sms/release.ts';

export interface LabOptions {
  /** Secondary sites below P01: S01 on BRANCH1, S02 on BRANCH2 and so on; default 1. What follows counts for each. */
  sites?: number;
  /** SMS root directory of the secondary site; default `C:\SMS`. */
  root?: string;
  /** Clients that have already joined the secondary site; default 8. */
  clients?: number;
  /** Files in the package share, default 120, and their bytes altogether, default 12 MiB. */
  files?: number;
  bytes?: number;
  /** True: S01 has another logon server, which is named after the last site: BRANCH2 beside one site. */
  logonServer?: boolean;
  /** True: that logon server is also a helper server of S01, on which SMS_SCHEDULER and SMS_DESPOOLER run. */
  helperServer?: boolean;
  /** True: the servers of the secondary sites are backup domain controllers. */
  backupController?: boolean;
  /** Of the servers of the secondary sites; default X86. HQ1 is always X86. */
  platform?: Platform;
  /** Windows NT of the servers of the secondary sites; default 3.51. HQ1 always has 3.51. */
  windows?: WindowsRelease;
  /** Release of SMS of all sites; default 1.1. */
  sms?: Release;
  /** That of the parent P01, where it differs. */
  parentSms?: Release;
  /** Milliseconds of one lab minute; default 50. */
  minuteMs?: number;
  services?: ServicePlace;
}

/** The folder of the package share on the branch server. */
const packageFolder = 'D:\\SMS_PKGD';

/**
 * Builds a hierarchy in a new or empty folder: P01 on HQ1 in HQDOM, and its secondary S01 on BRANCH1 in BRANCHDOM, or
 * several of them. All machines are off. `service.password` in it is the password of both service accounts.
 */
export async function createLab(folder: string, options: LabOptions = {}): Promise<void> {
  checkOptions(options);
  const lab = planLab(options);
  await makeFolder(folder);
  try {
    await build(folder, lab, options);
  } catch (error) {
    // Half a lab is of no use, and in the way of the next attempt.
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    throw error;
  }
}

async function build(folder: string, lab: LabFile, options: LabOptions): Promise<void> {
  const password = randomBytes(15).toString('base64url');
  const [primary, ...secondaries] = Object.values(lab.sites) as [LabSite, ...LabSite[]];
  await writeAccounts(folder, Object.fromEntries([primary, ...secondaries].map(({ account }) => [account, password])));
  await writeFile(join(folder, 'service.password'), `${password}\n`, { mode: 0o600 });

  const stamp = Math.floor(now() / 1000) - 86_400;
  const controlFile = (site: LabSite, neighbours: readonly LabSite[]) =>
    createControlFile({
      site,
      machine: lab.machines[site.machine]!,
      password,
      neighbours: neighbours.map(({ code, machine }) => ({ code, server: machine })),
      stamp,
      logonServers: site.logonServers ?? [],
      ...defined({ helperServer: site.helperServers?.[0] }),
    });
  const controlFiles = Object.fromEntries([
    [primary.code, controlFile(primary, secondaries)],
    ...secondaries.map(site => [site.code, controlFile(site, [primary])] as const),
  ]);

  const hq = await installWindows(join(folder, primary.machine), lab.machines[primary.machine]!);
  await installSite(hq, { site: primary, controlFile: controlFiles[primary.code]!, password });
  await installSqlServer(hq);
  await hq.finish();
  createDatabase(join(folder, primary.machine), lab, controlFiles, stamp);
  await mkdir(join(folder, 'clients'), { mode: 0o700 });

  for (const site of secondaries) {
    const branch = await installWindows(join(folder, site.machine), lab.machines[site.machine]!);
    const { files = 120, bytes = 12 << 20, clients = 8 } = options;
    const packages = { path: packageFolder, files, bytes };
    const others = site.logonServers ?? [];
    const nextRange = 2 + others.length;
    await installSite(branch, { site, controlFile: controlFiles[site.code]!, password, packages, nextRange });
    await branch.finish();
    for (const [index, name] of others.entries()) {
      const other = await installWindows(join(folder, name), lab.machines[name]!);
      await installLogonServer(other, { site, range: 2 + index });
      if (site.helperServers?.includes(name)) {
        await installHelperServer(other, { site, controlFile: controlFiles[site.code]!, password });
      }
      await other.finish();
    }
    const logonServer = localPath(join(folder, site.machine), `${site.root}\\LOGON.SRV`);
    await setUpClients(folder, lab, site, { count: clients, logonServer });
  }
  await writeLab(folder, lab);
}

/** Powers everything off and deletes the folder. */
export async function destroyLab(folder: string): Promise<void> {
  await readLab(folder);
  await labDown(folder);
  await rm(folder, { recursive: true, force: true });
}

function planLab(options: LabOptions): LabFile {
  const {
    sites = 1,
    root = 'C:\\SMS',
    minuteMs = 50,
    helperServer = false,
    logonServer = helperServer,
    backupController = false,
    platform = 'X86',
    windows = '3.51',
    sms = '1.1',
    parentSms = sms,
    services,
  } = options;
  const machine = (computerName: string, domain: string, drives: string[]): MachineSettings => {
    return {
      computerName,
      domain,
      drives,
      ...windowsReleases['3.51'],
      platform: 'X86',
      serviceLogonRight: [`${domain}\\SMSADMIN`],
    };
  };
  const branchServer = (name: string, drives: string[]): MachineSettings => {
    return { ...machine(name, 'BRANCHDOM', drives), ...windowsReleases[windows], platform };
  };
  const numbers = Array.from({ length: sites }, (_, index) => index + 1);
  const primary: LabSite = {
    code: 'P01',
    parent: '',
    name: 'Headquarters',
    machine: 'HQ1',
    root: 'C:\\SMS',
    account: 'HQDOM\\SMSADMIN',
    sms: parentSms,
  };
  const secondaries = numbers.map(
    (number): LabSite => ({
      code: `S${String(number).padStart(2, '0')}`,
      parent: 'P01',
      name: number === 1 ? 'Branch office' : `Branch office ${number}`,
      machine: `BRANCH${number}`,
      root: checkRoot(root),
      account: 'BRANCHDOM\\SMSADMIN',
      sms,
    }),
  );
  const other = `BRANCH${sites + 1}`;
  const role = backupController ? ({ role: 'backup-domain-controller' } as const) : {};
  const tasks = { logonServers: [other], ...defined({ helperServers: helperServer ? [other] : undefined }) };
  if (logonServer) secondaries[0] = { ...secondaries[0]!, ...tasks };
  return {
    version: 1,
    minuteMs,
    ...defined({ services }),
    machines: Object.fromEntries([
      ['HQ1', machine('HQ1', 'HQDOM', ['C', 'D'])],
      ...secondaries.map(({ machine: name }) => [name, { ...branchServer(name, ['C', 'D']), ...role }] as const),
      ...(logonServer ? [[other, branchServer(other, ['C'])] as const] : []),
    ]),
    sites: Object.fromEntries([primary, ...secondaries].map(site => [site.code, site])),
  };
}

function checkOptions({ sites = 1, clients = 0, files = 1, bytes = 0, minuteMs = 1, ...rest }: LabOptions): void {
  checkKnown('platform', rest.platform, platforms);
  checkKnown('Windows NT', rest.windows, windowsReleases);
  checkKnown('SMS', rest.sms, releases);
  checkKnown('SMS', rest.parentSms, releases);
  const limits = {
    sites: [sites, 1],
    clients: [clients, 0],
    files: [files, 1],
    bytes: [bytes, 0],
    minuteMs: [minuteMs, 1],
  } as const;
  if (sites > 99) {
    throw new ResiteError('USAGE', `a lab cannot have ${sites} sites`, { hint: 'Their codes end at S99.' });
  }
  for (const [name, [value, least]] of Object.entries(limits)) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new ResiteError('USAGE', `a lab cannot have ${name} ${value}`, {
      hint: `Give a whole number of ${least} or more.`,
    });
  }
}

function checkKnown(what: string, value: string | undefined, known: object): void {
  if (value === undefined || Object.hasOwn(known, value)) return;
  throw new ResiteError('USAGE', `a lab cannot have ${what} ${value}`, {
    hint: `Give one of ${Object.keys(known).join(', ')}.`,
  });
}

/** "Full DOS pathname not at root of drive" (event 209), on one of the two drives. */
function checkRoot(root: string): string {
  if (/^[CD]:(\\[A-Z0-9_$~!#%&'()@^{}.-]{1,12})+$/i.test(root) && !/\\\.\.?(\\|$)/.test(root)) return root;
  throw new ResiteError('USAGE', `${root} cannot be the SMS root directory of the lab`, {
    hint: 'Give a folder below the root of C: or D:, such as D:\\NTAPPS\\SMS.',
  });
}

async function makeFolder(folder: string): Promise<void> {
  makeFolders(folder, 0o700);
  const names = await readdir(folder);
  if (names.length === 0) return;
  throw new ResiteError(
    'LAB_EXISTS',
    `${resolve(folder)} is not empty${names.includes('lab.json') ? ': it holds a lab' : ''}`,
    {
      remedy: { kind: 'destroy-lab', folder } satisfies LabRemedy,
    },
  );
}
