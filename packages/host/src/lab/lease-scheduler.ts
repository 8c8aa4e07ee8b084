import { ResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import type { Service, Services } from '../host.ts';
import { waitForService } from '../wait-for-service.ts';
import type { HeldLease } from './lease-file.ts';

/** The services of a machine, as far as a lease has to do with them. */
export type LeaseServices = { list(): Promise<Service[]> } & Pick<Services, 'start' | 'stop' | 'setStartType'>;

/** The service without which nothing starts at its time: the AT scheduler of Windows NT, `Schedule`. */
export interface LeaseScheduler {
  /** What there is to return to; undefined when nothing of it needs a change. `LEASE_UNAVAILABLE` when it is missing or disabled. */
  before(): Promise<HeldLease['scheduler']>;
  /** Makes it run, now and after each start of the machine. `LEASE_UNAVAILABLE` when it does not start. */
  use(): Promise<void>;
  isRunning(): Promise<boolean>;
  returnTo(before: NonNullable<HeldLease['scheduler']>): Promise<void>;
}

export function leaseScheduler(services: LeaseServices, name: string): LeaseScheduler {
  const look = async () => (await services.list()).find(service => sameName(service.name, name));
  const host = { name: 'the machine', services: { query: look } };
  const unavailable = (why: string, cause?: unknown) =>
    new ResiteError('LEASE_UNAVAILABLE', `the service ${name}, which starts others at their time, ${why}`, {
      hint: `Give ${name} the start type manual or automatic, and see that it starts.`,
      cause,
    });

  return {
    before: async () => {
      const now = await look();
      if (now === undefined) throw unavailable('is not there');
      const { startType, state } = now;
      if (startType === 'disabled') throw unavailable('is disabled');
      const isRunning = state === 'running' || state === 'start-pending';
      return startType === 'auto' && isRunning ? undefined : { startType, isRunning };
    },
    use: async () => {
      try {
        await services.setStartType(name, 'auto');
        await services.start(name);
      } catch (error) {
        throw error instanceof ResiteError ? unavailable(`cannot be used: ${error.message}`, error) : error;
      }
    },
    isRunning: async () => (await look())?.state === 'running',
    returnTo: async ({ startType, isRunning }) => {
      const now = await look();
      if (now === undefined) return;
      if (now.startType !== startType) await services.setStartType(name, startType);
      if (isRunning) return;
      // Until it runs it takes no control (NT error 1061).
      if (now.state === 'start-pending') await waitForService(host, name, 'running', { timeoutMs: 60_000 });
      await services.stop(name);
    },
  };
}
