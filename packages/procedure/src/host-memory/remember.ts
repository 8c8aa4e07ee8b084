import { now } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import type { RecordedService } from '../journal/records.ts';
import { notReturned } from './standing.ts';
import { stoppedByUnknown } from './stopped-by-unknown.ts';
import { readStopped, removeStopped, whoStops, writeStopped } from './stopped-record.ts';

interface Stop {
  readonly run: string;
  /** Folder of the journal. */
  readonly state: string;
  /** In stopping order. */
  readonly services: readonly RecordedService[];
}

/**
 * Writes onto a live host that this run is about to stop its services, durably, under this instance's claim. A record of the
 * same run stays as it is: it was made before its first stop. `STOPPED_BY_UNKNOWN_RUN` or `STOP_RECORD_LEFT` when the host has the record of another run, which is
 * never overwritten: then nothing is changed, not even the claim of that one.
 */
export async function rememberStop(host: Host, { run, state, services }: Stop): Promise<void> {
  if (!host.live || services.length === 0) return;
  await refuseForeign(host, run);
  // From here on nobody else can write one without fencing this instance out: what is read now is what will be there.
  const fence = await host.fence();
  const record = await refuseForeign(host, run);
  if (record !== undefined) return;
  await writeStopped(host, { run, time: new Date(now()), ...whoStops(state), fence, services });
}

/** What the host remembers of this very run; throws as {@link rememberStop} does for that of another one. */
export async function refuseForeign(host: Host, run: string) {
  if (!host.live) return undefined;
  const record = await readStopped(host);
  if (record === undefined || ('run' in record && record.run === run)) return record;
  throw stoppedByUnknown(host.name, { record, astray: await notReturned(host, record) });
}

/** Called when every service is in its recorded state. What another run has left on the host stays. */
export async function forgetStop(host: Host, run: string): Promise<void> {
  if (!host.live) return;
  const record = await readStopped(host);
  if (record !== undefined && 'run' in record && record.run === run) await forget(host);
}

/** The host holds its lease no longer, then forgets who has stopped its services: a lease without a record would be nobody's. */
export async function forget(host: Host): Promise<void> {
  await host.lease.release();
  await removeStopped(host);
}
