import { defined, isResiteError, ResiteError } from '@resite/errors';
import { monotonic, sleep } from '@resite/filesystem/clock';
import type { Host, Service, ServiceState } from '@resite/host';
import { dependsOn } from '@resite/host/dependents';
import { waitForService } from '@resite/host/wait-for-service';
import { sameName } from '@resite/registry/names';
import { settled } from '../access/service-state.ts';
import type { Emit } from '../execution/events.ts';
import type { RecordedService, ServiceChange } from '../journal/records.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { onceMore } from './once-more.ts';

export interface ServiceWork {
  readonly run: string;
  readonly host: Host;
  /** Keeps that a service is about to be stopped, or is back. */
  readonly note: (service: string, change: ServiceChange) => void;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  /** For each service: one that hangs must not hold a branch all night. */
  readonly timeoutMs: number;
}

/** Every look at a service is part of the downtime. */
const pollMs = 50;

const timing = (work: ServiceWork) => defined({ timeoutMs: work.timeoutMs, pollMs, signal: work.signal });

/** Those of the named services that the host has, as they are now, in the order of their names here. */
export async function findServices(host: Host, names: readonly string[]): Promise<Service[]> {
  const found = await host.services.list(names);
  return names.flatMap(name => found.find(service => sameName(service.name, name)) ?? []);
}

/**
 * Stops the named services and waits for each: the first one of the site alone, as it starts the others again while it runs
 * (Q168682), then the others side by side, but each after all that depend on it. `dependents` are those of somebody else; those in
 * front of the first one are stopped before it, one after the other. Then makes sure that none of them came up again meanwhile.
 */
export async function stopServices(
  work: ServiceWork,
  names: readonly string[],
  dependents: readonly string[] = [],
): Promise<string[]> {
  if (names.length === 0) return [];
  const known = await findServices(work.host, names);
  const first = names.findIndex(name => !dependents.some(each => sameName(each, name)));
  const stopped: (string | undefined)[] = [];
  for (const name of names.slice(0, first + 1)) stopped.push(await stopIfUp(work, name));
  const turns: { readonly name: string; readonly end: Promise<string | undefined> }[] = [];
  for (const name of names.slice(first + 1)) {
    const needing = known.filter(service => dependsOn(service, name));
    const before = turns.filter(turn => needing.some(service => sameName(service.name, turn.name)));
    const end = Promise.all(before.map(turn => turn.end)).then(() => stopIfUp(work, name));
    turns.push({ name, end });
  }
  stopped.push(...(await allOf(turns.map(({ end }) => end))));
  for (const service of await running(work.host, names)) await stopOne(work, service);
  return stopped.filter(name => name !== undefined);
}

async function stopIfUp(work: ServiceWork, name: string): Promise<string | undefined> {
  work.signal?.throwIfAborted();
  const service = await work.host.services.query(name);
  if (service === undefined || service.state === 'stopped') return undefined;
  // Until it runs it takes no control (NT error 1061).
  if (service.state === 'start-pending') await waitForService(work.host, name, 'running', timing(work));
  await stopOne(work, service);
  return service.name;
}

/** When one fails, the others come to their end first. */
async function allOf<R>(promises: readonly Promise<R>[]): Promise<R[]> {
  const results = await Promise.allSettled(promises);
  const failed = results.find(result => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
}

async function stopOne(work: ServiceWork, service: Service): Promise<void> {
  work.note(service.name, 'stopping');
  await work.host.services.stop(service.name);
  await waitForService(work.host, service.name, 'stopped', timing(work));
  emitState(work, service.name, service.state, 'stopped', 'stopped');
}

/** Those of the named services that are not stopped, in the order of their names here. */
export async function running(host: Host, names: readonly string[]): Promise<Service[]> {
  return (await findServices(host, names)).filter(({ state }) => state !== 'stopped');
}

/**
 * Returns every recorded service of a host to its recorded state and start type, and sees it there: side by side, but each after those
 * that it depends on, which were stopped after it.
 * One that fails does not keep the others down. `SERVICES_NOT_RESTORED` names each one that is not back. A computer that has
 * none of them any more is a new one in the place of the one that was stopped: nothing is left to return there.
 * Idempotent; never stops early for a signal. What fails with the connection is tried once more.
 */
export async function returnServices(
  work: ServiceWork,
  recorded: readonly RecordedService[],
): Promise<ReturnedServices> {
  const outcomes = await Promise.all(returnEach(work, recorded));
  const failures = outcomes.filter(outcome => 'error' in outcome);
  if (failures.length === 0) {
    return {
      changed: outcomes.flatMap(outcome => ('changed' in outcome && outcome.changed ? [outcome.service] : [])),
      unrecorded: unrecordedOf(outcomes),
    };
  }
  if (failures.length === recorded.length && failures.every(({ error }) => isResiteError(error, 'SERVICE_MISSING'))) {
    return leaveGone(work, recorded);
  }
  const reasons = Map.groupBy(failures, ({ error }) => (error as Error).message);
  const list = [...reasons]
    .map(([reason, group]) => `${group.map(({ service }) => service).join(', ')} (${reason})`)
    .join('; ');
  throw new ResiteError('SERVICES_NOT_RESTORED', `on ${work.host.name} not in its recorded state: ${list}`, {
    remedy: { kind: 'resume-run', run: work.run, first: 'Put the cause right' } satisfies ProcedureRemedy,
    cause: failures.length === 1 ? failures[0]?.error : new AggregateError(failures.map(failure => failure.error)),
  });
}

function leaveGone(work: ServiceWork, recorded: readonly RecordedService[]): ReturnedServices {
  const text = `${work.host.name} has none of the services that were stopped there any more, as a computer that was installed again: nothing is left to return`;
  work.emit({ message_type: 'warning', text });
  return { changed: [], unrecorded: unrecordedOf(recorded.map(({ name }) => recordReturn(work, name))) };
}

const unrecordedOf = (outcomes: readonly object[]): unknown[] =>
  outcomes.flatMap(outcome => ('unrecorded' in outcome ? [outcome.unrecorded] : []));

export interface ReturnedServices {
  /** Names of those that were not as they were. */
  readonly changed: readonly string[];
  /** Why the return of some could not be kept. */
  readonly unrecorded: readonly unknown[];
}

/** In the order of `recorded`. */
function returnEach(work: ServiceWork, recorded: readonly RecordedService[]): Promise<Returned>[] {
  const begun: { readonly name: string; readonly returned: Promise<Returned> }[] = [];
  for (const service of recorded.toReversed()) {
    const stoppedLater = [...begun];
    const after = async (needing: Service) => {
      await Promise.all(stoppedLater.filter(({ name }) => dependsOn(needing, name)).map(({ returned }) => returned));
    };
    begun.push({ name: service.name, returned: returnAndRecord(work, service, after) });
  }
  return begun.map(({ returned }) => returned).toReversed();
}

/** Waits until what it depends on is back, or is known not to come. */
type After = (needing: Service) => Promise<void>;

type Returned = { service: string } & ({ changed: boolean; unrecorded?: unknown } | { error: unknown });

async function returnAndRecord(work: ServiceWork, recorded: RecordedService, after: After): Promise<Returned> {
  const { name } = recorded;
  let changed: boolean;
  try {
    changed = await onceMore(() => returnOne(work, recorded, after));
  } catch (error) {
    return { service: name, error };
  }
  return { service: name, changed, ...recordReturn(work, name) };
}

function recordReturn(work: ServiceWork, name: string): { unrecorded?: unknown } {
  try {
    work.note(name, 'returned');
    return {};
  } catch (unrecorded) {
    return { unrecorded }; // a full disk must not keep the others down
  }
}

async function returnOne(work: ServiceWork, recorded: RecordedService, after: After): Promise<boolean> {
  const { host } = work;
  const now = await host.services.query(recorded.name);
  if (now === undefined)
    throw new ResiteError('SERVICE_MISSING', `there is no service ${recorded.name} on ${host.name} any more`);
  await after(now);
  const wanted = settled(recorded.state);
  const changed = now.state !== wanted;
  if (changed) {
    await changeState(work, now, wanted);
    emitState(work, recorded.name, now.state, wanted, wanted);
  }
  const { startType } = (await host.services.query(recorded.name)) ?? now;
  if (startType !== recorded.startType) await host.services.setStartType(recorded.name, recorded.startType);
  return changed;
}

async function changeState(work: ServiceWork, { name, state, startType }: Service, wanted: 'running' | 'stopped') {
  const { host } = work;
  if (state === 'stop-pending') await waitForService(host, name, 'stopped', timing(work));
  if (wanted === 'stopped') {
    await host.services.stop(name);
    await waitForService(host, name, 'stopped', timing(work));
    return;
  }
  // A service that was disabled while it ran cannot be started as it is (NT error 1058).
  if (startType === 'disabled') await host.services.setStartType(name, 'manual');
  await host.services.start(name);
  await waitUntilStarted(work, name);
}

/** One that has stopped again will not come up by waiting. */
async function waitUntilStarted(work: ServiceWork, name: string): Promise<void> {
  const { host } = work;
  const deadline = monotonic() + work.timeoutMs;
  for (;;) {
    const state = (await host.services.query(name))?.state;
    if (state === 'running') return;
    if (state === 'start-pending' && monotonic() < deadline) await sleep(pollMs);
    else {
      throw new ResiteError('SERVICE_START_FAILED', `${name} on ${host.name} was started and is ${state ?? 'gone'}`, {
        hint: 'Look at the event log and the log files of the service.',
      });
    }
  }
}

function emitState(work: ServiceWork, service: string, was: ServiceState, is: ServiceState, wanted: string): void {
  work.emit({ message_type: 'service_state', host: work.host.name, service, was, is, wanted });
}
