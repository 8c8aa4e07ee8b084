import { dirname, resolve } from 'node:path';
import { ResiteError } from '@resite/errors';
import type { Service } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { serviceTimeoutMs } from '../access/connect.ts';
import { settled } from '../access/service-state.ts';
import type { Outcome, Performance } from '../execution/execution.ts';
import type { GuardianHandle } from '../execution/guardian-handle.ts';
import { refuseForeign, rememberStop } from '../host-memory/remember.ts';
import type { RecordedService } from '../journal/journal.ts';
import { profileOf } from '../plan/profile-of.ts';
import { startGuardian } from '../services/guardian.ts';
import { returnAndForget } from '../services/return-and-forget.ts';
import { findServices, running, type ServiceWork, stopServices } from '../services/services.ts';
import { noteBack, noteChange } from '../services/services-down.ts';
import type { Perform } from './perform.ts';

export const guard: Perform<'start-guardian'> = async (_action, performance) => {
  performance.guardian ??= await startGuardian(performance.journal, performance.run, () => {
    const text = 'The guardian has died. Should this program die as well, "resite resume" returns the services.';
    performance.emit({ message_type: 'warning', text });
  });
  return { detail: `process ${performance.guardian.pid} returns the services if this one dies` };
};

export const record: Perform<'record-services'> = async (action, performance) => {
  const { journal, run } = performance;
  const { host } = action;
  const found = await findServices(performance.host(host), action.services);
  // Only after the look: a record is made before its first stop, so without one these states are nobody's doing.
  const remembered = await refuseForeign(performance.host(host), run.id);
  journal.recordServices(run.id, host, remembered === undefined ? found : asRemembered(found, remembered.services));
  const recorded = performance.recorded(host);
  await performance.guardian?.remember(host, recorded);
  const states = recorded.map(service => `${service.name} ${service.state}`).join(', ');
  return {
    detail: states === '' ? `no service of ${profileOf(performance.run.procedure).words.system} is there` : states,
  };
};

export const stop: Perform<'stop-services'> = async (action, performance) => {
  const { journal, run } = performance;
  await rememberStop(performance.host(action.host), {
    run: run.id,
    state: resolve(dirname(journal.path)),
    services: performance.recorded(action.host), // from here on they can be returned without the journal
  });
  performance.budget?.stops(action.host);
  const stopped = await stopServices(
    { ...work(performance, action.host), signal: performance.signal },
    action.services,
  );
  emitDowntime(performance, action.host);
  return { detail: stopped.length === 0 ? 'all were stopped already' : `stopped ${stopped.join(', ')}` };
};

export const confirmStopped: Perform<'confirm-stopped'> = async (action, performance) => {
  const up: string[] = [];
  for (const [host, services] of Object.entries(action.hosts)) {
    for (const service of await running(performance.host(host), services)) up.push(`${service.name} on ${host}`);
  }
  if (up.length > 0) {
    // Whoever has taken the hosts over has returned the services, and is the reason.
    for (const host of Object.keys(action.hosts)) await performance.host(host).permit();
    const since = action.when === 'before' ? 'after it was stopped' : 'while the site was captured';
    throw new ResiteError('QUIESCE_BROKEN', `came up ${since}: ${up.join(', ')}`, {
      hint: 'Find out what starts it (an administrator, a monitor), then run the backup again. No snapshot was made.',
    });
  }
  return { detail: `every service ${action.when === 'before' ? 'is' : 'stayed'} stopped` };
};

export const returnAll: Perform<'return-services'> = async (action, performance) => {
  const { host } = action;
  const { guardian } = performance;
  if (guardian?.takenOver.aborted === true) return leaveToGuardian(guardian, performance, host);
  performance.budget?.returns(host);
  const recorded = performance.recorded(host);
  const { changed, unrecorded } = await returnAndForget(work(performance, host), recorded);
  noteBack(host, recorded);
  if (unrecorded.length > 0) throw unrecorded[0];
  emitDowntime(performance, host);
  performance.budget?.returned(host);
  const states = recorded.map(({ name, state }) => `${name} ${settled(state)}`).join(', ');
  return { detail: `${changed.length === 0 ? 'all were as before' : 'as before'}: ${states}` };
};

/** What this very run has stopped already is recorded as it was before. */
const asRemembered = (found: readonly Service[], remembered: readonly RecordedService[]): Service[] =>
  found.map(service => ({ ...service, ...remembered.find(({ name }) => sameName(service.name, name)) }));

/** It has claimed the hosts: whatever this process would do there is refused. */
async function leaveToGuardian({ outcome }: GuardianHandle, performance: Performance, host: string): Promise<Outcome> {
  const failures = await outcome;
  if (failures.length === 0) {
    noteBack(host, performance.recorded(host));
    return { detail: 'the guardian has returned the services' };
  }
  throw new ResiteError('SERVICES_NOT_RESTORED', `the guardian could not return them: ${failures.join('; ')}`, {
    hint: `Put the cause right, then run "resite resume ${performance.run.id}".`,
  });
}

function emitDowntime({ journal, run, emit }: Performance, host: string): void {
  const downtime = journal.downtime(run.id, host);
  if (downtime === undefined) return;
  emit({ message_type: 'downtime', host, elapsed: downtime.milliseconds / 1000, ended: downtime.over });
}

const work = (performance: Performance, host: string): ServiceWork => ({
  run: performance.run.id,
  host: performance.host(host),
  note: (...change) => {
    noteChange(host, ...change);
    performance.guardian?.note(host, ...change); // it needs no journal, and must know also when that fails
    performance.journal.recordServiceChange(performance.run.id, host, ...change);
  },
  emit: performance.emit,
  timeoutMs: serviceTimeoutMs(performance.run.procedure.hosts[host]),
});
