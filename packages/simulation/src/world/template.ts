import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, imageHost } from '@resite/host';
import {
  diskOf,
  type MachineState,
  type MemoryMachine,
  memoryMachine,
  newMachine,
  registryOf,
  setBehaviour,
  update,
} from '@resite/host/memory';
import { createLab } from '@resite/lab';
import { beginning } from './beginning.ts';

/** The computers of a hierarchy as they are before anything happens, and what its database says of the sites. */
export interface Template {
  readonly machines: ReadonlyMap<string, MachineState>;
  readonly password: string;
  readonly sites: readonly string[];
}

/** Two are enough for whatever siblings can do to each other. */
const sites = 2;

/** Builds the machines as a lab has them, on this computer's disk, and takes them into memory. */
export async function makeTemplate(): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), 'resite-simulation-'));
  try {
    const lab = join(folder, 'lab');
    await createLab(lab, { sites, files: 2, bytes: 2_000, clients: 0 });
    const names = ['HQ1', ...Array.from({ length: sites }, (_, index) => `BRANCH${index + 1}`)];
    const machines = await Promise.all(names.map(async name => [name, await readMachine(join(lab, name), name)] as const));
    const password = (await readFile(join(lab, 'service.password'), 'utf8')).trim();
    return {
      machines: new Map(machines.map(([name, state]) => [name, withPassword(state, password)])),
      password,
      sites: names.slice(1).map((_, index) => `S0${index + 1}`),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readMachine(folder: string, name: string): Promise<MachineState> {
  const from = imageHost({ name, folder });
  try {
    const { computerName, domain, drives } = await from.identity();
    const capacity = Object.fromEntries(drives.map(drive => [drive, 1 << 30]));
    const machine = memoryMachine(newMachine({ computerName, domain, drives: capacity, now: beginning }), stillness);
    for (const drive of drives) await copyFolder(from, machine, `${drive}:`);
    const registry = registryOf(machine);
    for (const key of ['HKLM\\SOFTWARE\\Microsoft\\SMS', 'HKLM\\SYSTEM\\ControlSet001\\Services']) {
      const content = await from.registry.read(key);
      if (content !== undefined) registry.replace(key, content);
    }
    for (const service of await from.services.list()) {
      const isOfSms = service.name.startsWith('SMS_');
      if (isOfSms) setBehaviour(machine, service.name, { startMs: 400, stopMs: 300 });
    }
    return machine.state;
  } finally {
    await from.close();
  }
}

/** Programs are long, and nobody looks into them. */
const longest = 256;

async function copyFolder(from: Host, machine: MemoryMachine, folder: string): Promise<void> {
  const disk = diskOf(machine, from.name);
  for (const info of await from.files.list(`${folder}\\`.replace(/\\\\$/, '\\'), { security: true })) {
    const path = `${folder}\\${info.name}`;
    if (/^C:\\WINNT35\\SYSTEM32\\CONFIG$/i.test(path)) continue;
    const { modified, created, attributes, securityDescriptor } = info;
    if (info.type === 'directory') {
      disk.createFolder(path);
      await copyFolder(from, machine, path);
    } else {
      const content = await from.files.read(path);
      disk.write(path, /\.(EXE|DLL|MSG|PKG)$/i.test(path) ? content.subarray(0, longest) : content);
    }
    disk.setMetadata(path, { modified, created, attributes, ...(securityDescriptor && { securityDescriptor }) });
  }
}

/** Where nothing happens by itself. */
const stillness = { clock: () => beginning, sleep: async () => {} };

/** The password of every service; the accounts may log on. All run that start by themselves. */
function withPassword(state: MachineState, password: string): MachineState {
  const machine = memoryMachine(state, stillness);
  const services = registryOf(machine).peek('HKLM\\SYSTEM\\ControlSet001\\Services')?.subkeys ?? [];
  update(machine, {
    services: new Map(
      services.map(({ name }) => [name.toUpperCase(), { state: 'stopped' as const, password, run: 0, since: beginning }]),
    ),
  });
  return machine.state;
}
