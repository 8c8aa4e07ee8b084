import { defined, formatTime, isResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import { actualReceivedEvent, eventMeanings } from '../../database/event-meanings.ts';
import { type SiteEvent, siteDatabase } from '../../database/site-database.ts';
import { parseSiteControlFile } from '../../site-control-file/parse.ts';
import { recordsOf } from '../../site-control-file/records.ts';
import { type Check, conclude } from '../check.ts';
import { databaseWrites } from '../database-room.ts';
import type { RevivalSituation } from './situation.ts';

/**
 * What the parent knows of the restored site (signs 8 to 11 and 14). ACTIVE alone proves nothing, for it may be from before
 * the disaster: the parent must have heard from the site since. The site stamps its files by its own clock, the parent its
 * events by its.
 */
export async function parentChecks(
  { description, parent, minuteMs = 60_000 }: RevivalSituation,
  since: { readonly onTarget: Date; readonly onParent: Date; readonly now: Date },
): Promise<Check[]> {
  const { siteCode } = description;
  const database = siteDatabase(parent);
  try {
    const status = await database.siteStatus(siteCode);
    const stamp = await database.actualStamp(siteCode);
    const proposed = await database.proposedStamp(siteCode);
    const events = (await database.eventsSince(since.onParent)).filter(event => sameName(event.siteCode, siteCode));
    const image = await database.actualImage(siteCode);
    const received = events.some(({ id }) => id === actualReceivedEvent);
    const heard = received || (stamp !== undefined && stamp.getTime() >= floorToSecond(since.onTarget));
    const latest = `latest ACTUAL site control file of ${stamp === undefined ? 'never' : formatTime(stamp)}`;
    const minutes = stamp === undefined ? Number.POSITIVE_INFINITY : (since.now.getTime() - stamp.getTime()) / minuteMs;
    return [
      ...(heard ? [] : await databaseWrites(parent)),
      conclude({
        id: 'parent-heard',
        title: `${parent.name} has heard from site ${siteCode} since the restore`,
        good: heard,
        otherwise: 'not-yet',
        found: latest,
        wanted: `one since ${formatTime(since.onTarget)} (event ${actualReceivedEvent})`,
      }),
      conclude({
        id: 'site-active-at-parent',
        title: `${parent.name} reports site ${siteCode} as ACTIVE`,
        good: heard && status?.status === 'ACTIVE',
        otherwise: 'not-yet',
        found: status === undefined ? 'no such site' : `${status.status} (${status.detail.name})`,
      }),
      inactiveParts(heard ? image : undefined),
      conclude({
        id: 'heartbeat',
        good: received || minutes <= 1440,
        otherwise: minutes > 7200 && Number.isFinite(minutes) ? 'failed' : 'not-yet',
        found: latest,
      }),
      conclude({
        id: 'parent-changes-current',
        good: proposed === undefined || (stamp !== undefined && proposed <= stamp),
        otherwise: 'not-yet',
        found: proposed === undefined ? 'no proposal' : `a proposal of ${formatTime(proposed)}, ${latest}`,
      }),
      trouble(events),
    ];
  } catch (error) {
    if (!isResiteError(error, 'DATABASE_UNREACHABLE', 'HOST_NOT_LIVE')) throw error;
    return [
      conclude({
        id: 'site-active-at-parent',
        title: `${parent.name} reports site ${siteCode} as ACTIVE`,
        code: 'DATABASE_UNREACHABLE',
        good: false,
        otherwise: 'not-yet',
        found: `no access to its database (${error.message})`,
        remedy: `Start SQL Server for ${parent.name}.`,
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
    good: parts.length === 0,
    otherwise: 'not-yet',
    found: parts.length === 0 ? 'none' : parts.join('; '),
  });
}

function trouble(events: readonly SiteEvent[]): Check {
  const bad = events.filter(({ id }) => (eventMeanings[id]?.kind ?? 'good') !== 'good');
  const duplicate = bad.some(({ id }) => eventMeanings[id]!.kind === 'duplicate');
  return conclude({
    id: 'no-trouble-events',
    good: bad.length === 0,
    found: bad.length === 0 ? 'none' : bad.map(({ id }) => `event ${id} (${eventMeanings[id]!.meaning})`).join(', '),
    ...defined({
      code: duplicate ? 'IDS_DUPLICATE' : undefined,
      remedy: duplicate
        ? 'Two clients may have the same SMS ID: delete SMS.INI on one and let it join again (Q126642).'
        : undefined,
    }),
  });
}

/** Stamps count in whole seconds. */
function floorToSecond(moment: Date): number {
  return Math.floor(moment.getTime() / 1000) * 1000;
}
