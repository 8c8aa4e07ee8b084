import { ResiteError } from '@resite/errors';
import { type MemoryMachine, powerOff, powerOn, servicesOf, setBehaviour, settle, update } from '@resite/host/memory';
import type { Call } from '../world/call.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { scratchCauses } from './cause-scratch.ts';
import type { Disaster, HostName } from './fault.ts';

/** Lets a disaster come to whoever makes this call. Undefined when there was nothing that it could have come to. */
export type Cause = (world: World, disaster: Disaster, call: Call) => string | undefined;

export type Causes = {
  [K in Disaster['kind']]: (world: World, disaster: Extract<Disaster, { kind: K }>, call: Call) => string | undefined;
};

const bootMs = 20_000;

export const smsServices = (world: World, host: string): string[] =>
  servicesOf(world.machines.get(host)!)
    .list()
    .flatMap(({ name }) => (name.startsWith('SMS_') ? [name] : []));

const causes: Omit<Causes, 'somebody types' | 'Ctrl-C' | 'clients join'> = {
  ...scratchCauses,
  'process dies': (_world, _disaster, { process }) => {
    process.die('it was killed');
    return `${nameOf(process)} is killed`;
  },
  'guardian dies': world => {
    const guardian = guardians(world)[0];
    guardian?.die('it was killed');
    return guardian && `${nameOf(guardian)} is killed`;
  },
  'process freezes': (world, { seconds }, { process }) => freeze(world, process, seconds),
  'guardian freezes': (world, { seconds }) => {
    const guardian = guardians(world)[0];
    return guardian && freeze(world, guardian, seconds);
  },
  'computer loses power': (world, _disaster, { process }) => {
    const computer = world.computers.find(({ processes }) => processes.has(process.number));
    computer?.losePower();
    return computer && `${computer.name}, where Resite runs, loses its power`;
  },
  'computer sleeps': (world, { seconds }, { process }) => {
    const computer = world.computers.find(({ processes }) => processes.has(process.number));
    for (const each of computer?.processes.values() ?? []) freeze(world, each, seconds);
    return computer && `${computer.name}, where Resite runs, sleeps for ${seconds} s`;
  },
  'computer is gone': ({ computers: [computer] }, _disaster, { process }) => {
    if (!computer.processes.has(process.number)) return undefined;
    computer.isGone = true;
    computer.losePower();
    return `${computer.name}, where Resite runs, is gone for ever`;
  },
  'host loses power': (world, { host, seconds }) => {
    const machine = world.machines.get(host)!;
    if (machine.state.power !== 'on') return undefined;
    powerOff(machine);
    world.powerLost.set(host, world.time.now + seconds * 1000 + bootMs);
    heal(world, seconds, () => powerOn(machine, { bootMs }));
    return `${host} loses its power for ${seconds} s`;
  },
  'host hangs': (world, { host, seconds }) => hang(world, host, seconds),
  'repository hangs': (world, { seconds }) => hang(world, 'repository', seconds),
  'repository refuses': (world, { seconds }) => {
    const refused = () => new ResiteError('REPOSITORY_UNREACHABLE', 'the server of the repository answers with 503');
    world.refusing.set('repository', refused);
    heal(world, seconds, () => world.refusing.delete('repository'));
    return `the repository refuses everything for ${seconds} s`;
  },
  'disk of host is full': (world, { host, seconds }) => {
    const machine = world.machines.get(host)!;
    const { drives } = machine.state;
    const resize = (capacity: (used: number) => number) =>
      update(machine, {
        drives: new Map(
          [...machine.state.drives].map(([letter, drive]) => [letter, { ...drive, capacity: capacity(drive.used) }]),
        ),
      });
    const room = rooms.get(machine) ?? Math.max(...[...drives.values()].map(({ capacity }) => capacity));
    rooms.set(machine, room);
    resize(used => used);
    heal(world, seconds, () => resize(() => room));
    return `the disks of ${host} are full${lasting(seconds)}`;
  },
  'disk of state folder is full': (world, { seconds }) => {
    const disk = world.computers[0].journal;
    disk.isFull = true;
    heal(world, seconds, () => {
      disk.isFull = false;
    });
    return `the disk under the state folder of ${world.computers[0].name} is full${lasting(seconds)}`;
  },
  'disk of journal is slow': (world, { seconds }) => {
    const disk = world.computers[0].journal;
    disk.slowness = 5_000;
    heal(world, seconds, () => {
      disk.slowness = 0;
    });
    return `the disk of the journal takes 5 s for everything${lasting(seconds)}`;
  },
  'journal is lost': ({ computers: [computer] }) => {
    if (!computer.journal.isThere) return undefined;
    computer.journal = computer.journal.withoutJournal();
    return 'somebody removes the journal';
  },
  'power goes and tears the journal': ({ computers: [computer] }, { transactions }) => {
    computer.losePower();
    computer.journal.tear(transactions);
    return `${computer.name} loses its power, and the last ${transactions} changes of its journal with it`;
  },
  'service does not start': (world, { host, service, how, seconds }) => {
    const machine = world.machines.get(host)!;
    const names = smsServices(world, host);
    const name = names[service % names.length];
    if (name === undefined) return undefined;
    setBehaviour(machine, name, { start: how });
    heal(world, how === 'hang' ? undefined : seconds, () => {
      setBehaviour(machine, name, { start: 'succeed' });
      if (servicesOf(machine).query(name)?.state === 'start-pending') restart(world, host);
    });
    return `${name} on ${host} ${{ refuse: 'refuses to start', hang: 'hangs when it starts', die: 'dies when it starts' }[how]}${lasting(seconds)}`;
  },
  'service does not stop': (world, { host, service, how, seconds }) => {
    const machine = world.machines.get(host)!;
    const names = smsServices(world, host);
    const name = names[service % names.length];
    if (name === undefined) return undefined;
    setBehaviour(machine, name, { stop: how });
    heal(world, how === 'hang' ? undefined : seconds, () => {
      setBehaviour(machine, name, { stop: 'succeed' });
      if (servicesOf(machine).query(name)?.state === 'stop-pending') restart(world, host); // Q122176: nothing else helps
    });
    return `${name} on ${host} ${how === 'hang' ? 'hangs when it is stopped' : 'refuses to stop'}${lasting(seconds)}`;
  },
  'accounts are locked': (world, { seconds }) => {
    const locked = world.time.now;
    let unlocked: number | undefined;
    for (const account of world.accounts.values()) account.state = 'locked-out';
    heal(world, seconds, () => {
      unlocked ??= world.time.now;
      for (const account of world.accounts.values()) delete account.state;
    });
    // Where a server has booted meanwhile, its services stay down until somebody sees it.
    world.repairs.push(() => {
      for (const [host, booted] of world.powerLost)
        if (booted >= locked && booted <= unlocked!) restart(world, host as HostName);
    });
    return `the accounts of the services are locked out${lasting(seconds)}`;
  },
  'clock jumps': (world, { where, seconds }) => {
    const direction = seconds < 0 ? 'back' : 'ahead';
    const turn = (milliseconds: number) => {
      if (where === 'computer') world.computers[0].clockAhead += milliseconds;
      else {
        const machine = world.machines.get(where)!;
        update(machine, { clockAheadMs: machine.state.clockAheadMs + milliseconds });
      }
    };
    turn(seconds * 1000);
    world.repairs.push(() => {
      turn(-seconds * 1000);
      forgetTheFuture(world);
    });
    return `the clock of ${where === 'computer' ? world.computers[0].name : where} jumps ${Math.abs(seconds)} s ${direction}`;
  },
  'somebody starts a service': (world, { host, service }) => {
    const machine = world.machines.get(host)!;
    settle(machine);
    const names = smsServices(world, host);
    const name = names[service % names.length];
    if (name === undefined || machine.state.power !== 'on') return undefined;
    try {
      servicesOf(machine).start(name);
    } catch {
      return undefined;
    }
    return `somebody starts ${name} on ${host} by hand`;
  },
};

export const cause: Cause = (world, disaster, call) => {
  settleAll(world);
  return (causes as Record<string, Cause | undefined>)[disaster.kind]?.(world, disaster, call);
};

/** What happened before anything else goes wrong happened in the world as it was then. */
function settleAll({ machines }: World): void {
  for (const machine of machines.values()) settle(machine);
}

function restart(world: World, host: HostName): void {
  const machine = world.machines.get(host)!;
  powerOff(machine);
  powerOn(machine, { bootMs });
  world.powerLost.set(host, world.time.now + bootMs);
}

/** What a site has reported by a clock that was ahead would keep every later report out. */
function forgetTheFuture({ time, database }: World): void {
  const now = Math.floor(time.now / 1000);
  database.controlFiles = database.controlFiles.map(row =>
    Number(row.TimeStamp) > now ? { ...row, TimeStamp: now } : row,
  );
}

const nameOf = ({ what, number }: SimulatedProcess) => `${what} (process ${number})`;

const lasting = (seconds: number | undefined) => (seconds === undefined ? '' : ` for ${seconds} s`);

const guardians = (world: World) =>
  world.computers.flatMap(({ processes }) => [...processes.values()].filter(({ what }) => what === 'guardian'));

/** That of their disks before they were first full. */
const rooms = new WeakMap<MemoryMachine, number>();

/** After the time, or when somebody repairs what is left. */
function heal(world: World, seconds: number | undefined, action: () => void): void {
  const act = () => {
    settleAll(world);
    action();
  };
  world.repairs.push(act);
  if (seconds !== undefined) world.time.after(seconds * 1000, act);
}

function freeze(world: World, process: SimulatedProcess, seconds: number | undefined): string {
  process.freeze();
  if (seconds !== undefined) world.time.after(seconds * 1000, () => process.thaw());
  return `${nameOf(process)} freezes${lasting(seconds)}`;
}

function hang(world: World, place: HostName | 'repository', seconds: number): string {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.hanging.set(place, promise);
  heal(world, seconds, () => {
    if (world.hanging.get(place) === promise) world.hanging.delete(place);
    resolve();
  });
  return `${place === 'repository' ? 'the repository' : place} gives no answer for ${seconds} s`;
}
