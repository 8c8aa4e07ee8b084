import type { Service } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { describeShare } from '../../discovery/describe-share.ts';
import type { Profile } from '../../profiles/profile.ts';
import { type Check, conclude } from '../check.ts';
import type { SignSituation } from './situation.ts';

const hierarchyManagerName = 'SMS_HIERARCHY_MANAGER';

const namesOf = (services: readonly { readonly name: string }[]) => services.map(({ name }) => name);

/** SMS_SITE_CONFIG_MANAGER is in place and has brought up the others (signs 1 to 3). */
export async function serviceChecks({ description, target }: SignSituation, profile: Profile): Promise<Check[]> {
  const { service } = profile.bootstrap!;
  const expected = description.expectedServices.length > 0 ? description.expectedServices : description.services;
  const services = await target.services.list([service, hierarchyManagerName, ...namesOf(expected)]);
  const find = (name: string) => services.find(each => sameName(each.name, name));
  const bootstrap = find(service);
  const had = description.services.find(({ name }) => sameName(name, service))?.account;
  const hierarchyManager = profile.siteType === 'secondary' ? find(hierarchyManagerName) : undefined;
  const threads = await target.registry.read(`${profile.registryKey}\\Components\\SMS_EXECUTIVE\\Threads`);
  const threadNames = [...(threads?.values ?? []), ...(threads?.subkeys ?? [])].map(({ name }) => name);
  return [
    conclude({
      id: 'bootstrap-service',
      title: `${service} is installed, runs and starts with Windows NT`,
      good: bootstrap?.state === 'running' && bootstrap.startType === 'auto',
      // A service that is missing or set up wrongly stays so; one that is stopped may be starting.
      otherwise: bootstrap === undefined || bootstrap.startType !== 'auto' ? 'failed' : 'not-yet',
      found: bootstrap === undefined ? 'no such service' : `${bootstrap.state}, ${bootstrap.startType}`,
    }),
    conclude({
      id: 'bootstrap-account',
      good: bootstrap === undefined || had === undefined || sameName(bootstrap.account, had),
      found: bootstrap?.account ?? 'no such service',
      wanted: had ?? 'any account',
    }),
    runningOf(expected, services),
    conclude({
      id: 'no-hierarchy-manager',
      good: hierarchyManager === undefined,
      found: hierarchyManager === undefined ? 'none' : hierarchyManager.imagePath,
    }),
    conclude({
      id: 'executive-threads',
      good: threadNames.length > 0,
      otherwise: 'not-yet',
      found: threadNames.join(', ') || 'none',
    }),
  ];
}

/** Every service that ran when the backup began is running. */
export async function servicesRunning({ description, target }: SignSituation): Promise<Check> {
  const { expectedServices } = description;
  return runningOf(expectedServices, await target.services.list(namesOf(expectedServices)));
}

function runningOf(expected: readonly { readonly name: string }[], services: readonly Service[]): Check {
  const find = (name: string) => services.find(service => sameName(service.name, name));
  const down = expected
    .map(({ name }) => ({ name, state: find(name)?.state ?? 'missing' }))
    .filter(({ state }) => state !== 'running');
  return conclude({
    id: 'site-services-running',
    good: down.length === 0,
    otherwise: 'not-yet',
    found: down.length === 0 ? 'all running' : down.map(({ name, state }) => `${name} ${state}`).join(', '),
    wanted: expected.map(({ name }) => name).join(', '),
  });
}

/** The shares are back, with the comments that services read and the permissions that they had (sign 4). */
export async function shareChecks({ description, target }: SignSituation): Promise<Check[]> {
  const shares = await target.shares.list();
  const faults = description.shares.flatMap(wanted => {
    const found = shares.find(share => sameName(share.name, wanted.name));
    if (found === undefined) return [`no ${wanted.name}`];
    if (!sameName(found.path.replace(/(?<!:)\\$/, ''), wanted.path)) return [`${wanted.name} is ${found.path}`];
    return found.comment === wanted.comment ? [] : [`${wanted.name} has the comment ${JSON.stringify(found.comment)}`];
  });
  const opened = description.shares.flatMap(wanted => {
    const found = shares.find(share => sameName(share.name, wanted.name));
    if (found === undefined || wanted.securityDescriptor === undefined) return [];
    return describeShare(found).securityDescriptor === wanted.securityDescriptor ? [] : [wanted.name];
  });
  return [
    conclude({
      id: 'site-shares',
      good: faults.length === 0,
      otherwise: 'not-yet',
      found: faults.length === 0 ? 'all' : faults.join(', '),
      wanted: description.shares.map(({ name, path }) => `${name} (${path})`).join(', ') || 'none',
    }),
    conclude({
      id: 'share-permissions',
      good: opened.length === 0,
      found: opened.length === 0 ? 'the same' : `others at ${opened.join(', ')}`,
    }),
  ];
}
