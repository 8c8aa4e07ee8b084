import { clock } from '@resite/filesystem/clock';
import type { Port, Surroundings } from '@resite/filesystem/port';
import { randomness } from '@resite/filesystem/randomness';
import { type MemoryMachine, memoryHost } from '@resite/host/memory';
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
import type { Time } from '../time/time.ts';
import type { Call } from './call.ts';
import { clockOf } from './clock.ts';
import { companionOf } from './companion.ts';
import { JournalDisk } from './journal-disk.ts';
import { memoryJournal } from './memory-journal.ts';
import { memoryLedger } from './memory-ledger.ts';
import { SimulatedProcess } from './process.ts';
import { randomnessOf } from './randomness.ts';
import type { SimulatedRepository } from './simulated-repository.ts';

export interface Network {
  readonly time: Time;
  readonly machines: ReadonlyMap<string, MemoryMachine>;
  readonly repository: SimulatedRepository;
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
  /** In milliseconds; negative when it goes behind. */
  clockAhead: number;
  /** Of those that live. */
  readonly processes: Map<number, SimulatedProcess>;
  start(what: string): SimulatedProcess;
  /** All processes are gone at once. */
  losePower(): void;
}

/** The guardian's patience with silence, in milliseconds: as in the real one. */
const patience = 20_000;

export function makeComputer(name: string, network: Network, numbers: { last: number }): Computer {
  const { time } = network;
  const computer: Computer = {
    name,
    journal: new JournalDisk(),
    clockAhead: 0,
    processes: new Map(),
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
    put(hosts, host => {
      const machine = network.machines.get(host);
      if (machine === undefined) throw new Error(`there is no ${host} in this world`);
      const there = hook(process, host, 'there');
      const back = hook(process, host, 'back');
      return memoryHost({
        name: host,
        machine,
        before: (operation, { subject }) => there(operation, subject),
        after: (operation, { subject }) => back(operation, subject),
      });
    });
    put(repositories, async ({ location }) => {
      const there = hook(process, 'repository', 'there');
      const back = hook(process, 'repository', 'back');
      return network.repository.open({
        ...{ process, location },
        before: operation => there(operation, ''),
        after: operation => back(operation, ''),
        now: () => Math.floor(time.now + computer.clockAhead),
      });
    });
    put(journals, folder =>
      memoryJournal(folder, computer.journal, {
        before: () => journalHook('there', 'transaction'),
        after: () => journalHook('back', 'transaction'),
      }),
    );
    put(ledgers, () => memoryLedger(computer.journal));
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
