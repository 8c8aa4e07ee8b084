import { defined } from '@resite/errors';
import type { Host } from '@resite/host';
import type { Repository } from '@resite/repository';
import { connectHost } from '../access/connect.ts';
import { openSettings } from '../access/repository-settings.ts';
import { readSecret } from '../access/secret.ts';
import type { Prompt, SecretReference } from '../access/secret-source.ts';
import { warnOfUnusable } from '../access/unusable-warning.ts';
import type { Journal } from '../journal/journal.ts';
import type { RecordedService } from '../journal/records.ts';
import type { Run } from '../journal/run.ts';
import { type OutcomeOf, outcomeSchemas } from '../plan/outcomes.ts';
import type { ActionType } from '../plan/procedure.ts';
import type { DowntimeWatch } from './downtime-watch.ts';
import type { Emit } from './events.ts';
import type { GuardianHandle } from './guardian-handle.ts';
import { emptyHandover, type InMemoryHandover } from './handover.ts';
import type { LeaseWatch } from './lease-watch.ts';

interface ExecutionOptions {
  readonly run: Run;
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly prompt?: Prompt;
  readonly budget?: DowntimeWatch | undefined;
  readonly leases: LeaseWatch;
  /** Told when the guardian has taken the run over. */
  readonly onTakenOver?: (reason: unknown) => void;
}

/** What all lanes of a run have in common. */
interface Shared {
  readonly handover: InMemoryHandover;
  readonly hosts: Map<string, Host>;
  readonly repositories: Map<string | undefined, Promise<Repository>>;
  readonly recorded: Map<string, readonly RecordedService[]>;
  guardian: GuardianHandle | undefined;
}

/** What a step has at hand while it is performed. Hosts and repository are opened at their first use and closed by `close`. */
export class Execution {
  readonly run: Run;
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly budget: DowntimeWatch | undefined;
  readonly leases: LeaseWatch;
  readonly #options: ExecutionOptions;
  readonly #lane: string | undefined;
  readonly #shared: Shared;

  constructor(options: ExecutionOptions & { guardian?: GuardianHandle }, within?: { lane?: string; shared: Shared }) {
    this.run = options.run;
    this.journal = options.journal;
    this.emit = options.emit;
    this.signal = options.signal;
    this.budget = options.budget;
    this.leases = options.leases;
    this.#options = options;
    this.#lane = within?.lane;
    this.#shared = within?.shared ?? {
      handover: emptyHandover(),
      hosts: new Map(),
      repositories: new Map(),
      recorded: new Map(),
      guardian: options.guardian,
    };
  }

  /** The same for the steps of one lane: its events name it. */
  within(lane: string | undefined, signal: AbortSignal): Execution {
    const { emit } = this.#options;
    const named = lane === undefined ? emit : (event: Parameters<Emit>[0]) => emit({ ...event, lane });
    return new Execution({ ...this.#options, emit: named, signal }, defined({ lane, shared: this.#shared }));
  }

  get handover(): InMemoryHandover {
    return this.#shared.handover;
  }

  get guardian(): GuardianHandle | undefined {
    return this.#shared.guardian;
  }

  set guardian(guardian: GuardianHandle) {
    this.#shared.guardian = guardian;
    guardian.takenOver.addEventListener('abort', () => this.#options.onTakenOver?.(guardian.takenOver.reason));
  }

  /**
   * The services of a host as they were before the first stop. Once asked for, they are known also when the journal cannot be
   * read any more.
   */
  recorded(host: string): readonly RecordedService[] {
    const { recorded } = this.#shared;
    const known = recorded.get(host) ?? this.journal.services.recorded(this.run.id, host);
    if (known.length > 0) recorded.set(host, known);
    return known;
  }

  host(name: string): Host {
    const { hosts } = this.#shared;
    const known = hosts.get(name);
    if (known !== undefined) return known;
    const settings = this.run.procedure.hosts[name];
    if (settings === undefined) throw new Error(`the procedure names no host ${name}`);
    const host = connectHost(name, settings);
    hosts.set(name, host);
    return host;
  }

  /** Each lane has one of its own: what one lane commits or gives up is no other lane's. */
  repository(): Promise<Repository> {
    const { repositories } = this.#shared;
    const opened = repositories.get(this.#lane) ?? this.#openRepository();
    repositories.set(this.#lane, opened);
    return opened;
  }

  async #openRepository(): Promise<Repository> {
    const { repository: settings, kind } = this.run.procedure;
    const onUnusable = warnOfUnusable(this.emit);
    const repository = await openSettings(settings, { prompt: this.#options.prompt, signal: this.signal, onUnusable });
    if (kind === 'backup') return repository;
    try {
      await repository.hold(); // a lock for each step would cost a second of the time in which the parent is stopped
    } catch (error) {
      await repository.close();
      throw error;
    }
    return repository;
  }

  secret(reference: SecretReference): Promise<string> {
    return readSecret(reference, this.#options.prompt);
  }

  /** What an earlier step of this run returned, also in an earlier process; `type` is that of its action. */
  outcome<T extends ActionType>(type: T, step: string): OutcomeOf<T> {
    const { steps } = this.run.procedure;
    const isMeant = steps.some(({ id, action }) => id === step && action.type === type);
    if (!isMeant) throw new Error(`the procedure has no step ${step} of the type ${type}`);
    return this.journal.steps.outcome(this.run.id, step, outcomeSchemas[type]);
  }

  async close(): Promise<void> {
    const { hosts, repositories } = this.#shared;
    const opened = await Promise.allSettled(repositories.values());
    const closing = [
      ...hosts.values(),
      ...opened.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])),
    ];
    const results = await Promise.allSettled(closing.map(thing => thing.close()));
    const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, 'cannot release everything that was opened');
  }
}
