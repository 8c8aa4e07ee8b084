import {
  type MachineState,
  type MachineWorld,
  type MemoryMachine,
  memoryHost,
  memoryMachine,
  newMachine,
  powerOff,
} from '@resite/host/memory';
import { upcase } from '@resite/registry/names';
import type { ScratchMachines } from '@resite/rehearsal/ports';
import type { ComputerFiles } from './memory-disk.ts';
import type { SimulatedProcess } from './process.ts';

/** The machines of one rehearsal. */
export interface ScratchLab {
  readonly server: MemoryMachine;
  readonly standIn: MemoryMachine | undefined;
  /** Number of the process that has built it. */
  readonly owner: number;
}

/** By their folder, on whichever computer. */
export type ScratchLabs = Map<string, ScratchLab>;

export interface ScratchOptions {
  readonly labs: ScratchLabs;
  readonly files: ComputerFiles;
  readonly process: SimulatedProcess;
  /** A server on which nothing is but Windows, with the identity of the site's. */
  readonly bare: MachineState;
  /** Around the server, which sends to the stand-in what a site sends to its parent. */
  around(accounts: readonly string[], standIn: () => MemoryMachine | undefined): MachineWorld;
  /** Before an operation has its effect. */
  before(operation: string, folder: string): Promise<void> | undefined;
  after(operation: string, folder: string): Promise<void> | undefined;
}

/** What it takes to build and boot a machine, in milliseconds. */
const buildMs = 1_500;

/** Scratch machines as a process has them. */
export function memoryScratches(options: ScratchOptions): ScratchMachines {
  const { labs, files, process, bare, before, after } = options;
  const password = (folder: string) => `${folder}/service.password`;
  return {
    async build(folder, { accounts, parentServer }) {
      await before('build', folder);
      files.set(password(folder), Buffer.from('scratch\n'));
      let standIn: MemoryMachine | undefined;
      const around = options.around(accounts.map(upcase), () => standIn);
      const server = memoryMachine(bare, around);
      if (parentServer !== undefined) standIn = await makeStandIn(parentServer, around);
      labs.set(folder, { server, standIn, owner: process.number });
      process.atDeath(() => off(labs.get(folder)));
      await process.wait(buildMs);
      await after('build', folder);
      return { hasStandIn: standIn !== undefined };
    },
    async keep() {
      throw new Error('nobody keeps a scratch machine in the simulation');
    },
    async isThere(folder) {
      await before('look for', folder);
      return labs.has(folder) || files.has(password(folder));
    },
    async destroy(folder) {
      await before('destroy', folder);
      off(labs.get(folder));
      labs.delete(folder);
      files.delete(password(folder));
      await after('destroy', folder);
    },
  };
}

function off(lab: ScratchLab | undefined): void {
  for (const machine of [lab?.server, lab?.standIn]) if (machine !== undefined) powerOff(machine);
}

export const received = 'C:\\RECEIVE';

async function makeStandIn(computerName: string, around: MachineWorld): Promise<MemoryMachine> {
  const now = Math.floor(around.clock());
  const standIn = memoryMachine(newMachine({ computerName, domain: 'STANDIN', drives: { C: 1 << 30 }, now }), around);
  const host = memoryHost({ name: 'stand-in', machine: standIn });
  await host.claim?.();
  await host.files.createFolder(received);
  await host.shares.create({ name: 'SMS_SITE', path: received, comment: '' });
  await host.close();
  return standIn;
}
