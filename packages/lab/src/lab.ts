import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ResiteError } from '@resite/errors';
import { setUpClients } from './client/set-up-clients.ts';
import { createControlFile } from './create/control-file.ts';
import { createDatabase } from './create/database.ts';
import { installLogonServer } from './create/logon-server.ts';
import { installSite } from './create/site-server.ts';
import { installSqlServer } from './create/sql-server.ts';
import { installWindows } from './create/windows.ts';
import { type LabFile, type LabSite, type MachineSettings, readLab, writeLab } from './lab-file.ts';
import { localPath } from './local-path.ts';
import { writeAccounts } from './machine/accounts.ts';
import { labDown } from './power.ts';

export interface LabOptions {
  /** SMS root directory of the secondary site; default `C:\SMS`. */
  root?: string;
  /** Clients that have already joined the secondary site; default 8. */
  clients?: number;
  /** Files in the package share, default 120, and their bytes altogether, default 12 MiB. */
  files?: number;
  bytes?: number;
  /** True: the secondary site has another logon server, BRANCH2. */
  logonServer?: boolean;
  /** Milliseconds of one lab minute; default 50. */
  minuteMs?: number;
}

const windows = { systemRoot: 'C:\\WINNT35', windowsVersion: '3.51', servicePack: 'Service Pack 5', platform: 'X86' };

/** The folder of the package share on the branch server. */
const packageFolder = 'D:\\SMS_PKGD';

/**
 * Builds a hierarchy of two sites in a new or empty folder: P01 on HQ1 in HQDOM, and its secondary S01 on BRANCH1 in
 * BRANCHDOM. All machines are off. `service.password` in it is the password of both service accounts.
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
  const [primary, secondary] = [lab.sites.P01!, lab.sites.S01!];
  await writeAccounts(folder, { [primary.account]: password, [secondary.account]: password });
  await writeFile(join(folder, 'service.password'), `${password}\n`, { mode: 0o600 });

  const stamp = Math.floor(Date.now() / 1000) - 86_400;
  const controlFile = (site: LabSite, neighbour: LabSite) =>
    createControlFile({
      site,
      machine: lab.machines[site.machine]!,
      password,
      neighbours: [{ code: neighbour.code, server: neighbour.machine }],
      stamp,
      logonServers: site.logonServers ?? [],
    });
  const controlFiles = { P01: controlFile(primary, secondary), S01: controlFile(secondary, primary) };

  const hq = await installWindows(join(folder, primary.machine), lab.machines[primary.machine]!);
  await installSite(hq, { site: primary, controlFile: controlFiles.P01, password });
  await installSqlServer(hq);
  await hq.finish();
  createDatabase(join(folder, primary.machine), lab, controlFiles, stamp);

  const branch = await installWindows(join(folder, secondary.machine), lab.machines[secondary.machine]!);
  const { files = 120, bytes = 12 << 20, clients = 8 } = options;
  const packages = { path: packageFolder, files, bytes };
  const others = secondary.logonServers ?? [];
  const nextRange = 2 + others.length;
  await installSite(branch, { site: secondary, controlFile: controlFiles.S01, password, packages, nextRange });
  await branch.finish();
  for (const [index, name] of others.entries()) {
    const other = await installWindows(join(folder, name), lab.machines[name]!);
    await installLogonServer(other, { site: secondary, range: 2 + index });
    await other.finish();
  }
  await mkdir(join(folder, 'clients'), { mode: 0o700 });
  const logonServer = localPath(join(folder, secondary.machine), `${secondary.root}\\LOGON.SRV`);
  await setUpClients(folder, lab, secondary, { count: clients, logonServer });
  await writeLab(folder, lab);
}

/** Powers everything off and deletes the folder. */
export async function destroyLab(folder: string): Promise<void> {
  await readLab(folder);
  await labDown(folder);
  await rm(folder, { recursive: true, force: true });
}

function planLab({ root = 'C:\\SMS', minuteMs = 50, logonServer = false }: LabOptions): LabFile {
  const machine = (computerName: string, domain: string, drives: string[]): MachineSettings => {
    return { computerName, domain, drives, ...windows, serviceLogonRight: [`${domain}\\SMSADMIN`] };
  };
  return {
    version: 1,
    minuteMs,
    machines: {
      HQ1: machine('HQ1', 'HQDOM', ['C', 'D']),
      BRANCH1: machine('BRANCH1', 'BRANCHDOM', ['C', 'D']),
      ...(logonServer && { BRANCH2: machine('BRANCH2', 'BRANCHDOM', ['C']) }),
    },
    sites: {
      P01: {
        code: 'P01',
        parent: '',
        name: 'Headquarters',
        machine: 'HQ1',
        root: 'C:\\SMS',
        account: 'HQDOM\\SMSADMIN',
      },
      S01: {
        code: 'S01',
        parent: 'P01',
        name: 'Branch office',
        machine: 'BRANCH1',
        root: checkRoot(root),
        account: 'BRANCHDOM\\SMSADMIN',
        ...(logonServer && { logonServers: ['BRANCH2'] }),
      },
    },
  };
}

function checkOptions({ clients = 0, files = 1, bytes = 0, minuteMs = 1 }: LabOptions): void {
  const limits = { clients: [clients, 0], files: [files, 1], bytes: [bytes, 0], minuteMs: [minuteMs, 1] } as const;
  for (const [name, [value, least]] of Object.entries(limits)) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new ResiteError('USAGE', `a lab cannot have ${name} ${value}`, {
      hint: `Give a whole number from ${least} on.`,
    });
  }
}

/** "Full DOS pathname not at root of drive" (event 209), on one of the two drives. */
function checkRoot(root: string): string {
  if (/^[CD]:(\\[A-Z0-9_$~!#%&'()@^{}.-]{1,12})+$/i.test(root) && !/\\\.\.?(\\|$)/.test(root)) return root;
  throw new ResiteError('USAGE', `${root} cannot be the SMS root directory of the lab`, {
    hint: 'Give a folder below the root of C: or D:, such as D:\\NTAPPS\\SMS.',
  });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (names.length === 0) return;
  throw new ResiteError(
    'LAB_EXISTS',
    `${resolve(folder)} is not empty${names.includes('lab.json') ? ': it holds a lab' : ''}`,
    {
      hint: `Give a new folder, or remove a lab with: resite lab destroy ${folder}`,
    },
  );
}
