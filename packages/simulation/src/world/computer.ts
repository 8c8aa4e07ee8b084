import { dirname } from 'node:path';
import { clock } from '@resite/filesystem/clock';
import { disk } from '@resite/filesystem/disk';
import type { Port, Surroundings } from '@resite/filesystem/port';
import { randomness } from '@resite/filesystem/randomness';
import { type MachineState, type MemoryMachine, memoryHost, memoryMachine, newMachine } from '@resite/host/memory';
import type { HostSettings } from '@resite/procedure';
import {
  companions,
  createKeeper,
  hosts,
  journals,
  keepers,
  ledgers,
  processes,
  repositories,
} from '@resite/procedure/ports';
import { scratchMachines } from '@resite/rehearsal/ports';
import { lockHolder } from '@resite/repository/ports';
import type { Time } from '../time/time.ts';
import { beginning } from './beginning.ts';
import type { Call } from './call.ts';
import { clockOf } from './clock.ts';
import { companionOf } from './companion.ts';
import { JournalDisk } from './journal-disk.ts';
import { type ComputerFiles, memoryDisk } from './memory-disk.ts';
import { memoryJournal } from './memory-journal.ts';
import { memoryLedger } from './memory-ledger.ts';
import { SimulatedProcess } from './process.ts';
import { randomnessOf } from './randomness.ts';
import { memoryScratches, type ScratchOptions } from './scratches.ts';
import type { SimulatedRepository } from './simulated-repository.ts';

export interface Network {
  readonly time: Time;
  readonly machines: ReadonlyMap<string, MemoryMachine>;
  readonly repository: SimulatedRepository;
  readonly scratches: Pick<ScratchOptions, 'labs' | 'bare' | 'around'>;
  /** May let the process die or wait, or refuse what it asks. */
  readonly call: (call: Call) => Promise<void> | undefined;
  /** The same for what a process does at once: it can only die or be refused. */
  readonly callAtOnce: (call: Call) => void;
  readonly tell: (what: string) => void;
}

/** Where Resite is installed. Its disk outlives its processes. */
export interface Computer {
  readonly name: string;
  /** Whoever has opened a journal keeps it when it is removed. */
  journal: JournalDisk;
  /** Keys, evidence, and notes of scratch machines. */
  readonly files: ComputerFiles;
  /** In milliseconds; negative when it goes behind. */
  clockAhead: number;
  /** Of those that live. */
  readonly processes: Map<number, SimulatedProcess>;
  /** It will never be switched on again. */
  isGone: boolean;
  start(what: string): SimulatedProcess;
  /** All processes are gone at once. */
  losePower(): void;
}

/** What answers at an address where nothing is. */
const switchedOff: MachineState = {
  ...newMachine({ computerName: '', domain: '', drives: { C: 0 }, now: beginning }),
  power: 'off',
};

/** The guardian's patience with silence, in milliseconds: as in the real one. */
const patience = 20_000;

export function makeComputer(name: string, network: Network, numbers: { last: number }): Computer {
  const { time } = network;
  const computer: Computer = {
    name,
    journal: new JournalDisk(),
    files: new Map(),
    clockAhead: 0,
    processes: new Map(),
    isGone: false,
    start(what) {
      numbers.last++;
      const process = new SimulatedProcess(numbers.last, what, time);
      process.surroundings = surroundings(process);
      computer.processes.set(process.number, process);
      process.atDeath(() => computer.processes.delete(process.number));
      return process;
    },
    losePower() {
      for (const process of [...computer.processes.values()]) process.die('the power went');
    },
  };

  const find = (host: string, settings: HostSettings) => {
    const machine = network.machines.get(host);
    if (machine !== undefined) return { machine, place: host };
    const path = settings.driver === 'lab' ? settings.machine : '';
    const lab = network.scratches.labs.get(dirname(path));
    const isServer = path.endsWith('/SERVER');
    const scratch =
      (isServer ? lab?.server : lab?.standIn) ??
      memoryMachine(switchedOff, { clock: () => time.now, sleep: async () => {} });
    return { machine: scratch, place: isServer ? 'scratch' : 'stand-in' };
  };

  const hook = (process: SimulatedProcess, place: string, way: Call['way']) => (operation: string, subject: string) =>
    network.call({ process, place, operation, subject, way });

  const surroundings = (process: SimulatedProcess): Surroundings => {
    const put = <T>(wanted: Port<T>, what: T) => ports.set(wanted as Port<unknown>, what);
    const ports = new Map<Port<unknown>, unknown>();
    const journalHook = (way: Call['way'], operation: string) =>
      network.callAtOnce({ process, place: 'journal', operation, subject: '', way });
    put(
      clock,
      clockOf(process, time, () => computer.clockAhead),
    );
    put(randomness, randomnessOf(process.number));
    put(processes, {
      own: () => `${process.number}@${name}`,
      isAlive: identity => computer.processes.has(Number(identity.split('@')[0])),
      state: identity => (computer.processes.get(Number(identity.split('@')[0]))?.state === 'frozen' ? 'T' : 'S'),
    });
    const around = (place: string) => ({ before: hook(process, place, 'there'), after: hook(process, place, 'back') });
    put(disk, memoryDisk(computer.files, { ...around('disk'), isFull: () => computer.journal.isFull }));
    put(
      scratchMachines,
      memoryScratches({ ...network.scratches, ...around('scratch'), process, files: computer.files }),
    );
    put(hosts, (host, settings) => {
      const { machine, place } = find(host, settings);
      const there = hook(process, place, 'there');
      const back = hook(process, place, 'back');
      return memoryHost({
        name: host,
        machine,
        before: (operation, { subject }) => there(operation, subject),
        after: (operation, { subject }) => back(operation, subject),
      });
    });
    put(lockHolder, {
      hostname: () => name,
      pid: () => process.number,
      isRunning: number => computer.processes.has(number),
    });
    put(repositories, async ({ location }) => {
      const there = hook(process, 'repository', 'there');
      const back = hook(process, 'repository', 'back');
      return network.repository.open({
        ...{ process, location },
        before: operation => there(operation, ''),
        after: (operation, subject = '') => back(operation, subject),
        now: () => Math.floor(time.now + computer.clockAhead),
      });
    });
    put(journals, folder =>
      memoryJournal(folder, computer.journal, {
        before: () => journalHook('there', 'transaction'),
        after: () => journalHook('back', 'transaction'),
      }),
    );
    put(ledgers, folder => memoryLedger(folder, computer.journal));
    put(companions, (folder, run) => companionOf({ folder, run, ward: process, computer, time, patience }));
    put(keepers, (folder, run) => {
      const answer = createKeeper(folder, run, () => computer.journal.isThere);
      return async request => {
        await process.wait(1 + computer.journal.slowness);
        return answer(request);
      };
    });
    return ports;
  };
  return computer;
}
