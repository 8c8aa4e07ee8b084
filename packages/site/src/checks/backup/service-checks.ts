import { sameName } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';

/** The state the services are in before they are stopped. */
export function serviceChecks(site: SiteDescription, profile: Profile): Check[] {
  const transient = profile.transientServices.filter(({ name }) =>
    site.services.some(found => sameName(found.name, name)),
  );
  const down = site.expectedServices
    .map(({ name }) => ({ name, state: site.services.find(found => sameName(found.name, name))?.state ?? 'missing' }))
    .filter(({ state }) => state !== 'running');
  const { service } = profile.bootstrap;
  const bootstrap = site.services.find(({ name }) => sameName(name, service));
  const others = site.services.filter(
    ({ name, account }) =>
      bootstrap !== undefined &&
      profile.services.some(known => sameName(known.name, name)) &&
      !sameName(account, bootstrap.account),
  );
  return [
    conclude({
      id: 'site-installed',
      title: `${service} is installed`,
      good: bootstrap !== undefined,
      found: bootstrap === undefined ? 'no such service' : 'installed',
    }),
    conclude({
      id: 'no-installation',
      good: transient.length === 0,
      found: transient.length === 0 ? 'no sign of it' : transient.map(({ name }) => name).join(', '),
      wanted: `no ${profile.transientServices.map(({ name }) => name).join(', no ')}`,
    }),
    conclude({
      id: 'services-running',
      good: down.length === 0,
      found: down.length === 0 ? 'all running' : down.map(({ name, state }) => `${name} ${state}`).join(', '),
      wanted: site.expectedServices.map(({ name }) => name).join(', ') || 'what SITECTRL.CT0 calls for',
    }),
    conclude({
      id: 'services-account',
      good: others.length === 0,
      found:
        others.length === 0
          ? (bootstrap?.account ?? 'no account')
          : others.map(({ name, account }) => `${name} as ${account}`).join(', '),
      wanted: bootstrap?.account ?? 'one account',
    }),
  ];
}
