import { isResiteError, ResiteError } from '@resite/errors';
import { every, now } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import { settled } from '../access/service-state.ts';
import type { LeaseWatch } from '../execution/lease-watch.ts';
import type { RecordedService } from '../journal/records.ts';
import type { Run } from '../journal/run.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';

interface Held {
  readonly host: Host;
  readonly seconds: number;
  readonly callOff: () => void;
  /** By the clock of this computer, in milliseconds. */
  ends: number;
}

/** A lease is renewed so many times before it would end, and at least every minute. */
const renewals = 4;
const longestPauseMs = 60_000;

/**
 * The leases of a run. Only the process that performs the run renews them, each with its own claim on the host: once the guardian, or
 * anybody else, has claimed it, there is nothing left to renew here. Those only release it, when the services are back; should
 * they not get that far, the host does what it has promised.
 *
 * A renewal that fails is made again at the next turn. When a host has begun to start services by itself, `signal` aborts with
 * `LEASE_EXPIRED`: nothing that needs them stopped goes on.
 */
export class Leases implements LeaseWatch {
  readonly #run: Pick<Run, 'id' | 'procedure'>;
  readonly #held = new Map<string, Held>();
  readonly #expired = new AbortController();

  constructor(run: Pick<Run, 'id' | 'procedure'>) {
    this.#run = run;
  }

  get signal(): AbortSignal {
    return this.#expired.signal;
  }

  async hold(host: Host, services: readonly RecordedService[], seconds: number): Promise<void> {
    this.leave(host.name);
    const running = services.filter(({ state }) => settled(state) === 'running').map(({ name }) => name);
    if (!host.live || running.length === 0) return;
    const ends = now() + seconds * 1000;
    await host.lease.hold(running.toReversed(), seconds);
    const callOff = every(
      Math.min(longestPauseMs, (seconds * 1000) / renewals),
      () => void this.#renewAgain(host.name),
    );
    this.#held.set(host.name, { host, seconds, callOff, ends });
  }

  async confirm(host: string): Promise<void> {
    const held = this.#held.get(host);
    if (held === undefined) return;
    const ends = now() + held.seconds * 1000;
    try {
      await held.host.lease.renew(held.seconds);
      held.ends = ends;
    } catch (error) {
      throw isResiteError(error, 'LEASE_EXPIRED') ? expired(held, this.#run, error) : error;
    }
  }

  async confirmOverdue(): Promise<void> {
    const time = now();
    for (const [host, { ends }] of this.#held) if (ends < time) await this.confirm(host);
  }

  leave(host: string): void {
    this.#held.get(host)?.callOff();
    this.#held.delete(host);
  }

  close(): void {
    for (const host of this.#held.keys()) this.leave(host);
  }

  async #renewAgain(host: string): Promise<void> {
    const held = this.#held.get(host);
    try {
      await this.confirm(host);
    } catch (error) {
      if (this.#held.get(host) !== held) return; // it was left meanwhile
      if (isResiteError(error, 'FENCED')) this.leave(host);
      if (isResiteError(error, 'LEASE_EXPIRED')) this.#expired.abort(error);
    }
  }
}

function expired(
  { host: { name }, seconds }: Held,
  { id, procedure }: Pick<Run, 'id' | 'procedure'>,
  cause: unknown,
): ResiteError {
  const first = `Find out why: this computer stood still, ${name} could not be reached, or somebody has taken the lease away there`;
  const remedy: ProcedureRemedy = { kind: 'resume-run', run: id, first };
  return new ResiteError(
    'LEASE_EXPIRED',
    `${name} has not heard of this run for ${seconds / 60} minutes, and has begun to start its services by itself`,
    {
      ...(procedure.kind === 'backup'
        ? { hint: `${first}. Then run the backup again. No snapshot was made.` }
        : { remedy }),
      cause,
    },
  );
}
