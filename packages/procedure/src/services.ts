import { ResiteError } from '@resite/errors';
import { type Host, type Service, type ServiceState, waitForService } from '@resite/host';
import type { Emit } from './events.ts';
import type { Journal, RecordedService } from './journal.ts';

interface ServiceWork {
  readonly run: string;
  readonly host: Host;
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
}

/** Services answer a stop within minutes or not at all; a hanging one must not hold a branch all night. */
const stateTimeout = 180_000;

/** Records state and start type of each named service that exists, before anything is stopped. */
export async function recordServices(work: ServiceWork, names: readonly string[]): Promise<RecordedService[]> {
  const found = await work.host.services.list();
  const wanted = names.flatMap(name => found.find(service => sameService(service, name)) ?? []);
  work.journal.recordServices(work.run, work.host.name, wanted);
  return work.journal.recordedServices(work.run, work.host.name);
}

/** Stops the named services in order and waits for each; then makes sure that none of them came up again meanwhile. */
export async function stopServices(work: ServiceWork, names: readonly string[]): Promise<string[]> {
  const stopped: string[] = [];
  for (const name of names) {
    work.signal?.throwIfAborted();
    const service = await work.host.services.query(name);
    if (service === undefined || service.state === 'stopped') continue;
    await stopOne(work, service);
    stopped.push(service.name);
  }
  for (const service of await running(work.host, names)) await stopOne(work, service);
  return stopped;
}

async function stopOne(work: ServiceWork, service: Service): Promise<void> {
  work.journal.recordServiceChange(work.run, work.host.name, service.name, 'stopping');
  await work.host.services.stop(service.name);
  await waitForService(work.host, service.name, 'stopped', {
    timeoutMs: stateTimeout,
    ...(work.signal && { signal: work.signal }),
  });
  emitState(work, service.name, service.state, 'stopped', 'stopped');
}

/** Those of the named services that are not stopped. */
export async function running(host: Host, names: readonly string[]): Promise<Service[]> {
  const services = await host.services.list();
  return services.filter(service => service.state !== 'stopped' && names.some(name => sameService(service, name)));
}

/**
 * Returns every recorded service of the host to its recorded state and start type, and sees it there.
 * One that fails does not keep the others down. `SERVICES_NOT_RESTORED` names each one that is not back.
 * Idempotent; never stops early for a signal.
 */
export async function returnServices(work: ServiceWork): Promise<string[]> {
  const recorded = work.journal.recordedServices(work.run, work.host.name);
  const returned: string[] = [];
  const failures: { service: string; error: unknown }[] = [];
  for (const service of recorded) {
    try {
      if (await returnOne(work, service)) returned.push(service.name);
    } catch (error) {
      failures.push({ service: service.name, error });
    }
  }
  if (failures.length === 0) return returned;
  const list = failures.map(({ service, error }) => `${service} (${(error as Error).message})`).join('; ');
  throw new ResiteError('SERVICES_NOT_RESTORED', `on ${work.host.name} not in its recorded state: ${list}`, {
    hint: `Put the cause right, then run "resite resume ${work.run}".`,
    cause: failures.length === 1 ? failures[0]?.error : new AggregateError(failures.map(failure => failure.error)),
  });
}

async function returnOne(work: ServiceWork, recorded: RecordedService): Promise<boolean> {
  const { host } = work;
  const now = await host.services.query(recorded.name);
  if (now === undefined)
    throw new ResiteError('SERVICE_MISSING', `there is no service ${recorded.name} on ${host.name} any more`);
  if (now.startType !== recorded.startType) await host.services.setStartType(recorded.name, recorded.startType);
  const wanted = settled(recorded.state);
  if (now.state !== wanted) {
    if (now.state === 'stop-pending' || now.state === 'start-pending') {
      await waitForService(host, recorded.name, settled(now.state), { timeoutMs: stateTimeout });
    }
    if (wanted === 'running') await host.services.start(recorded.name);
    else await host.services.stop(recorded.name);
    await waitForService(host, recorded.name, wanted, { timeoutMs: stateTimeout });
    emitState(work, recorded.name, now.state, wanted, wanted);
  }
  if (wanted === 'running') work.journal.recordServiceChange(work.run, host.name, recorded.name, 'returned');
  return now.state !== wanted;
}

/** A pending state is on its way; what counts is where it leads. */
export const settled = (state: ServiceState): 'running' | 'stopped' =>
  state === 'running' || state === 'start-pending' ? 'running' : 'stopped';

const sameService = (service: Service, name: string) => service.name.toUpperCase() === name.toUpperCase();

function emitState(work: ServiceWork, service: string, was: ServiceState, is: ServiceState, wanted: string): void {
  work.emit({ message_type: 'service_state', host: work.host.name, service, was, is, wanted });
}
