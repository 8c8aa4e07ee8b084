import { ResiteError } from '@resite/errors';
import type { LabHandlers, ServiceState } from '@resite/host';
import { dependentsOf, dependentsRunning, dependsOn, type HiveRegistry, serviceKeys } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { upcaseKeys } from './upcase-keys.ts';

type ServiceHandlers = Pick<LabHandlers, Extract<keyof LabHandlers, `services.${string}`>>;

export const account = 'BRANCHDOM\\SMSADMIN';
export const password = 'Correct horse';
export const passwordSet = new Date('1996-11-03T08:00:00.250Z');

/** A small service control manager: services take a moment to start and to stop, and do nothing in between. */
export function serviceManager(registry: HiveRegistry): { handlers: ServiceHandlers; shutDown: () => void } {
  const keys = serviceKeys(registry);
  const states = upcaseKeys<ServiceState>();
  const passwords = upcaseKeys<string | null>();
  const timers = new Set<NodeJS.Timeout>();

  const become = (name: string, pending: ServiceState, final: ServiceState) => {
    states.set(name, pending);
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (states.get(name) === pending) states.set(name, final);
    }, 15);
    timers.add(timer);
  };
  const stateOf = (name: string) => states.get(name) ?? 'stopped';
  const verify = (user: string, given: string | null) =>
    user === 'LocalSystem' || (user === account && given === password) ? 'ok' : 'logon-failure';

  const list = () => keys.list().map(service => ({ ...service, state: stateOf(service.name) }));

  const refuseWithDependents = (name: string) => {
    const others = dependentsOf(list(), [name]).filter(({ state }) => state !== 'stopped');
    if (stateOf(name) === 'stopped' || others.length === 0) return;
    throw dependentsRunning(
      name,
      others.map(other => other.name),
    );
  };

  const handlers: ServiceHandlers = {
    'services.list': async () => list(),
    'services.startAsService': name => handlers['services.start'](name),
    'services.start': async name => {
      const service = keys.need(name);
      if (stateOf(name) === 'running' || stateOf(name) === 'start-pending') return null;
      if (service.startType === 'disabled') throw new ResiteError('SERVICE_START_FAILED', `${name} is disabled`);
      if (verify(service.account, passwords.get(name) ?? null) !== 'ok') {
        throw new ResiteError('SERVICE_LOGON', `${name} did not start due to a logon failure`);
      }
      for (const needed of list()) {
        if (dependsOn(service, needed.name)) await handlers['services.start'](needed.name);
      }
      become(name, 'start-pending', 'running');
      return null;
    },
    'services.stop': async name => {
      keys.need(name);
      refuseWithDependents(name);
      if (stateOf(name) === 'running' || stateOf(name) === 'start-pending') become(name, 'stop-pending', 'stopped');
      return null;
    },
    'services.install': async (definition, given) => {
      keys.install(definition);
      await registry.flush();
      passwords.set(definition.name, given);
      return null;
    },
    'services.remove': async name => {
      refuseWithDependents(name);
      keys.remove(name);
      await registry.flush();
      states.delete(name);
      return null;
    },
    'services.setStartType': async (name, startType) => {
      keys.setStartType(name, startType);
      await registry.flush();
      return null;
    },
    'services.verifyAccount': async (user, given) => verify(user, given),
    'services.passwordSet': async user => (sameName(user, account) ? passwordSet.getTime() : null),
  };

  return {
    handlers,
    shutDown: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
