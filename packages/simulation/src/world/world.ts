import { type MachineWorld, type MemoryMachine, memoryMachine } from '@resite/host/memory';
import { type Chance, chance } from '../time/chance.ts';
import { Time } from '../time/time.ts';
import { beginning } from './beginning.ts';
import type { Call } from './call.ts';
import { type Computer, makeComputer } from './computer.ts';
import { engineRepository } from './engine-repository.ts';
import { memoryRepository } from './memory-repository.ts';
import { nameHelper } from './name-helper.ts';
import { answerQuery, type ParentDatabase } from './parent-database.ts';
import { ProcessDied } from './process.ts';
import { scratchesLike } from './scratch-site.ts';
import type { ScratchLabs } from './scratches.ts';
import type { SimulatedRepository } from './simulated-repository.ts';
import { reportTo, type SiteSetup, siteEvent, watchdogStarted } from './site-setup.ts';
import { keepLog } from './software.ts';
import { helperName, type Template } from './template.ts';

/** Everything that there is in one simulation: it belongs to no other one, and nothing else of this computer gets into it. */
export interface World {
  readonly time: Time;
  readonly machines: ReadonlyMap<string, MemoryMachine>;
  /** One of the template's spare computers is there from now on. */
  add(spare: string): MemoryMachine;
  readonly database: ParentDatabase;
  readonly repository: SimulatedRepository;
  /** Where Resite is installed; the second one has the same resite.yaml and a journal of its own. */
  readonly computers: readonly [Computer, Computer];
  readonly accounts: Map<string, { password: string; state?: 'locked-out' | 'disabled' }>;
  /** How many calls there were. */
  calls: number;
  /** Told of each call before it counts; may change anything. */
  onCall: (call: Call, number: number) => void;
  /** What does not answer, by place: since nobody knows when. */
  readonly hanging: Map<string, Promise<void>>;
  /** What refuses every call, by place, with the error. */
  readonly refusing: Map<string, () => Error>;
  /** The machines of rehearsals. */
  readonly scratches: ScratchLabs;
  /** What a person does who puts right what is broken. */
  readonly repairs: (() => void)[];
  /** Hosts that were without power, and until when for the last time. */
  readonly powerLost: Map<string, number>;
  /** What happened, in order. */
  readonly told: { readonly time: number; readonly what: string }[];
  tell(what: string): void;
}

/** What one call takes, in milliseconds. */
const callMs = 1;

export function makeWorld(
  template: Template,
  {
    seed,
    isSealed = false,
    hasHelper = false,
  }: { seed: number; isSealed?: boolean | undefined; hasHelper?: boolean | undefined },
): World {
  const time = new Time(beginning);
  const delays = chance(seed ^ 0x5bd1e995);
  const numbers = { last: 100 };
  const machines = new Map<string, MemoryMachine>();
  const world: World = {
    time,
    machines,
    add: spare => {
      const machine = memoryMachine(template.spares.get(spare)!, around);
      machines.set(spare, machine);
      return machine;
    },
    database: { ...template.database },
    repository: isSealed ? engineRepository(template.repository, time) : memoryRepository(),
    computers: undefined as unknown as World['computers'],
    accounts: new Map(template.accounts.map(name => [name, { password: template.password }])),
    calls: 0,
    onCall: () => {},
    hanging: new Map(),
    refusing: new Map(),
    scratches: new Map(),
    repairs: [],
    powerLost: new Map(),
    told: [],
    tell: what => void world.told.push({ time: time.now, what }),
  };
  const setups = new Map<MemoryMachine, SiteSetup>();
  const setupOf = (machine: MemoryMachine) => setups.get(machine);
  const around: MachineWorld = {
    clock: () => time.now,
    sleep: milliseconds => new Promise(done => void time.after(milliseconds, done)),
    account: name => world.accounts.get(name),
    serviceStarted: (machine, service) => {
      keepLog(machine, service, 'started');
      const setup = setupOf(machine);
      if (setup !== undefined) watchdogStarted(machine, service, setup);
    },
    event: (machine, name) => {
      const setup = setupOf(machine);
      if (setup !== undefined) siteEvent(machine, name, setup);
    },
    programs: { 'RUNSMS.BAT': () => ({ exitCode: 0, output: '' }) },
    serviceStopped: (machine, service) => keepLog(machine, service, 'stopped'),
    query: (machine, sql, parameters) => answerQuery(world.database, machine, sql, parameters),
  };
  for (const [name, state] of template.machines) machines.set(name, memoryMachine(state, around));
  if (hasHelper) {
    machines.set(helperName, memoryMachine(template.helper, around));
    nameHelper(machines.get('BRANCH1')!, { database: world.database, siteCode: 'S01' }, helperName);
  }
  const parent = machines.get('HQ1')!;
  for (const host of template.bare.keys()) {
    const report = reportTo(parent, world.database, template.siteOf(host));
    setups.set(machines.get(host)!, { template, host, report });
  }
  const network = {
    ...{ time, machines, repository: world.repository, tell: world.tell },
    scratches: { labs: world.scratches, ...scratchesLike(template, around, setups) },
    call: (call: Call) => pass(world, call, delays),
    callAtOnce: (call: Call) => passAtOnce(world, call),
  };
  const computers = ['ADMIN1', 'ADMIN2'].map(name => makeComputer(name, network, numbers));
  return Object.assign(world, { computers });
}

/** Most calls take no longer than that they are counted; some give everybody else a turn. */
function pass(world: World, call: Call, delays: Chance): Promise<void> | undefined {
  const { process, place, way } = call;
  if (process.state === 'dead') return never;
  const isSlow = delays.happens(1 / 32);
  world.calls++;
  world.time.pass(callMs);
  world.onCall(call, world.calls);
  // Whatever has just happened may have ended it.
  if ((process.state as string) === 'dead') return never;
  const hanging = world.hanging.get(place);
  if (way === 'there' && hanging !== undefined) {
    return hanging.then(() => process.gate()).then(() => refuse(world, place));
  }
  if (way === 'there' && world.refusing.has(place)) return later(world, call, 1).then(() => refuse(world, place));
  return isSlow ? later(world, call, 1 + delays.upTo(200)) : process.gate();
}

const never = new Promise<void>(() => {});

const later = (_world: World, { process }: Call, milliseconds: number) => process.wait(milliseconds);

function refuse(world: World, place: string): void {
  const error = world.refusing.get(place)?.();
  if (error !== undefined) throw error;
}

function passAtOnce(world: World, call: Call): void {
  const { process } = call;
  if (process.state === 'dead') throw new ProcessDied(`${process.what} is dead`);
  world.calls++;
  world.time.pass(callMs);
  world.onCall(call, world.calls);
  if ((process.state as string) === 'dead') throw new ProcessDied(`${process.what} has died`);
  if (call.way === 'there') refuse(world, call.place);
}
