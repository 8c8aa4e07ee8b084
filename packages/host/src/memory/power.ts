import { withoutVolatile } from '../registry/without-volatile.ts';
import { schedule } from './events.ts';
import { hostDown } from './failures.ts';
import { leaseEvent, takeUpLease } from './lease.ts';
import { type MachineEvent, type MemoryMachine, update, worldTime } from './machine.ts';
import { serviceEvent, servicesAtRest, startAutomatic } from './services.ts';
import { type FileEntry, type Folder, mapFiles } from './tree.ts';

export interface PowerLoss {
  /** What is left of a file that was not closed. Default: zeros. */
  readonly tear?: (written: Uint8Array) => Uint8Array;
}

/**
 * Lets happen what was to happen until now. Everything that looks at a computer does it first: so nothing needs a timer, and a
 * computer that nobody looks at costs nothing.
 */
export function settle(machine: MemoryMachine): void {
  const next = machine.state.events[0];
  if (next === undefined || machine.moment !== undefined) return;
  const now = machine.world.clock();
  if (next.at <= now) catchUp(machine, now);
}

function catchUp(machine: MemoryMachine, now: number): void {
  try {
    for (;;) {
      const [event, ...events] = machine.state.events;
      if (event === undefined || event.at > now) return;
      machine.moment = event.at;
      update(machine, { events });
      happen(machine, event);
    }
  } finally {
    machine.moment = undefined;
  }
}

function happen(machine: MemoryMachine, event: MachineEvent): void {
  if (event.type === 'world') machine.world.event?.(machine, event.name);
  else if (event.type === 'boot') {
    update(machine, { power: 'on' });
    startAutomatic(machine);
    takeUpLease(machine);
  } else if (event.type === 'lease') leaseEvent(machine, event);
  else serviceEvent(machine, event);
}

/** Boots for so long, then answers and starts what is to start by itself. */
export function powerOn(machine: MemoryMachine, { bootMs = 0 }: { bootMs?: number } = {}): void {
  if (machine.state.power !== 'off') return;
  update(machine, { power: 'booting' });
  schedule(machine, { at: worldTime(machine) + bootMs, type: 'boot', name: '', run: 0 });
}

/** The power goes at once: operations under way fail, services are stopped, what was not made durable is torn. */
export function powerOff(machine: MemoryMachine, { tear = zeros }: PowerLoss = {}): void {
  settle(machine);
  const { state } = machine;
  if (state.power === 'off') return;
  const torn = (file: FileEntry): FileEntry => {
    if (!file.unsynced) return file;
    const { unsynced: _, ...rest } = file;
    const content = tear(file.content);
    return { ...rest, content, info: { ...file.info, size: content.length } };
  };
  update(machine, {
    power: 'off',
    events: [],
    services: servicesAtRest(state.services),
    hives: { SOFTWARE: withoutVolatile(state.hives.SOFTWARE), SYSTEM: withoutVolatile(state.hives.SYSTEM) },
    drives: new Map(
      [...state.drives].map(([letter, drive]) => [letter, { ...drive, root: mapFiles(drive.root, torn) as Folder }]),
    ),
  });
  const failure = hostDown('that was asked', 'its power went while it was at it');
  for (const fail of [...machine.underWay]) fail(failure);
}

/** Somebody shuts it down in order: nothing is torn. */
export function shutDown(machine: MemoryMachine): void {
  powerOff(machine, { tear: written => written });
}

function zeros(written: Uint8Array): Uint8Array {
  return new Uint8Array(written.length);
}
