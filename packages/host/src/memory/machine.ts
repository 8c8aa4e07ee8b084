import type { RegistryKey } from '@resite/registry';
import type { CommandResult, ServiceState } from '../host.ts';
import { nameKey } from './paths.ts';
import type { Drive } from './tree.ts';

/**
 * All that a computer in memory is: data that nobody changes in place. So a snapshot of it is this object, to restore it is to put the
 * object back, and what did not change between two states is the same object in both.
 */
export interface MachineState {
  readonly power: 'off' | 'booting' | 'on';
  /** `C:\WINNT35`. */
  readonly systemRoot: string;
  /** By upper-case letter. */
  readonly drives: ReadonlyMap<string, Drive>;
  readonly hives: Readonly<Record<'SOFTWARE' | 'SYSTEM', RegistryKey>>;
  /** By upper-case name; a service that never did anything since the computer was made may be missing. */
  readonly services: ReadonlyMap<string, ServiceRun>;
  /** By upper-case name: how services behave, {@link ordinary} where nothing is said. */
  readonly behaviours: ReadonlyMap<string, ServiceBehaviour>;
  /** Upper-case names of the accounts that lack the right to log on as a service. */
  readonly withoutServiceRight: ReadonlySet<string>;
  /** What will happen, in order of time. */
  readonly events: readonly MachineEvent[];
  /** What it starts by itself, unless somebody puts that off. */
  readonly lease: MachineLease | undefined;
  /** The latest claim. */
  readonly fence: number;
  readonly clockAheadMs: number;
  /** Of inodes, runs of services and events: the last one given. */
  readonly lastNumber: number;
  /** The last time stamp of a file, so that two never are the same. */
  readonly lastStamp: { readonly ms: number; readonly tick: number };
}

export interface ServiceRun {
  readonly state: ServiceState;
  /** The LSA secret. */
  readonly password?: string;
  /** Another number for each start, so that what was meant for an earlier one can be told. */
  readonly run: number;
  /** When it came to run, in ms of the world's clock. */
  readonly since: number;
}

export interface MachineLease {
  /** In starting order. */
  readonly services: readonly string[];
  /** In ms of the world's clock. */
  readonly due: number;
  /** That of the event which is meant for it. */
  readonly run: number;
  /** Once it has begun, how often it has tried. */
  readonly attempts: number;
}

export interface ServiceBehaviour {
  /** How long it is start-pending and stop-pending. */
  readonly startMs: number;
  readonly stopMs: number;
  /** `refuse` fails at once; `hang` stays start-pending; `die` has stopped again when its start is over. */
  readonly start: 'succeed' | 'refuse' | 'hang' | 'die';
  /** `hang` stays stop-pending until the computer is restarted (Q122176). */
  readonly stop: 'succeed' | 'refuse' | 'hang';
  /** While it runs, it looks every `watchMs` whether these services run and starts those that do not (Q168682). */
  readonly watches: readonly string[];
  readonly watchMs: number;
}

export const ordinary: ServiceBehaviour = {
  startMs: 1_000,
  stopMs: 1_000,
  start: 'succeed',
  stop: 'succeed',
  watches: [],
  watchMs: 120_000,
};

/** `at` is in ms of the world's clock. `name` is an upper-case service name, or what the world calls its event. */
export interface MachineEvent {
  readonly at: number;
  readonly type: 'boot' | 'pending-ends' | 'watch' | 'lease' | 'world';
  readonly name: string;
  /** The run of the service that it is meant for, or the number of the lease; 0 for an event of the world. */
  readonly run: number;
}

export interface Account {
  /** Undefined when it takes any password. */
  readonly password?: string | undefined;
  readonly state?: 'locked-out' | 'disabled' | undefined;
  /** In ms since 1970; undefined where this computer is no controller of the account's domain. */
  readonly passwordSet?: number | undefined;
}

export type Program = (
  machine: MemoryMachine,
  path: string,
  args: readonly string[],
) => CommandResult | Promise<CommandResult>;
export type Row = Record<string, string | number | null>;

/** What surrounds the computer. Nothing in the driver knows another clock or any chance. */
export interface MachineWorld {
  /** In ms since 1970. */
  clock(): number;
  sleep(milliseconds: number): Promise<void>;
  /** An account of the domain by its upper-case `DOMAIN\USER`; undefined when there is none. */
  account?(name: string): Account | undefined;
  /** By upper-case file name, such as `RUNSMS.BAT`. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** Undefined when no database answers. */
  query?(machine: MemoryMachine, sql: string, parameters: readonly (string | number)[]): Row[] | undefined;
  /** A service has come to run. What it does is done here, or later by `schedule`. */
  serviceStarted?(machine: MemoryMachine, service: string): void;
  serviceStopped?(machine: MemoryMachine, service: string): void;
  /** What `schedule` was told has come. */
  event?(machine: MemoryMachine, name: string): void;
}

/** A computer that no process owns: connections (`memoryHost`) come and go, it stays. */
export interface MemoryMachine {
  state: MachineState;
  readonly world: MachineWorld;
  /** Called with the failure of every operation that is under way when the power goes. */
  readonly underWay: Set<(failure: Error) => void>;
  /** The time of the event that is just happening. */
  moment?: number | undefined;
}

/** A computer in this state. Any number of them may begin with the same one. */
export function memoryMachine(state: MachineState, world: MachineWorld): MemoryMachine {
  return { state, world, underWay: new Set() };
}

/** The time by the clock of the world. */
export function worldTime(machine: MemoryMachine): number {
  return machine.moment ?? machine.world.clock();
}

/** The time by the clock of the computer. */
export function machineTime(machine: MemoryMachine): number {
  return worldTime(machine) + machine.state.clockAheadMs;
}

export function update(machine: MemoryMachine, changes: Partial<MachineState>): void {
  machine.state = { ...machine.state, ...changes };
}

/** A number that this computer has given to nothing else. */
export function nextNumber(machine: MemoryMachine): number {
  const lastNumber = machine.state.lastNumber + 1;
  update(machine, { lastNumber });
  return lastNumber;
}

export function setBehaviour(machine: MemoryMachine, service: string, behaviour: Partial<ServiceBehaviour>): void {
  const name = nameKey(service);
  const behaviours = new Map(machine.state.behaviours);
  behaviours.set(name, { ...(behaviours.get(name) ?? ordinary), ...behaviour });
  update(machine, { behaviours });
}
