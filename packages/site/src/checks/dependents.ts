import type { Host, Service } from '@resite/host';
import { type Check, conclude } from './check.ts';

/** Those of `dependents` that run: they are stopped with the services of the site, and nobody should be surprised. */
export function dependentsCheck(
  id: 'services-dependents' | 'parent-dependents' | 'helper-dependents',
  { name: host }: Pick<Host, 'name'>,
  system: string,
  dependents: readonly Service[] = [],
): Check {
  const running = dependents.filter(({ state }) => state !== 'stopped');
  return conclude({
    id,
    title: `Nothing else on ${host} depends on the services of ${system}`,
    good: running.length === 0,
    found: running.map(words).join('; ') || 'none',
  });
}

const words = ({ name, displayName, dependsOn = [] }: Service) =>
  `${name}${displayName === name ? '' : ` (${displayName})`} depends on ${dependsOn.join(', ')}`;
