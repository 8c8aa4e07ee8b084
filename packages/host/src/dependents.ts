import { sameName } from '@resite/registry/names';
import type { Service } from './host.ts';

type Depending = Pick<Service, 'name' | 'dependsOn'>;

/** Does it name the other one itself? What it needs of a group is not followed: see {@link dependentsOf}. */
export function dependsOn({ dependsOn: needed = [] }: Depending, name: string): boolean {
  return needed.some(each => sameName(each, name));
}

/**
 * Those of `services` that depend on one of the named ones, also by way of others, and are not named themselves; in an order in which they
 * can be stopped. A service that needs a group (`+NAME`) needs any one of its members, so it depends on no certain one and is not among them.
 */
export function dependentsOf<Each extends Depending>(services: readonly Each[], names: readonly string[]): Each[] {
  const needed = [...names];
  const found = new Set<Each>();
  for (const name of needed) {
    for (const service of services) {
      if (found.has(service) || names.some(each => sameName(each, service.name))) continue;
      if (!dependsOn(service, name)) continue;
      found.add(service);
      needed.push(service.name);
    }
  }
  return dependentsFirst(services.filter(service => found.has(service)));
}

/** The same services, each behind all that depend on it; otherwise in the order in which they come. A circle, which Windows refuses to make, is broken somewhere. */
export function dependentsFirst<Each extends Depending>(services: readonly Each[]): Each[] {
  const ordered = new Set<Each>();
  const seen = new Set<Each>();
  const add = (service: Each) => {
    if (seen.has(service)) return;
    seen.add(service);
    for (const other of services) if (dependsOn(other, service.name)) add(other);
    ordered.add(service);
  };
  services.forEach(add);
  return [...ordered];
}

/** Does it depend on itself, by way of others or not? Windows refuses to make such a service; a registry that was edited may have one. */
export function isCircular(services: readonly Depending[], service: Depending): boolean {
  return [service, ...dependentsOf(services, [service.name])].some(({ name }) => dependsOn(service, name));
}
