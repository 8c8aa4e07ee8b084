import type { Host } from '@resite/host';
import { openRepository, type Repository } from '@resite/repository';
import { connectHost } from './connect.ts';
import type { Emit } from './events.ts';
import type { GuardianHandle } from './guardian.ts';
import type { Journal } from './journal.ts';
import type { Run } from './run.ts';
import type { SecretReference } from './secret.ts';
import { type Prompt, readSecret } from './secret.ts';

/** What an action returns: a sentence for people, and data for later steps and the report. It is kept in the journal, so it is JSON. */
export interface Outcome {
  readonly detail: string;
}

/** What a step has at hand while it is performed. Hosts and repository are opened at their first use and closed by `close`. */
export class Performance {
  readonly run: Run;
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  guardian: GuardianHandle | undefined;
  readonly #prompt: Prompt | undefined;
  readonly #hosts = new Map<string, Host>();
  #repository: Promise<Repository> | undefined;

  constructor(options: {
    run: Run;
    journal: Journal;
    emit: Emit;
    signal: AbortSignal;
    prompt?: Prompt;
    guardian?: GuardianHandle;
  }) {
    this.run = options.run;
    this.journal = options.journal;
    this.emit = options.emit;
    this.signal = options.signal;
    this.guardian = options.guardian;
    this.#prompt = options.prompt;
  }

  host(name: string): Host {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const settings = this.run.procedure.hosts[name];
    if (settings === undefined) throw new Error(`the procedure names no host ${name}`);
    const host = connectHost(name, settings);
    this.#hosts.set(name, host);
    return host;
  }

  repository(): Promise<Repository> {
    const { location, password } = this.run.procedure.repository;
    this.#repository ??= this.secret(password).then(secret => openRepository(location, secret));
    return this.#repository;
  }

  secret(reference: SecretReference): Promise<string> {
    return readSecret(reference, this.#prompt);
  }

  /** What an earlier step of this run returned, also in an earlier process. */
  outcome<T>(stepId: string): T {
    const record = this.journal.steps(this.run.id).find(step => step.stepId === stepId && step.state === 'done');
    if (record === undefined) throw new Error(`step ${stepId} has no outcome yet`);
    return record.outcome as T;
  }

  async close(): Promise<void> {
    const repository = await this.#repository?.catch(() => undefined);
    const closing = [...this.#hosts.values(), ...(repository === undefined ? [] : [repository])];
    const results = await Promise.allSettled(closing.map(thing => thing.close()));
    const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, 'cannot release everything that was opened');
  }
}
