import { ResiteError } from '@resite/errors';
import { after, monotonic } from '@resite/filesystem/clock';
import type { DowntimeWatch } from '../execution/downtime-watch.ts';
import type { Step } from '../plan/procedure.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';

/** Before the rate of a copy says anything, in seconds. */
const settling = 1;

/**
 * Watches how long hosts are down, and aborts `signal`, with `DOWNTIME_BUDGET` as the reason, as soon as a host is seen
 * to be down for too long, or predicted to be: by what its services take to come back, and by the rate of the copy.
 */
export class DowntimeBudget implements DowntimeWatch {
  readonly #seconds: number;
  readonly #downWith: (host: string) => readonly string[];
  readonly #controller = new AbortController();
  readonly #down = new Map<string, { since: number; callOff: () => void }>();
  /** Seconds that the services of a host took to come back in earlier runs. */
  readonly #returning = new Map<string, number>();

  /** `downWith` tells which hosts stay down as long as the copy of one lasts. */
  constructor(seconds: number, downWith: (host: string) => readonly string[] = () => []) {
    this.#seconds = seconds;
    this.#downWith = downWith;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expectReturn(host: string, seconds: number): void {
    this.#returning.set(host, seconds);
  }

  stops(host: string): void {
    if (this.#down.has(host)) return;
    const left = this.#seconds - this.#reserve(host);
    const callOff = after(Math.max(0, left * 1000), () => this.#exceed(host, this.#reserveReason(host)));
    this.#down.set(host, { since: monotonic(), callOff });
  }

  progress(host: string, { began, done, total }: { began: number; done: number; total: number }): void {
    const elapsed = (monotonic() - began) / 1000;
    if (elapsed < settling || done === 0) return;
    const left = Math.max(0, (elapsed * (total - done)) / done);
    for (const name of new Set([host, ...this.#downWith(host)])) {
      const down = this.#secondsDown(name);
      if (down === undefined || down + left + this.#reserve(name) <= this.#seconds) continue;
      this.#exceed(name, `${done} of ${total} files were copied, and the rest would take ${left.toFixed(1)} s more`);
    }
  }

  returns(host: string): void {
    this.#down.get(host)?.callOff();
  }

  returned(host: string): void {
    const down = this.#secondsDown(host);
    this.returns(host);
    this.#down.delete(host);
    if (down !== undefined && down > this.#seconds) this.#abort(`${host} was down for ${down.toFixed(1)} s`);
  }

  close(): void {
    for (const { callOff } of this.#down.values()) callOff();
  }

  #reserve(host: string): number {
    return this.#returning.get(host) ?? 0;
  }

  #reserveReason(host: string): string {
    const reserve = this.#reserve(host);
    return reserve === 0
      ? 'its services were not back'
      : `its services need ${reserve.toFixed(1)} s to come back, as earlier runs show`;
  }

  #secondsDown(host: string): number | undefined {
    const entry = this.#down.get(host);
    return entry && (monotonic() - entry.since) / 1000;
  }

  #exceed(host: string, reason: string): void {
    const down = this.#secondsDown(host) ?? 0;
    this.#abort(`${host} had been down for ${down.toFixed(1)} s; ${reason}`);
  }

  #abort(reason: string): void {
    this.#controller.abort(exceeded(this.#seconds, reason, 'No snapshot was made.'));
  }
}

/** The parent is down with every site, a helper server with its own. */
export function hostsDownWith(steps: readonly Pick<Step, 'action' | 'lane'>[]): (host: string) => string[] {
  const stops = steps.flatMap(({ action, lane }) =>
    action.type === 'stop-services' ? [{ host: action.host, lane }] : [],
  );
  return copied => {
    const own = stops.find(({ host }) => host === copied)?.lane;
    return stops.filter(({ lane }) => lane === undefined || lane === own).map(({ host }) => host);
  };
}

export function exceeded(budget: number, reason: string, outcome: string): ResiteError {
  return new ResiteError('DOWNTIME_BUDGET', `the downtime budget of ${budget} s is too short: ${reason}. ${outcome}`, {
    remedy: { kind: 'raise-budget' } satisfies ProcedureRemedy,
  });
}
