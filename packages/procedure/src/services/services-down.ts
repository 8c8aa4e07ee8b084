import { ofEachProcess } from '@resite/filesystem/port';
import type { RecordedService, ServiceChange } from '../journal/records.ts';

/** Of each host, those that this process has stopped, or has to return for another, and has not seen back. */
const down = ofEachProcess(() => new Map<string, Set<string>>());

/** Kept in memory: also a process that ends at once, or by its own fault, has to say in its exit code how it leaves the hosts. */
export function noteChange(host: string, service: string, change: ServiceChange): void {
  const services = down().get(host) ?? new Set();
  down().set(host, services);
  if (change === 'stopping') services.add(service);
  else services.delete(service);
}

/** Every one of these was seen in its recorded state, by whomever. */
export function noteBack(host: string, services: readonly RecordedService[]): void {
  for (const { name } of services) noteChange(host, name, 'returned');
}

export const servicesDown = (): string[] =>
  [...down()].flatMap(([host, services]) => [...services].map(service => `${service} on ${host}`));

/** This process has had to do with services of the host, and all of them are back. */
export const areBack = (host: string): boolean => down().get(host)?.size === 0;
