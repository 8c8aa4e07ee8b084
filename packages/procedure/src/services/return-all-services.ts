import { connectHost, type HostSettings, serviceTimeoutMs } from '../access/connect.ts';
import type { Emit } from '../execution/events.ts';
import type { HostServices } from './guardian-messages.ts';
import { onceMore } from './once-more.ts';
import { returnAndForget } from './return-and-forget.ts';

export interface ReturnWork {
  readonly run: string;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  /** The host that was stopped last is returned first. */
  readonly services: readonly HostServices[];
  /** Keeps that a service is back. */
  readonly note: (host: string, service: string) => void;
  readonly emit?: Emit;
}

export interface ReturnedHosts {
  /** Host by host; none when every service is in its recorded state. */
  readonly failures: readonly Error[];
  /** Why it could not be kept that services are back, which they are. */
  readonly unrecorded: readonly unknown[];
}

/** Claims each host and returns its services to their recorded states. Idempotent. */
export async function returnHosts({ run, hosts, services, note, emit = () => {} }: ReturnWork): Promise<ReturnedHosts> {
  const failures: Error[] = [];
  const unrecorded: unknown[] = [];
  for (const { host: name, services: recorded } of services.toReversed()) {
    const settings = hosts[name];
    if (settings === undefined || recorded.length === 0) continue;
    const host = connectHost(name, settings);
    const work = { run, host, emit, timeoutMs: serviceTimeoutMs(settings) };
    try {
      await onceMore(() => host.claim());
      const outcome = await returnAndForget({ ...work, note: service => note(name, service) }, recorded);
      unrecorded.push(...outcome.unrecorded);
    } catch (error) {
      failures.push(error as Error);
    } finally {
      await host.close();
    }
  }
  return { failures, unrecorded };
}
