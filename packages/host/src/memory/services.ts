import { defined, ResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { dependentsOf, dependsOn, isCircular } from '../dependents.ts';
import type { AccountVerdict, Service, ServiceDefinition, StartType } from '../host.ts';
import {
  dependencyFailed,
  dependentsRunning,
  dependsOnItself,
  isLocalSystem,
  logonFailed,
  programMissing,
  startDisabled,
  startFailed,
  stillStarting,
  stillStopping,
  stopFailed,
} from '../registry/service-failures.ts';
import { servicesKey } from '../registry/service-key.ts';
import {
  checkServiceName,
  type ServiceKeys,
  type ServiceSettings,
  serviceKeys,
  servicesBelow,
} from '../registry/service-keys.ts';
import { diskOf } from './disk.ts';
import { schedule } from './events.ts';
import {
  type MachineEvent,
  type MemoryMachine,
  nextNumber,
  ordinary,
  type ServiceBehaviour,
  type ServiceRun,
  update,
  worldTime,
} from './machine.ts';
import { nameKey } from './paths.ts';
import { registryOf } from './registry.ts';

/** The service control manager of Windows NT as SMS and its administrators meet it, at once. */
export interface ServiceControl {
  list(): Service[];
  query(name: string): Service | undefined;
  start(name: string): void;
  stop(name: string): void;
  install(definition: ServiceDefinition, password: string | undefined): void;
  /** It must have been stopped. */
  remove(name: string): void;
  setStartType(name: string, startType: StartType): void;
  verifyAccount(account: string, password: string): AccountVerdict;
  passwordSet(account: string): Date | undefined;
}

const stoppedRun: ServiceRun = { state: 'stopped', run: 0, since: 0 };

export function servicesOf(machine: MemoryMachine): ServiceControl {
  const registry = registryOf(machine);
  const keys: ServiceKeys = serviceKeys({ ...registry, read: registry.peek });

  return {
    list: () => allServices(machine),
    query: name => {
      checkServiceName(name);
      const service = settingsIn(registry.peek(servicesKey)).find(each => nameKey(each.name) === nameKey(name));
      return service && asService(machine, service);
    },
    start: name => start(machine, keys.need(name)),
    stop: name => stop(machine, keys.need(name).name),

    install: (definition, password) => {
      keys.install(definition);
      const { password: _, ...run } = runOf(machine, definition.name);
      const kept = isLocalSystem(definition.account) ? undefined : password;
      setRun(machine, definition.name, { ...run, ...defined({ password: kept }) });
    },

    remove: name => {
      keys.remove(name);
      const services = new Map(machine.state.services);
      services.delete(nameKey(name));
      update(machine, { services });
    },

    setStartType: (name, startType) => {
      keys.setStartType(name, startType);
      if (runOf(machine, name).state === 'stopped') wakeWatchdogs(machine, name);
    },

    verifyAccount: (account, password) => verify(machine, account, password),

    passwordSet: account => {
      const set = machine.world.account?.(nameKey(account))?.passwordSet;
      return set === undefined ? undefined : new Date(set);
    },
  };
}

/** What a service does by itself when its time has come. */
export function serviceEvent(machine: MemoryMachine, { type, name, run: meant }: MachineEvent): void {
  const run = runOf(machine, name);
  if (run.run !== meant) return;
  if (type === 'watch') {
    if (run.state === 'running') watch(machine, name);
  } else if (run.state === 'stop-pending') becomeStopped(machine, name);
  else if (run.state === 'start-pending') {
    if (behaviourOf(machine, name).start === 'die') becomeStopped(machine, name);
    else becomeRunning(machine, name);
  }
}

/** Starts what is to start by itself; one that cannot stays stopped, as Windows has it. */
export function startAutomatic(machine: MemoryMachine): void {
  for (const service of settingsIn(registryOf(machine).peek(servicesKey))) {
    if (service.startType === 'auto') startIfPossible(machine, service);
  }
}

/** The service ends by itself. */
export function crashService(machine: MemoryMachine, name: string): void {
  if (runOf(machine, name).state !== 'stopped') becomeStopped(machine, name);
}

/** All services as they are when the power is gone. */
export function servicesAtRest(services: ReadonlyMap<string, ServiceRun>): ReadonlyMap<string, ServiceRun> {
  return new Map([...services].map(([name, run]) => [name, { ...run, state: 'stopped', run: 0 }]));
}

function start(machine: MemoryMachine, service: ServiceSettings): void {
  const { name, startType } = service;
  const { state } = runOf(machine, name);
  if (state === 'running' || state === 'start-pending') return;
  if (state === 'stop-pending') {
    throw stillStopping(name);
  }
  if (startType === 'disabled') {
    throw startDisabled(name);
  }
  startNeeded(machine, service);
  needLogon(machine, service);
  needProgram(machine, service);
  const behaviour = behaviourOf(machine, name);
  if (behaviour.start === 'refuse') {
    throw startFailed(name, 'it did not answer in time (NT error 1053)', 'Look at the log files of the service.');
  }
  const run = nextNumber(machine);
  setRun(machine, name, { ...runOf(machine, name), state: 'start-pending', run });
  goOnStarting(machine, service);
}

/** What it depends on and is no service, such as a driver or a group, is taken to be there. */
function startNeeded(machine: MemoryMachine, service: ServiceSettings): void {
  const services = allServices(machine);
  if (isCircular(services, service)) throw dependsOnItself(service.name);
  for (const needed of services.filter(({ name }) => dependsOn(service, name))) {
    try {
      start(machine, needed);
    } catch (error) {
      throw error instanceof ResiteError ? dependencyFailed(service.name, error.message) : error;
    }
  }
}

/** It begins when all that it depends on runs. */
function goOnStarting(machine: MemoryMachine, service: ServiceSettings): void {
  const { start, startMs } = behaviourOf(machine, service.name);
  const needed = allServices(machine).filter(({ name }) => dependsOn(service, name));
  if (start === 'hang' || needed.some(({ state }) => state !== 'running')) return;
  laterOf(machine, service.name, 'pending-ends', worldTime(machine) + startMs);
}

/** Those that have to wait for this one before they can begin. */
function waitingFor(machine: MemoryMachine, name: string): Service[] {
  const begins = ({ name }: Service) =>
    machine.state.events.some(({ type, run }) => type === 'pending-ends' && run === runOf(machine, name).run);
  return allServices(machine).filter(
    service => service.state === 'start-pending' && dependsOn(service, name) && !begins(service),
  );
}

function stop(machine: MemoryMachine, name: string): void {
  const run = runOf(machine, name);
  if (run.state === 'start-pending') {
    throw stillStarting(name);
  }
  if (run.state !== 'running') return;
  const others = dependentsOf(allServices(machine), [name]).filter(({ state }) => state !== 'stopped');
  if (others.length > 0) {
    throw dependentsRunning(
      name,
      others.map(other => other.name),
    );
  }
  const behaviour = behaviourOf(machine, name);
  if (behaviour.stop === 'refuse') {
    throw stopFailed(name, ': it does not accept the control (NT error 1052)', 'Restart the computer.');
  }
  setRun(machine, name, { ...run, state: 'stop-pending' });
  if (behaviour.stop !== 'hang') laterOf(machine, name, 'pending-ends', worldTime(machine) + behaviour.stopMs);
}

function becomeRunning(machine: MemoryMachine, name: string): void {
  setRun(machine, name, { ...runOf(machine, name), state: 'running', since: worldTime(machine) });
  const { watches } = behaviourOf(machine, name);
  if (watches.some(each => canBeStarted(machine, each))) laterLook(machine, name);
  for (const waiting of waitingFor(machine, name)) goOnStarting(machine, waiting);
  machine.world.serviceStarted?.(machine, name);
}

function becomeStopped(machine: MemoryMachine, name: string): void {
  setRun(machine, name, { ...runOf(machine, name), state: 'stopped', run: 0 });
  wakeWatchdogs(machine, name);
  for (const waiting of waitingFor(machine, name)) becomeStopped(machine, waiting.name);
  machine.world.serviceStopped?.(machine, name);
}

function watch(machine: MemoryMachine, watchdog: string): void {
  for (const name of behaviourOf(machine, watchdog).watches) {
    const service = canBeStarted(machine, name);
    if (service && !startIfPossible(machine, service)) laterLook(machine, watchdog);
  }
}

/** A watchdog needs to look only when there is something to see. */
function wakeWatchdogs(machine: MemoryMachine, stopped: string): void {
  for (const [name, { watches }] of machine.state.behaviours) {
    if (runOf(machine, name).state !== 'running') continue;
    if (watches.some(each => nameKey(each) === nameKey(stopped))) laterLook(machine, name);
  }
}

function laterLook(machine: MemoryMachine, watchdog: string): void {
  const { since, run } = runOf(machine, watchdog);
  const { watchMs } = behaviourOf(machine, watchdog);
  const due = machine.state.events.some(event => event.type === 'watch' && event.run === run);
  if (due) return;
  const looks = Math.floor((worldTime(machine) - since) / watchMs);
  laterOf(machine, watchdog, 'watch', since + (looks + 1) * watchMs);
}

function canBeStarted(machine: MemoryMachine, name: string): ServiceSettings | undefined {
  const service = servicesOf(machine).query(name);
  return service?.state === 'stopped' && service.startType !== 'disabled' ? service : undefined;
}

function startIfPossible(machine: MemoryMachine, service: ServiceSettings): boolean {
  try {
    start(machine, service);
    return true;
  } catch (error) {
    if (error instanceof ResiteError) return false;
    throw error;
  }
}

function needLogon(machine: MemoryMachine, { name, account }: ServiceSettings): void {
  if (isLocalSystem(account)) return;
  const verdict = verify(machine, account, runOf(machine, name).password ?? '');
  if (verdict !== 'ok') throw logonFailed(name, account, verdict);
}

function verify({ world, state }: MemoryMachine, account: string, password: string): AccountVerdict {
  if (isLocalSystem(account)) return 'ok';
  const known = world.account?.(nameKey(account));
  if (known === undefined) return 'logon-failure';
  if (known.state !== undefined) return known.state;
  if (known.password !== undefined && known.password !== password) return 'logon-failure';
  return state.withoutServiceRight.has(nameKey(account)) ? 'no-service-right' : 'ok';
}

function needProgram(machine: MemoryMachine, { name, imagePath: recorded }: ServiceSettings): void {
  const imagePath = recorded.replace(/^%SystemRoot%/i, machine.state.systemRoot);
  if (!/^[A-Z]:\\/i.test(imagePath)) throw programMissing(name, `${imagePath} is no local path`);
  if (!diskOf(machine, name).find(imagePath)) throw programMissing(name, `there is no ${imagePath} (NT error 2)`);
}

function allServices(machine: MemoryMachine): Service[] {
  return settingsIn(registryOf(machine).peek(servicesKey)).map(service => asService(machine, service));
}

function asService(machine: MemoryMachine, settings: ServiceSettings): Service {
  return { ...settings, state: runOf(machine, settings.name).state };
}

function runOf(machine: MemoryMachine, name: string): ServiceRun {
  return machine.state.services.get(nameKey(name)) ?? stoppedRun;
}

function setRun(machine: MemoryMachine, name: string, run: ServiceRun): void {
  update(machine, { services: new Map(machine.state.services).set(nameKey(name), run) });
}

export function behaviourOf(machine: MemoryMachine, name: string): ServiceBehaviour {
  return machine.state.behaviours.get(nameKey(name)) ?? ordinary;
}

function laterOf(machine: MemoryMachine, name: string, type: 'pending-ends' | 'watch', at: number): void {
  schedule(machine, { at, type, name: nameKey(name), run: runOf(machine, name).run });
}

const settingsOfKeys = new WeakMap<RegistryKey, readonly ServiceSettings[]>();

/** A key never changes, so what it says is found out once. */
function settingsIn(key: RegistryKey | undefined): readonly ServiceSettings[] {
  if (!key) return [];
  const known = settingsOfKeys.get(key);
  if (known) return known;
  const settings = servicesBelow(key);
  settingsOfKeys.set(key, settings);
  return settings;
}
