import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { defined } from '@resite/errors';
import { clock } from '@resite/filesystem/clock';
import type { Port } from '@resite/filesystem/port';
import { type Host, imageHost, type Service } from '@resite/host';
import {
  diskOf,
  type MachineState,
  type MemoryMachine,
  memoryMachine,
  newMachine,
  type Row,
  registryOf,
  servicesOf,
  setBehaviour,
  update,
} from '@resite/host/memory';
import { createBareMachine, createLab, destroyMachine } from '@resite/lab';
import type { RegistryValue } from '@resite/registry';
import { upcase } from '@resite/registry/names';
import { Time } from '../time/time.ts';
import { beginning } from './beginning.ts';
import { clockOf } from './clock.ts';
import { makeEmptyRepository, type RepositoryFiles } from './engine-repository.ts';
import { loseUidFile } from './logon-server.ts';
import { nameLogonServers } from './named-logon-servers.ts';
import type { ParentDatabase } from './parent-database.ts';
import { SimulatedProcess } from './process.ts';

/** The computers of a hierarchy as they are before anything happens, and what its database says of the sites. */
export interface Template {
  readonly machines: ReadonlyMap<string, MachineState>;
  readonly database: ParentDatabase;
  /** Of the real engine, and empty. */
  readonly repository: RepositoryFiles;
  /** Upper-case `DOMAIN\\USER`, all with the same password. */
  readonly accounts: readonly string[];
  readonly password: string;
  readonly sites: readonly string[];
  /** What comes when a site server is lost: the same computer without SMS. */
  readonly bare: ReadonlyMap<string, MachineState>;
  /** Computers that can become logon servers of the first site. */
  readonly spares: ReadonlyMap<string, MachineState>;
  /** What becomes the helper server of the first site, in stories that have one. */
  readonly helper: MachineState;
  /** Of a host, before anything happens. */
  services(host: string): readonly Service[];
  /** The recorded shares of a host, and below `\\Security` their permissions. */
  shares(host: string): readonly (readonly [string, readonly RegistryValue[]])[];
  siteOf(host: string): string;
}

/** A computer as it is before anything happens to it. */
export const stateBefore = ({ machines, spares, helper }: Template, host: string): MachineState =>
  host === helperName ? helper : (machines.get(host) ?? spares.get(host))!;

export const helperName = 'HELPER1' as const;

/** Two are enough for whatever siblings can do to each other. */
const sites = 2;
/** More logon servers than a restore leaves out ranges for. */
const spares = 5;

/** Builds the machines as a lab has them, on this computer's disk, and takes them into memory. */
export async function makeTemplate(): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), 'resite-simulation-'));
  try {
    const lab = join(folder, 'lab');
    await atTheBeginning(() => createLab(lab, { sites, files: 2, bytes: 2_000, clients: 0, logonServer: true }));
    const names = ['HQ1', ...Array.from({ length: sites }, (_, index) => `BRANCH${index + 1}`)];
    const machines = await Promise.all(
      names.map(async name => [name, await readMachine(join(lab, name), name)] as const),
    );
    const password = (await readFile(join(lab, 'service.password'), 'utf8')).trim();
    const states = new Map(machines.map(([name, state]) => [name, withPassword(withOthers(name, state), password)]));
    const database = readDatabase(join(lab, 'HQ1', 'C', 'MSSQL', 'DATA', 'SMSDATA.DAT'));
    const lost = 'BRANCH1';
    states.set(lost, namingOnly(lost, states.get(lost)!, database));
    await destroyMachine(lab, lost);
    await atTheBeginning(() => createBareMachine(lab, lost));
    const bare = withPassword(await readMachine(join(lab, lost), lost), password);
    const { behaviours } = states.get(lost)!;
    return {
      machines: states,
      bare: new Map([[lost, { ...bare, behaviours }]]),
      ...lookInto(states),
      database,
      spares: await readSpares(join(lab, `BRANCH${sites + 1}`), password),
      helper: await readHelper(join(lab, `BRANCH${sites + 1}`), password),
      repository: await makeEmptyRepository(),
      accounts: ['HQDOM\\SMSADMIN', 'BRANCHDOM\\SMSADMIN'],
      password,
      sites: names.slice(1).map((_, index) => `S0${index + 1}`),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A site begins with one logon server; stories add others. */
function namingOnly(host: string, state: MachineState, database: ParentDatabase): MachineState {
  const machine = memoryMachine(state, stillness);
  nameLogonServers(machine, { database, siteCode: 'S01' }, named => named.filter(({ name }) => name === host));
  return machine.state;
}

async function readSpares(folder: string, password: string): Promise<ReadonlyMap<string, MachineState>> {
  const names = Array.from({ length: spares }, (_, index) => `LOGON${index + 1}`);
  const states = names.map(async name => {
    const machine = memoryMachine(await readMachine(folder, name, name), stillness);
    loseUidFile(machine);
    for (const { name: service, imagePath } of servicesOf(machine).list()) {
      diskOf(machine, name).write(imagePath, Buffer.from('a program'));
      servicesOf(machine).setStartType(service, 'auto');
    }
    return [name, withPassword(machine.state, password)] as const;
  });
  return new Map(await Promise.all(states));
}

/** Another logon server whose SMS_EXECUTIVE works for the site as well. */
async function readHelper(folder: string, password: string): Promise<MachineState> {
  const machine = memoryMachine(await readMachine(folder, helperName, helperName), stillness);
  loseUidFile(machine);
  const imagePath = 'C:\\SMS\\HELPER.SRV\\X86.BIN\\SMSEXEC.EXE';
  const definition = { name: 'SMS_EXECUTIVE', imagePath, account: 'BRANCHDOM\\SMSADMIN', startType: 'auto' } as const;
  servicesOf(machine).install(definition, password);
  setBehaviour(machine, definition.name, { startMs: 400, stopMs: 300 });
  for (const { name, imagePath: program } of servicesOf(machine).list()) {
    diskOf(machine, helperName).write(program, Buffer.from('a program'));
    servicesOf(machine).setStartType(name, 'auto');
  }
  return withPassword(machine.state, password);
}

function lookInto(states: ReadonlyMap<string, MachineState>): Pick<Template, 'services' | 'shares' | 'siteOf'> {
  const machines = [...states].map(([name, state]) => [name, memoryMachine(state, stillness)] as const);
  const services = new Map(machines.map(([name, machine]) => [name, servicesOf(machine).list()]));
  const sharesKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares';
  const shares = new Map(
    machines.map(([name, machine]) => {
      const key = registryOf(machine).read(sharesKey);
      const security = key?.subkeys.find(each => each.name === 'Security');
      return [name, [['', key?.values ?? []] as const, ['\\Security', security?.values ?? []] as const]] as const;
    }),
  );
  return {
    services: host => services.get(host)!,
    shares: host => shares.get(host)!,
    siteOf: host => `S0${host.slice('BRANCH'.length)}`,
  };
}

/** So that nothing in it depends on the day on which it is made. */
function atTheBeginning(make: () => Promise<void>): Promise<void> {
  const time = new Time(beginning);
  const maker = new SimulatedProcess(0, 'setup', time);
  maker.surroundings = new Map([[clock as Port<unknown>, clockOf(maker, time, () => 0)]]);
  return maker.run(make);
}

/** Each site has reported once, so it is ACTIVE. */
function readDatabase(path: string): ParentDatabase {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = (table: string) => database.prepare(`SELECT * FROM ${table}`).all() as Row[];
    const wanted = rows('SiteControl');
    return {
      sites: rows('Sites').map(row => ({ ...row, Status: 1, DetailStatus: 0 })),
      controlFiles: [...wanted, ...wanted.map(row => ({ ...row, FileType: 1 }))],
      machines: rows('Machines'),
      events: [],
    };
  } finally {
    database.close();
  }
}

async function readMachine(folder: string, name: string, called?: string): Promise<MachineState> {
  const from = imageHost({ name, folder });
  try {
    const { computerName, domain, drives } = await from.identity();
    const named = called ?? computerName;
    const capacity = Object.fromEntries(drives.map(drive => [drive, 1 << 30]));
    const machine = memoryMachine(
      newMachine({ computerName: named, domain, drives: capacity, now: dayBeforeMs }),
      stillness,
    );
    for (const drive of drives) await copyFolder(from, machine, `${drive}:`);
    const registry = registryOf(machine);
    for (const key of ['HKLM\\SOFTWARE\\Microsoft\\SMS', 'HKLM\\SYSTEM\\ControlSet001\\Services']) {
      const content = await from.registry.read(key);
      if (content !== undefined) registry.replace(key, content);
    }
    const ofSms = (await from.services.list()).map(({ name }) => name).filter(name => name.startsWith('SMS_'));
    for (const name of ofSms) setBehaviour(machine, name, { startMs: 400, stopMs: 300 });
    // Q168682
    if (ofSms.includes(watchdog))
      setBehaviour(machine, watchdog, { watches: ofSms.filter(name => name !== watchdog), watchMs: 2_000 });
    return machine.state;
  } finally {
    await from.close();
  }
}

const dayBeforeMs = beginning - 86_400_000;
const dayBefore = BigInt(dayBeforeMs) * 1_000_000n;

const watchdog = 'SMS_SITE_CONFIG_MANAGER';

/**
 * Of the many files of a site, those that something depends on, and one or two of each kind that is saved: every file costs each
 * story its time.
 */
const kept =
  /SYSTEM32\\\w+\.EXE$|^C:\\MS$|CLIENT\.LOG$|HELPER\.SRV\\X86\.BIN\\\w+\.EXE$|RUNSMS\.BAT$|SMSID\\\w+\.UID$|SITEREP\.BOX$|SITECFG\.BOX\\|(SITE\.SRV\\X86\.BIN\\\w+|SQLSERVR)\.EXE$|SYSTEM\.MAP$|SMS\.INI$|SETUP\.LOG$|\.DAT$/i;

/** Programs are long, and nobody looks into them. */
const longest = 256;

async function copyFolder(from: Host, machine: MemoryMachine, folder: string): Promise<void> {
  const disk = diskOf(machine, from.name);
  for (const info of await from.files.list(folder.length === 2 ? `${folder}\\` : folder, { security: true })) {
    const path = `${folder}\\${info.name}`;
    const { attributes, securityDescriptor } = info;
    const [modified, created] = [dayBefore, dayBefore];
    if (info.type === 'directory') {
      await copyFolder(from, machine, path);
      if (kept.test(path)) disk.createFolder(path);
      else if (disk.find(path) === undefined) continue;
    } else if (kept.test(path)) {
      const content = await from.files.read(path);
      disk.write(path, /\.(EXE|DLL|MSG|PKG)$/i.test(path) ? content.subarray(0, longest) : content);
    } else continue;
    disk.setMetadata(path, defined({ modified, created, attributes, securityDescriptor }));
  }
}

/** Where nothing happens by itself. */
const stillness = { clock: () => dayBeforeMs, sleep: async () => {} };

/** Where somebody else's services depend on those of SMS: two run, one by way of the other, and one does not. */
const withDependents: readonly string[] = ['HQ1', 'BRANCH1'];

function withOthers(host: string, state: MachineState): MachineState {
  if (!withDependents.includes(host)) return state;
  const machine = memoryMachine(state, stillness);
  for (const [name, startType, needed] of [
    ['FAXD', 'auto', 'SMS_EXECUTIVE'],
    ['PAGER', 'auto', 'FAXD'],
    ['ARCHIVER', 'manual', 'SMS_EXECUTIVE'],
  ] as const) {
    const imagePath = `C:\\OTHERS\\${name}.EXE`;
    diskOf(machine, host).write(imagePath, Buffer.from('a program'));
    const definition = { name, imagePath, account: 'LocalSystem', startType, dependsOn: [needed] };
    servicesOf(machine).install(definition, undefined);
    setBehaviour(machine, name, { startMs: 400, stopMs: 300 });
  }
  return machine.state;
}

/** Every service has its password, and runs when it starts with its computer. */
function withPassword(state: MachineState, password: string): MachineState {
  const machine = memoryMachine(state, stillness);
  const services = servicesOf(machine).list();
  update(machine, {
    services: new Map(
      services.map(({ name, startType }, index) => [
        upcase(name),
        {
          state: startType === 'auto' || name.startsWith('SMS_') ? 'running' : 'stopped',
          password,
          run: index + 1,
          since: beginning,
        },
      ]),
    ),
    lastNumber: machine.state.lastNumber + services.length,
  });
  return machine.state;
}
