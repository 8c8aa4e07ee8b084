import { ResiteError } from '@resite/errors';
import { checkServiceName } from '../registry/service-keys.ts';
import { schedule } from './events.ts';
import { type MachineEvent, type MachineLease, type MemoryMachine, nextNumber, update, worldTime } from './machine.ts';
import { servicesOf } from './services.ts';

/** Between two attempts, in ms. */
const retryMs = 5_000;
/** After so many, a service that does not start is left to a person. */
const mostAttempts = 12;

/** The computer itself does what `Lease` of `host.ts` promises: no service is needed for it. */
export function leaseOf(machine: MemoryMachine) {
  return {
    hold: (services: readonly string[], seconds: number): void => {
      for (const name of services) checkServiceName(name);
      keep(machine, [...services], seconds);
    },
    renew: (seconds: number): void => {
      const { lease } = machine.state;
      if (lease === undefined || lease.attempts > 0) {
        throw new ResiteError('LEASE_EXPIRED', 'no lease is held here, or what it was to start is being started');
      }
      keep(machine, lease.services, seconds);
    },
    release: (): void => update(machine, { lease: undefined }),
  };
}

function keep(machine: MemoryMachine, services: readonly string[], seconds: number): void {
  arm(machine, { services, due: worldTime(machine) + seconds * 1000, run: 0, attempts: 0 });
}

/** Goes on with what is held, at the earliest now. */
export function takeUpLease(machine: MemoryMachine): void {
  const { lease } = machine.state;
  if (lease !== undefined) arm(machine, lease);
}

function arm(machine: MemoryMachine, lease: MachineLease): void {
  const run = nextNumber(machine);
  update(machine, { lease: { ...lease, run } });
  schedule(machine, { at: Math.max(lease.due, worldTime(machine)), type: 'lease', name: '', run });
}

/** Its time has come, or it is to be tried once more. */
export function leaseEvent(machine: MemoryMachine, { run }: MachineEvent): void {
  const { lease } = machine.state;
  if (lease === undefined || lease.run !== run) return;
  const control = servicesOf(machine);
  for (const name of lease.services) startIfPossible(() => control.start(name));
  const attempts = lease.attempts + 1;
  const isOver = lease.services.every(name => control.query(name)?.state === 'running') || attempts >= mostAttempts;
  if (isOver) update(machine, { lease: undefined });
  else arm(machine, { ...lease, attempts, due: worldTime(machine) + retryMs });
}

function startIfPossible(start: () => void): void {
  try {
    start();
  } catch (error) {
    if (!(error instanceof ResiteError)) throw error;
  }
}
