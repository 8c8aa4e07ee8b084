import { isResiteError } from '@resite/errors';
import { actualReceivedEvent, eventMeanings } from '../../database/event-meanings.ts';
import { type SiteEvent, siteDatabase } from '../../database/site-database.ts';
import { sameText } from '../../discovery/paths.ts';
import { parseSiteControlFile } from '../../site-control-file/parse.ts';
import { recordsOf } from '../../site-control-file/records.ts';
import { type Check, conclude } from '../check.ts';
import { formatTime } from '../format-time.ts';
import type { RevivalSituation } from './situation.ts';

/**
 * What the parent knows of the restored site. ACTIVE alone proves nothing, for it may be from before the disaster: the
 * parent must have heard from the site since. The site stamps its files by its own clock, the parent its events by its.
 */
export async function parentChecks(
  { description, parent }: RevivalSituation,
  since: { readonly onTarget: Date; readonly onParent: Date },
): Promise<Check[]> {
  const { siteCode } = description;
  const database = siteDatabase(parent);
  try {
    const status = await database.siteStatus(siteCode);
    const stamp = await database.actualStamp(siteCode);
    const events = (await database.eventsSince(since.onParent)).filter(event => sameText(event.siteCode, siteCode));
    const image = await database.actualImage(siteCode);
    const received = events.some(({ id }) => id === actualReceivedEvent);
    const heard = received || (stamp !== undefined && stamp.getTime() >= floorToSecond(since.onTarget));
    return [
      conclude({
        id: 'parent-heard',
        title: `${parent.name} has heard from site ${siteCode} since the restore`,
        code: 'SITE_NOT_FUNCTIONAL',
        good: heard,
        otherwise: 'not-yet',
        found: `latest ACTUAL site control file of ${stamp === undefined ? 'never' : formatTime(stamp)}`,
        wanted: `one since ${formatTime(since.onTarget)} (event ${actualReceivedEvent})`,
        remedy:
          'On the restored server run `SENDCODE SMS_SITE_CONFIG_MANAGER 193`, which sends the file at once; then look at ' +
          'SCHED.LOG and LANSEND.LOG there and at DESPOOL.LOG and HMAN.LOG of the parent.',
        source: 'Q122181; Q263335',
      }),
      conclude({
        id: 'parent-reports-active',
        title: `${parent.name} reports site ${siteCode} as ACTIVE`,
        code: 'SITE_NOT_FUNCTIONAL',
        good: heard && status?.status === 'ACTIVE',
        otherwise: 'not-yet',
        found: status === undefined ? 'no such site' : `${status.status} (${status.detail.name})`,
        wanted: 'ACTIVE, by what it heard since the restore',
        remedy: 'Look at HMAN.LOG of the parent; it can take half an hour.',
        source: 'Q137376; Q171338; Q183347',
      }),
      inactiveParts(heard ? image : undefined),
      trouble(events),
    ];
  } catch (error) {
    if (!isResiteError(error, 'DATABASE_UNREACHABLE', 'HOST_NOT_LIVE')) throw error;
    return [
      conclude({
        id: 'parent-reports-active',
        title: `${parent.name} reports site ${siteCode} as ACTIVE`,
        code: 'DATABASE_UNREACHABLE',
        good: false,
        otherwise: 'not-yet',
        found: `no access to its database (${error.message})`,
        wanted: 'ACTIVE',
        remedy: `Start SQL Server for ${parent.name}.`,
        source: 'Q138347 Summary',
      }),
    ];
  }
}

/** A site reports parts that do not work as `Inactive…` transactions in its ACTUAL control file. */
function inactiveParts(image: string | undefined): Check {
  const parts: string[] = [];
  try {
    const file = image && parseSiteControlFile(Buffer.from(image, 'latin1'), 'the ACTUAL site control file');
    const inactive = file ? recordsOf(file, 'transaction').filter(({ type }) => /^Inactive/i.test(type)) : [];
    for (const { type, string1 } of inactive) parts.push(`${type} ${string1}`);
  } catch (error) {
    if (!isResiteError(error, 'SITE_CONTROL_FILE_INVALID')) throw error;
    parts.push(error.message);
  }
  return conclude({
    id: 'no-inactive-parts',
    title: 'The site reports no inactive parts',
    severity: 'warning',
    good: parts.length === 0,
    otherwise: 'not-yet',
    found: parts.length === 0 ? 'none' : parts.join('; '),
    wanted: 'no InactiveDomains, InactiveServers, InactiveComponents or InactiveSenders',
    remedy: 'Look at SCMAN.LOG for what it could not set up.',
    source: 'SMS Resource Guide, site control file',
  });
}

function trouble(events: readonly SiteEvent[]): Check {
  const bad = events.filter(({ id }) => (eventMeanings[id]?.kind ?? 'good') !== 'good');
  const duplicate = bad.some(({ id }) => eventMeanings[id]!.kind === 'duplicate');
  return conclude({
    id: 'no-trouble-events',
    title: 'No event tells of trouble',
    severity: 'warning',
    code: duplicate ? 'IDS_DUPLICATE' : 'SITE_NOT_FUNCTIONAL',
    good: bad.length === 0,
    found: bad.length === 0 ? 'none' : bad.map(({ id }) => `event ${id} (${eventMeanings[id]!.meaning})`).join(', '),
    wanted: 'none of the events that tell of trouble',
    remedy: duplicate
      ? 'Two clients may have the same SMS ID: delete SMS.INI on one and let it join again (Q126642).'
      : 'Read the event at the parent; it names the server and the cause.',
    source: 'Q122178; Q122179; Q122180',
  });
}

/** Stamps count in whole seconds. */
function floorToSecond(moment: Date): number {
  return Math.floor(moment.getTime() / 1000) * 1000;
}
