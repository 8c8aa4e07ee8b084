import { sameText } from '../../discovery/paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';
import type { SignSituation } from './situation.ts';

/** SMS_SITE_CONFIG_MANAGER is in place and has brought up the others. */
export async function serviceChecks({ description, target }: SignSituation, profile: Profile): Promise<Check[]> {
  const services = await target.services.list();
  const find = (name: string) => services.find(service => sameText(service.name, name));
  const bootstrap = find(profile.bootstrap.service);
  const expected = description.expectedServices.length > 0 ? description.expectedServices : description.services;
  const down = expected
    .map(({ name }) => ({ name, state: find(name)?.state ?? 'missing' }))
    .filter(({ state }) => state !== 'running');
  const hierarchyManager = profile.siteType === 'secondary' ? find('SMS_HIERARCHY_MANAGER') : undefined;
  const code = 'SITE_NOT_FUNCTIONAL' as const;
  return [
    conclude({
      id: 'bootstrap-service',
      title: `${profile.bootstrap.service} is installed, runs and starts with Windows NT`,
      code,
      good: bootstrap?.state === 'running' && bootstrap.startType === 'auto',
      // A service that is missing or set up wrongly stays so; one that is stopped may be starting.
      otherwise: bootstrap === undefined || bootstrap.startType !== 'auto' ? 'failed' : 'not-yet',
      found: bootstrap === undefined ? 'no such service' : `${bootstrap.state}, ${bootstrap.startType}`,
      wanted: 'running, auto',
      remedy:
        'Start it; if it does not start, look at the event log, the account and its right to log on as a service.',
      source: 'Q138347 Restore 4; Q191328',
    }),
    conclude({
      id: 'services-running',
      title: 'Every service of the site runs',
      code,
      good: down.length === 0,
      otherwise: 'not-yet',
      found: down.length === 0 ? 'all running' : down.map(({ name, state }) => `${name} ${state}`).join(', '),
      wanted: expected.map(({ name }) => name).join(', '),
      remedy:
        'SMS_SITE_CONFIG_MANAGER installs and starts them; SCMAN.LOG in the root of the SMS drive tells what stops it.',
      source: 'Q138347 Restore 4; Q183347',
    }),
    conclude({
      id: 'no-hierarchy-manager',
      title: 'There is no SMS_HIERARCHY_MANAGER',
      severity: 'warning',
      good: hierarchyManager === undefined,
      found: hierarchyManager === undefined ? 'none' : hierarchyManager.imagePath,
      wanted: 'none on a secondary site',
      remedy: 'Remove it: it belongs to primary sites. Restore 4 installs SITEINS.EXE, not PREINST.EXE.',
      source: 'SMS Resource Guide, services',
    }),
  ];
}

/** The shares are back, with the comments that services read. */
export async function shareChecks({ description, target }: SignSituation): Promise<Check[]> {
  const shares = await target.shares.list();
  const faults = description.shares.flatMap(wanted => {
    const found = shares.find(share => sameText(share.name, wanted.name));
    if (found === undefined) return [`no ${wanted.name}`];
    if (!sameText(found.path.replace(/(?<!:)\\$/, ''), wanted.path)) return [`${wanted.name} is ${found.path}`];
    return found.comment === wanted.comment ? [] : [`${wanted.name} has the comment ${JSON.stringify(found.comment)}`];
  });
  return [
    conclude({
      id: 'shares',
      title: 'The shares are as they were',
      code: 'SITE_NOT_FUNCTIONAL',
      good: faults.length === 0,
      otherwise: 'not-yet',
      found: faults.length === 0 ? 'all' : faults.join(', '),
      wanted: description.shares.map(({ name, path }) => `${name} (${path})`).join(', ') || 'none',
      remedy:
        'SMS_SITE_CONFIG_MANAGER makes its own; package shares must be made again. Services read the comments: keep them.',
      source: 'SMS Resource Guide, shares; Q132902',
    }),
  ];
}
