import { sameName } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';

/** The state the services are in before they are stopped. */
export function serviceChecks(site: SiteDescription, profile: Profile): Check[] {
  const down = site.expectedServices
    .map(({ name }) => ({ name, state: site.services.find(found => sameName(found.name, name))?.state ?? 'missing' }))
    .filter(({ state }) => state !== 'running');
  const { service } = profile.bootstrap!;
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
    noInstallation(site, profile),
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

/** Services that are missing or stopped; of these nobody knows more than the profile says. */
export function plainServiceChecks(site: SiteDescription, profile: Profile): Check[] {
  const down = profile.services
    .map(({ name }) => ({ name, state: site.services.find(found => sameName(found.name, name))?.state ?? 'missing' }))
    .filter(({ state }) => state !== 'running');
  return [
    ...(profile.transientServices.length === 0 ? [] : [noInstallation(site, profile)]),
    conclude({
      id: 'services-running',
      good: down.length === 0,
      found: down.length === 0 ? 'all running' : down.map(({ name, state }) => `${name} ${state}`).join(', '),
      wanted: profile.services.map(({ name }) => name).join(', '),
    }),
  ];
}

function noInstallation(site: SiteDescription, { transientServices }: Profile): Check {
  const transient = transientServices.filter(({ name }) => site.services.some(found => sameName(found.name, name)));
  return conclude({
    id: 'no-installation',
    good: transient.length === 0,
    found: transient.length === 0 ? 'no sign of it' : transient.map(({ name }) => name).join(', '),
    wanted: `no ${transientServices.map(({ name }) => name).join(', no ')}`,
  });
}
