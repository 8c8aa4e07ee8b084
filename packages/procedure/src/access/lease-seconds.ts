import type { HostSettings } from './connect.ts';

/** Seconds after which the host starts its services by itself, when it has not heard of the run that has stopped them. */
export function leaseSeconds(settings: HostSettings | undefined): number {
  const minutes = settings === undefined || settings.driver === 'image' ? undefined : settings.leaseMinutes;
  return (minutes ?? 15) * 60;
}
