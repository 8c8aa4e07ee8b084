import { dirname, resolve } from 'node:path';
import { isResiteError, ResiteError } from '@resite/errors';
import type { Service } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { serviceTimeoutMs } from '../access/connect.ts';
import { leaseSeconds } from '../access/lease-seconds.ts';
import { settled } from '../access/service-state.ts';
import type { Execution } from '../execution/execution.ts';
import type { GuardianHandle } from '../execution/guardian-handle.ts';
import { refuseForeign, rememberStop } from '../host-memory/remember.ts';
import type { RecordedService } from '../journal/records.ts';
import { isAmong } from '../plan/dependents.ts';
import type { Outcome } from '../plan/outcomes.ts';
import { profileOf } from '../plan/profile-of.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { startGuardian } from '../services/guardian.ts';
import { returnAndForget } from '../services/return-and-forget.ts';
import { findServices, running, type ServiceWork, stopServices } from '../services/services.ts';
import { noteBack, noteChange } from '../services/services-down.ts';
import type { ActionHandler } from './action-handler.ts';

export const guard: ActionHandler<'start-guardian'> = async (_action, execution) => {
  execution.guardian ??= await startGuardian(execution.journal, execution.run, () => {
    const how: ProcedureRemedy = { kind: 'resume-if-both-die' };
    execution.emit({ message_type: 'warning', text: 'The guardian has died.', how });
  });
  return { detail: `process ${execution.guardian.pid} returns the services if this one dies` };
};

export const record: ActionHandler<'record-services'> = async (action, execution) => {
  const { journal, run } = execution;
  const { host } = action;
  const found = await findServices(execution.host(host), action.services);
  // Only after the look: a record is made before its first stop, so without one these states are nobody's doing.
  const remembered = await refuseForeign(execution.host(host), run.id);
  const states = remembered === undefined ? found : asRemembered(found, remembered.services);
  // Of somebody else's, only one that runs is anything to this run.
  const concerned = states.filter(each => each.state !== 'stopped' || !isAmong(action.dependents ?? [], each));
  journal.services.record(run.id, host, concerned);
  const recorded = execution.recorded(host);
  await execution.guardian?.remember(host, recorded);
  const words = recorded.map(service => `${service.name} ${service.state}`).join(', ');
  return {
    detail: words === '' ? `no service of ${profileOf(execution.run.procedure).words.system} is there` : words,
  };
};

export const stop: ActionHandler<'stop-services'> = async (action, execution) => {
  const { journal, run } = execution;
  const { dependents = [] } = action;
  const recorded = execution.recorded(action.host);
  await rememberStop(execution.host(action.host), {
    run: run.id,
    state: resolve(dirname(journal.path)),
    services: recorded, // from here on they can be returned without the journal
  });
  await holdLease(execution, action.host);
  execution.budget?.stops(action.host);
  // One that has come to run since nobody would bring back: the host refuses the stop, and names it.
  const isMeant = (name: string) => !isAmong(dependents, { name }) || recorded.some(each => sameName(each.name, name));
  const stopped = await stopServices(
    { ...work(execution, action.host), signal: execution.signal },
    action.services.filter(isMeant),
    dependents,
  );
  emitDowntime(execution, action.host);
  return { detail: stopped.length === 0 ? 'all were stopped already' : `stopped ${stopped.join(', ')}` };
};

export const confirmStopped: ActionHandler<'confirm-stopped'> = async (action, execution) => {
  const up: string[] = [];
  for (const [host, services] of Object.entries(action.hosts)) {
    for (const service of await running(execution.host(host), services)) up.push(`${service.name} on ${host}`);
  }
  const hosts = Object.keys(action.hosts);
  const confirmLeases = () => Promise.all(hosts.map(host => execution.leases.confirm(host)));
  // What a host has started by itself may have stopped again.
  if (action.when === 'after') await confirmLeases();
  if (up.length > 0) {
    // Whoever has taken the hosts over has returned the services, or they have started them themselves: that is the reason.
    for (const host of hosts) await execution.host(host).permit();
    await confirmLeases();
    const since = action.when === 'before' ? 'after it was stopped' : 'while the site was captured';
    throw new ResiteError('QUIESCE_BROKEN', `came up ${since}: ${up.join(', ')}`, {
      hint: 'Find out what starts it (an administrator, a monitor), then run the backup again. No snapshot was made.',
    });
  }
  return { detail: `every service ${action.when === 'before' ? 'is' : 'stayed'} stopped` };
};

export const returnAll: ActionHandler<'return-services'> = async (action, execution) => {
  const { host } = action;
  const { guardian } = execution;
  if (guardian?.takenOver.aborted === true) return leaveToGuardian(guardian, execution, host);
  execution.budget?.returns(host);
  execution.leases.leave(host);
  const recorded = execution.recorded(host);
  const { changed, unrecorded } = await returnAndForget(work(execution, host), recorded);
  noteBack(host, recorded);
  if (unrecorded.length > 0) throw unrecorded[0];
  emitDowntime(execution, host);
  execution.budget?.returned(host);
  const states = recorded.map(({ name, state }) => `${name} ${settled(state)}`).join(', ');
  return { detail: `${changed.length === 0 ? 'all were as before' : 'as before'}: ${states}` };
};

/**
 * A scratch machine needs none: it goes with its rehearsal. Where a host cannot start services by itself, they are stopped all the
 * same, as they are where a person does it.
 */
async function holdLease(execution: Execution, host: string): Promise<void> {
  const { procedure } = execution.run;
  if (procedure.kind === 'rehearsal') return;
  try {
    await execution.leases.hold(execution.host(host), execution.recorded(host), leaseSeconds(procedure.hosts[host]));
  } catch (error) {
    if (!isResiteError(error, 'LEASE_UNAVAILABLE')) throw error;
    const how: ProcedureRemedy = { kind: 'resume-if-both-die' };
    const text = `${host} cannot start its services by itself, should this computer fail: ${error.message}`;
    execution.emit({ message_type: 'warning', text, how });
  }
}

/** What this very run has stopped already is recorded as it was before. */
const asRemembered = (found: readonly Service[], remembered: readonly RecordedService[]): Service[] =>
  found.map(service => ({ ...service, ...remembered.find(({ name }) => sameName(service.name, name)) }));

/** It has claimed the hosts: whatever this process would do there is refused. */
async function leaveToGuardian({ outcome }: GuardianHandle, execution: Execution, host: string): Promise<Outcome> {
  const failures = await outcome;
  if (failures.length === 0) {
    noteBack(host, execution.recorded(host));
    return { detail: 'the guardian has returned the services' };
  }
  throw new ResiteError('SERVICES_NOT_RESTORED', `the guardian could not return them: ${failures.join('; ')}`, {
    remedy: { kind: 'resume-run', run: execution.run.id, first: 'Put the cause right' } satisfies ProcedureRemedy,
  });
}

function emitDowntime({ journal, run, emit }: Execution, host: string): void {
  const downtime = journal.services.downtime(run.id, host);
  if (downtime === undefined) return;
  emit({ message_type: 'downtime', host, elapsed: downtime.milliseconds / 1000, ended: downtime.over });
}

const work = (execution: Execution, host: string): ServiceWork => ({
  run: execution.run.id,
  host: execution.host(host),
  note: (...change) => {
    noteChange(host, ...change);
    execution.guardian?.note(host, ...change); // it needs no journal, and must know also when that fails
    execution.journal.services.recordChange(execution.run.id, host, ...change);
  },
  emit: execution.emit,
  timeoutMs: serviceTimeoutMs(execution.run.procedure.hosts[host]),
});
