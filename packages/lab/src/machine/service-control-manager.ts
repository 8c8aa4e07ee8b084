import { ResiteError } from '@resite/errors';
import {
  type AccountVerdict,
  dependencyFailed,
  dependentsOf,
  dependentsRunning,
  dependsOn,
  dependsOnItself,
  isCircular,
  isLocalSystem,
  logonFailed,
  type Service,
  type ServiceDefinition,
  type ServiceKeys,
  type ServiceSettings,
  type ServiceState,
  type StartType,
  startDisabled,
  startFailed,
  stillStarting,
  stillStopping,
} from '@resite/host';
import { upcase } from '@resite/registry/names';
import type { ServiceProcess } from './service-process.ts';

/** What the service control manager needs of its machine. */
export interface ServiceControlPorts {
  /** What is installed. */
  readonly keys: ServiceKeys;
  password(service: string): string | undefined;
  setPassword(service: string, password: string | undefined): Promise<void>;
  verifyAccount(account: string, password: string): Promise<AccountVerdict>;
  /** Throws `SERVICE_BINARY_MISSING`. */
  launch(service: ServiceSettings): Promise<ServiceProcess>;
  log(text: string): void;
}

interface Slot {
  state: ServiceState;
  process?: ServiceProcess;
  /** While a start is being accepted or refused. */
  starting?: Promise<void>;
}

/** A process that hangs while the machine powers off gets no longer than this. */
const patience = 10_000;

/** The service control manager of Windows NT, as far as SMS and its administrators meet it. Names compare without case. */
export class ServiceControlManager {
  readonly #ports: ServiceControlPorts;
  readonly #slots = new Map<string, Slot>();
  #shuttingDown = false;

  constructor(ports: ServiceControlPorts) {
    this.#ports = ports;
  }

  list(): Service[] {
    return this.#ports.keys.list().map(service => ({ ...service, state: this.#slot(service.name).state }));
  }

  /** The process of a running service. */
  process(name: string): ServiceProcess | undefined {
    const slot = this.#slot(name);
    return slot.state === 'running' ? slot.process : undefined;
  }

  /** Starts what is to start by itself; a service that cannot is only noted in the log, as Windows has it. */
  async startAutomatic(): Promise<void> {
    const automatic = this.#ports.keys.list().filter(({ startType }) => startType === 'auto');
    await Promise.all(
      automatic.map(({ name }) =>
        this.start(name).catch((error: Error) => this.#ports.log(`${name} did not start: ${error.message}`)),
      ),
    );
  }

  async start(name: string): Promise<void> {
    const definition = this.#ports.keys.need(name);
    const slot = this.#slot(name);
    if (slot.state === 'stop-pending') {
      throw stillStopping(definition.name);
    }
    if (slot.state === 'stopped') slot.starting ??= this.#start(definition, slot).finally(() => delete slot.starting);
    await slot.starting;
  }

  async #start(definition: ServiceSettings, slot: Slot): Promise<void> {
    const { name, startType } = definition;
    if (this.#shuttingDown)
      throw startFailed(name, 'the computer is shutting down (NT error 1115)', 'Power it on first.');
    if (startType === 'disabled') {
      throw startDisabled(name);
    }
    await this.#startNeeded(definition);
    await this.#logOn(definition);
    const process = await this.#ports.launch(definition);
    slot.process = process;
    slot.state = 'start-pending';
    this.#ports.log(`${name} is starting as process ${process.pid}`);
    void process.running.then(running => {
      if (!running || slot.state !== 'start-pending') return;
      slot.state = 'running';
      this.#ports.log(`${name} runs`);
    });
    void process.ended.then(clean => {
      const expected = slot.state === 'stop-pending' || clean;
      this.#ports.log(expected ? `${name} has stopped` : `${name} terminated unexpectedly`);
      slot.state = 'stopped';
      delete slot.process;
    });
  }

  /** What it depends on and is no service, such as a driver or a group, is taken to be there. */
  async #startNeeded(service: ServiceSettings): Promise<void> {
    const services = this.list();
    if (isCircular(services, service)) throw dependsOnItself(service.name);
    for (const { name } of services.filter(needed => dependsOn(service, needed.name))) {
      await this.start(name).catch((error: Error) => {
        throw dependencyFailed(service.name, error.message);
      });
      const { state, process } = this.#slot(name);
      if (state !== 'running' && !(await process?.running)) throw dependencyFailed(service.name, `${name} has stopped`);
    }
  }

  async #logOn({ name, account }: ServiceSettings): Promise<void> {
    if (isLocalSystem(account)) return;
    const verdict = await this.#ports.verifyAccount(account, this.#ports.password(name) ?? '');
    if (verdict !== 'ok') throw logonFailed(name, account, verdict);
  }

  /**
   * Returns when the service has the control. `SERVICE_STOP_FAILED` while it is starting: it takes no control then.
   * `SERVICE_DEPENDENTS_RUNNING` while others depend on it.
   */
  async stop(name: string): Promise<void> {
    this.#ports.keys.need(name);
    const { state } = this.#slot(name);
    if (state === 'start-pending') {
      throw stillStarting(name);
    }
    this.#refuseWithDependents(name);
    await this.#tellToStop(name);
  }

  #refuseWithDependents(name: string): void {
    if (this.#slot(name).state === 'stopped') return;
    const others = dependentsOf(this.list(), [name]).filter(({ state }) => state !== 'stopped');
    if (others.length === 0) return;
    throw dependentsRunning(
      name,
      others.map(other => other.name),
    );
  }

  async #tellToStop(name: string): Promise<void> {
    const slot = this.#slot(name);
    await slot.starting?.catch(() => {}); // a start that is refused leaves nothing to stop; whoever started it gets the error
    if (slot.state === 'stopped' || slot.state === 'stop-pending') return;
    slot.state = 'stop-pending';
    slot.process!.control('stop');
  }

  /** A control code of its own meaning for a running service (SENDCODE). */
  control(name: string, code: number): void {
    this.#ports.keys.need(name);
    const { state, process } = this.#slot(name);
    if (state === 'running') process!.control(code);
    else {
      throw new ResiteError('COMMAND_FAILED', `${name} takes no control code: it is ${state} (NT error 1062)`, {
        hint: 'Start the service first.',
      });
    }
  }

  /** The same settings again set the password anew. */
  async install(definition: ServiceDefinition, password: string | undefined): Promise<void> {
    this.#ports.keys.install(definition);
    await this.#ports.setPassword(definition.name, isLocalSystem(definition.account) ? undefined : password);
  }

  async remove(name: string): Promise<void> {
    if (this.#ports.keys.find(name) === undefined) return;
    this.#refuseWithDependents(name);
    await this.#stopAndWait(name);
    this.#ports.keys.remove(name);
    await this.#ports.setPassword(name, undefined);
    this.#slots.delete(upcase(name));
  }

  setStartType(name: string, startType: StartType): void {
    this.#ports.keys.setStartType(name, startType);
  }

  /** Stops everything and starts nothing any more. `last` are the services that others depend on. */
  async shutDown(last: readonly string[]): Promise<void> {
    this.#shuttingDown = true;
    const names = this.list().map(({ name }) => name);
    await Promise.all(names.filter(name => !last.includes(name)).map(name => this.#stopAndWait(name, patience)));
    await Promise.all(names.filter(name => last.includes(name)).map(name => this.#stopAndWait(name, patience)));
  }

  async #stopAndWait(name: string, milliseconds?: number): Promise<void> {
    await this.#tellToStop(name);
    const { process } = this.#slot(name);
    if (process === undefined) return;
    const timer = milliseconds === undefined ? undefined : setTimeout(() => process.kill(), milliseconds);
    await process.ended;
    clearTimeout(timer);
  }

  #slot(name: string): Slot {
    const key = upcase(name);
    const slot = this.#slots.get(key) ?? { state: 'stopped' };
    this.#slots.set(key, slot);
    return slot;
  }
}
