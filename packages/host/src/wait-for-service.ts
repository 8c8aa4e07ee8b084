import { ResiteError } from '@resite/errors';
import { monotonic, sleep } from '@resite/filesystem/clock';
import type { ServiceState, Services } from './host.ts';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Between two looks at the most, default 250. At first it looks more often: a tenth of what it has waited is lost at worst. */
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
}

/** In milliseconds. */
const shortestPause = 5;

/**
 * Waits until a service is in the wanted state; one that is not installed yet may still appear. `SERVICE_TIMEOUT` names the last state
 * seen; when `signal` aborts, an `AbortError` is thrown.
 */
export async function waitForService(
  host: { readonly name: string; readonly services: Pick<Services, 'query'> },
  name: string,
  wanted: ServiceState,
  { timeoutMs, pollMs = 250, signal }: WaitOptions,
): Promise<void> {
  const began = monotonic();
  const deadline = began + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const state = (await host.services.query(name))?.state;
    if (state === wanted) return;
    const left = deadline - monotonic();
    if (left <= 0) {
      throw new ResiteError(
        'SERVICE_TIMEOUT',
        `${name} on ${host.name} is ${state ?? 'not installed'}, not ${wanted}, after ${timeoutMs / 1000} s`,
        {
          hint:
            state === 'stop-pending'
              ? 'A service that hangs while it stops is cured by restarting the computer (Q122176).'
              : 'Look at the event log and the log files of the service.',
        },
      );
    }
    const pause = Math.max(shortestPause, (monotonic() - began) / 10);
    await sleep(Math.min(pause, pollMs, left), { signal });
  }
}
