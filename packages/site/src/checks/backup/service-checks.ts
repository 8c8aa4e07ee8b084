import type { SiteDescription } from '../../description.ts';
import { sameText } from '../../discovery/paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';

/** The state the services are in before they are stopped. */
export function serviceChecks(site: SiteDescription, profile: Profile): Check[] {
  const transient = profile.transientServices.filter(({ name }) =>
    site.services.some(found => sameText(found.name, name)),
  );
  const down = site.expectedServices
    .map(({ name }) => ({ name, state: site.services.find(found => sameText(found.name, name))?.state ?? 'missing' }))
    .filter(({ state }) => state !== 'running');
  const { service: bootstrap } = profile.bootstrap;
  const isInstalled = site.services.some(({ name }) => sameText(name, bootstrap));
  return [
    conclude({
      id: 'site-installed',
      title: `${bootstrap} is installed`,
      good: isInstalled,
      found: isInstalled ? 'installed' : 'no such service',
      wanted: 'a site that was installed, or restored to the end',
      remedy:
        'If a restore was cut off here, carry it on first: resite resume. A half-restored site must not become its latest backup.',
      source: 'Q138347 Restore 4',
    }),
    conclude({
      id: 'no-installation',
      title: 'The site is not being installed or upgraded',
      good: transient.length === 0,
      found: transient.length === 0 ? 'no sign of it' : transient.map(({ name }) => name).join(', '),
      wanted: `no ${profile.transientServices.map(({ name }) => name).join(', no ')}`,
      remedy: 'Wait for its end; an upgrade that hangs gives up after 48 hours.',
      source: 'Q122181; Q186408',
    }),
    conclude({
      id: 'services-running',
      title: 'The services of the site run',
      severity: 'warning',
      good: down.length === 0,
      found: down.length === 0 ? 'all running' : down.map(({ name, state }) => `${name} ${state}`).join(', '),
      wanted: site.expectedServices.map(({ name }) => name).join(', ') || 'what SITECTRL.CT0 calls for',
      remedy: 'A service that was stopped before the backup stays stopped after it. Start it if that is not meant.',
      source: 'SMS Resource Guide, site control file',
    }),
  ];
}
