import { defined, ResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import { createSerial } from '../serial.ts';
import { type HeldLease, readLease, writeLease } from './lease-file.ts';
import { type LeaseServices, leaseScheduler } from './lease-scheduler.ts';
import type { LabHandlers } from './serve-lab.ts';

export interface LeaseKeeperOptions {
  /** The machine's folder. */
  readonly folder: string;
  readonly services: LeaseServices;
  /** The service that must run for anything to start at its time; undefined when the machine does it without one. */
  readonly scheduler?: string;
  readonly log: (text: string) => void;
}

export type LeaseHandlers = Pick<LabHandlers, Extract<keyof LabHandlers, `lease.${string}`>>;

export interface LeaseKeeper {
  readonly handlers: LeaseHandlers;
  /** Nothing starts by itself any more until the next `openLeaseKeeper`; what is held stays on the disk. */
  close(): void;
}

/** Between two attempts, and between two looks whether the scheduler runs, in milliseconds. */
const retryMs = 1_000;
/** After so many, a service that does not start is left to a person. */
const mostAttempts = 60;
/** No timer takes more. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * The lease of a machine of the lab, as `Lease` of `host.ts` promises it. It is on the disk of the machine, which takes it up
 * again when it is powered on. Times count by the clock of this computer, whatever the machine pretends of its own. A lease that is due while
 * the scheduler does not run waits for it. When it has come to its end, the scheduler is as it was before.
 */
export async function openLeaseKeeper({ folder, services, scheduler, log }: LeaseKeeperOptions): Promise<LeaseKeeper> {
  const serial = createSerial();
  const by = scheduler === undefined ? undefined : leaseScheduler(services, scheduler);
  let held = await readLease(folder);
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const arm = (milliseconds: number) => {
    clearTimeout(timer);
    const ring = () => void serial(startServices).catch((error: unknown) => log(`the lease failed: ${error}`));
    if (!isClosed) timer = setTimeout(ring, Math.min(Math.max(0, milliseconds), longestWaitMs));
  };

  const keep = async (lease: HeldLease) => {
    await writeLease(folder, lease);
    held = lease;
    attempts = 0;
    arm(lease.due - Date.now());
  };

  const drop = async () => {
    clearTimeout(timer);
    const { scheduler: before } = held ?? {};
    // First, so that a machine that ends in between knows still what is to be returned.
    if (before !== undefined) {
      await by?.returnTo(before).catch((error: Error) => log(`${scheduler} is not as it was: ${error.message}`));
    }
    await writeLease(folder, undefined);
    held = undefined;
  };

  const startServices = async () => {
    if (held === undefined || isClosed) return;
    const left = held.due - Date.now();
    if (left > 0) return arm(left);
    if (by !== undefined && !(await by.isRunning())) return arm(retryMs);
    if (attempts === 0) log(`nobody has renewed the lease: ${held.services.join(', ')} are to run`);
    const failures: string[] = [];
    for (const name of held.services) {
      await services.start(name).catch((error: Error) => failures.push(`${name}: ${error.message}`));
    }
    attempts++;
    const down = await notRunning(held.services);
    if (down.length > 0 && attempts < mostAttempts) {
      if (attempts === 1) for (const failure of failures) log(`the lease could not start ${failure}; it tries again`);
      return arm(retryMs);
    }
    for (const name of down) log(`the lease gives ${name} up`);
    await drop();
  };

  const notRunning = async (names: readonly string[]) => {
    const found = await services.list();
    return names.filter(name => found.find(service => sameName(service.name, name))?.state !== 'running');
  };

  if (held !== undefined) arm(held.due - Date.now());

  return {
    handlers: {
      'lease.hold': (names, seconds) =>
        serial(async () => {
          const before = held?.scheduler ?? (await by?.before());
          await keep(defined({ services: names, due: Date.now() + seconds * 1000, scheduler: before }));
          if (before === undefined) return null;
          await by?.use().catch(async (error: unknown) => {
            await drop();
            throw error;
          });
          return null;
        }),
      'lease.renew': seconds =>
        serial(async () => {
          if (held === undefined || held.due <= Date.now()) throw expired(held);
          if (by !== undefined && !(await by.isRunning())) await by.use(); // somebody has stopped it since
          await keep({ ...held, due: Date.now() + seconds * 1000 });
          return null;
        }),
      'lease.release': () =>
        serial(async () => {
          if (held !== undefined) await drop();
          return null;
        }),
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function expired(held: HeldLease | undefined): ResiteError {
  return new ResiteError(
    'LEASE_EXPIRED',
    held === undefined
      ? 'no lease is held here: there was none, or what it was to start has been started'
      : `the lease ended at ${new Date(held.due).toISOString()}, and its services start by themselves`,
  );
}
