import { defined, formatTime, isResiteError } from '@resite/errors';
import type { Host, Service } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { eventMeanings, installationFailedEvents } from '../database/event-meanings.ts';
import { type SiteEvent, type SiteStatus, siteDatabase } from '../database/site-database.ts';
import { valueAt } from '../discovery/discover-plain.ts';
import { readIdentification, readText } from '../discovery/identification.ts';
import { isSmsService, servicesOfSite } from '../discovery/services-of-site.ts';
import type { Facts, Profile } from '../profiles/profile.ts';
import { isServiceOf } from '../profiles/profiles.ts';
import { parentBuild } from './build-checks.ts';
import { type Check, conclude } from './check.ts';
import type { Clock } from './clocks.ts';
import { databaseRoom } from './database-room.ts';
import { dependentsCheck } from './dependents.ts';
import { reach, whileReachable } from './reach.ts';

interface ParentWanted {
  readonly parent: Host;
  /** That of the parent. */
  readonly profile: Profile;
  readonly siteCode: string;
  readonly parentCode: string | undefined;
  /** Of the site; '' when nobody knows it. */
  readonly build: string;
  /** Before a backup the site should be ACTIVE; before a restore it may be anything but deleted. */
  readonly active: boolean;
}

/** The precondition of the article: the parent is up, and its database can be accessed. */
export async function checkParent(wanted: ParentWanted): Promise<{ checks: Check[]; clock?: Clock }> {
  const { check, reached } = await reach(wanted.parent, 'parent');
  if (reached === undefined) return { checks: [check] };
  const rest = await whileReachable(wanted.parent, 'parent', async () => [
    ...(await serverChecks(wanted)),
    ...(await databaseChecks[wanted.profile.facts](wanted)),
  ]);
  return { checks: [check, ...rest], clock: { name: wanted.parent.name, ahead: reached.ahead } };
}

/** Where the registry of a server names the site that it carries. */
const siteCodeIn: Readonly<Record<Facts, (key: RegistryKey, profile: Profile) => string | undefined>> = {
  plain: (key, { identification }) => identification && valueAt(key, identification.siteCode),
  'sms-1x': key => readIdentification(key).siteCode,
};

const isOfParent: Readonly<Record<Facts, (service: Service, key: RegistryKey, profile: Profile) => boolean>> = {
  plain: ({ name }, _key, profile) => isServiceOf(profile, name),
  'sms-1x': (service, key) => isSmsService(service, readIdentification(key).installDirectory),
};

async function serverChecks(wanted: ParentWanted): Promise<Check[]> {
  const { parent, profile } = wanted;
  const key = await parent.registry.read(profile.registryKey);
  const right = rightParent(wanted, key);
  if (key === undefined) return right;
  const isOwn = (service: Service) => isOfParent[profile.facts](service, key, profile);
  const { dependents } = servicesOfSite(await parent.services.list(), isOwn);
  return [...right, dependentsCheck('parent-dependents', parent, profile.words.system, dependents)];
}

function rightParent({ parent, parentCode, build, profile }: ParentWanted, key: RegistryKey | undefined): Check[] {
  const found = key && siteCodeIn[profile.facts](key, profile);
  const right = conclude({
    id: 'parent-site-code',
    title: `${parent.name} is the parent site ${parentCode ?? ''}`.trim(),
    good: found !== undefined && (parentCode === undefined || sameName(found, parentCode)),
    ...defined({ code: found === undefined ? 'SITE_NOT_FOUND' : undefined }),
    found: found ?? `no ${profile.words.system} site`,
    wanted: parentCode ?? profile.words.site,
  });
  return [
    right,
    ...(profile.facts === 'sms-1x'
      ? parentBuild(defined({ build, found: key && readText(key, 'Setup', 'Version') }), parent.name)
      : []),
  ];
}

const databaseChecks: Readonly<Record<Facts, (wanted: ParentWanted) => Promise<Check[]>>> = {
  plain: async () => [],
  'sms-1x': database,
};

async function database(wanted: ParentWanted): Promise<Check[]> {
  const { parent, siteCode } = wanted;
  const answers = (good: boolean, found: string) =>
    conclude({
      id: 'parent-database',
      title: `The database of ${parent.name} can be reached`,
      good,
      found,
      remedy: `Start SQL Server for ${parent.name} and check its log; the services of SMS may be stopped.`,
    });
  let status: SiteStatus | undefined;
  let failures: SiteEvent[] = [];
  try {
    const site = siteDatabase(parent);
    status = await site.siteStatus(siteCode);
    if (status !== undefined && status.status !== 'ACTIVE') {
      const events = await site.eventsSince(new Date(0));
      failures = events.filter(
        event => installationFailedEvents.includes(event.id) && sameName(event.siteCode, siteCode),
      );
    }
  } catch (error) {
    if (!isResiteError(error, 'DATABASE_UNREACHABLE', 'HOST_NOT_LIVE')) throw error;
    return [answers(false, `no access (${error.message})`)];
  }
  return [answers(true, 'an answer'), ...(await databaseRoom(parent)), knowsSite(wanted, status, failures)];
}

function knowsSite(
  { parent, siteCode, active }: ParentWanted,
  status: SiteStatus | undefined,
  failures: readonly SiteEvent[],
): Check {
  const flags = status?.detail.flags.map(flag => `, ${flag}`).join('') ?? '';
  const last = failures.at(-1);
  const failed =
    last === undefined
      ? ''
      : `, and event ${last.id} (${eventMeanings[last.id]!.meaning}), last on ${formatTime(last.time)}`;
  const found = status === undefined ? 'no such site' : `${status.status} (${status.detail.name}${flags})${failed}`;
  if (active) {
    const title = `${parent.name} reports site ${siteCode} as ACTIVE`;
    const remedy = last === undefined ? undefined : underConstruction;
    return conclude(defined({ id: 'parent-reports-active', title, good: status?.status === 'ACTIVE', found, remedy }));
  }
  const good = status !== undefined && status.status !== 'DELETED';
  return conclude({ id: 'parent-knows-site', title: `${parent.name} knows site ${siteCode}`, good, found });
}

/** In 1.0 and 1.1 it may stay so for ever although the site works (Q153302). */
const underConstruction =
  'For the parent the site is under construction, and may stay so for ever (Q153302, Q153532). ' +
  'Have the site report once more, or finish its installation, as Q183347 says.';
