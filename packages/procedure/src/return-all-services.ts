import { connectHost, serviceTimeoutMs } from './connect.ts';
import type { Emit } from './events.ts';
import { returnAndForget } from './host-memory/return-and-forget.ts';
import type { Journal } from './journal.ts';
import type { Run } from './run.ts';
import type { ServiceWork } from './services.ts';

/**
 * Returns the services of every host of a run to their recorded states, the one stopped last first: all that is
 * needed after the process that stopped them is gone. Idempotent; what failed is returned, host by host.
 */
export async function returnAllServices(journal: Journal, run: Run, emit: Emit = () => {}): Promise<Error[]> {
  const failures: Error[] = [];
  for (const [name, settings] of Object.entries(run.procedure.hosts).reverse()) {
    const recorded = journal.recordedServices(run.id, name);
    if (recorded.length === 0) continue;
    const host = connectHost(name, settings);
    const note: ServiceWork['note'] = (...change) => journal.recordServiceChange(run.id, name, ...change);
    try {
      await host.claim();
      await returnAndForget({ run: run.id, host, note, emit, timeoutMs: serviceTimeoutMs(settings) }, recorded);
    } catch (error) {
      failures.push(error as Error);
    } finally {
      await host.close();
    }
  }
  return failures;
}
