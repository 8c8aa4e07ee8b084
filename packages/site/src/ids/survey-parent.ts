import { defined, formatTime } from '@resite/errors';
import type { Host } from '@resite/host';
import { upcase } from '@resite/registry/names';
import { siteDatabase } from '../database/site-database.ts';
import { logonServersOf } from '../site-control-file/logon-servers.ts';
import { parseSiteControlFile } from '../site-control-file/parse.ts';
import { type IdSighting, sightingOfText } from './sighting.ts';

/** Clients send inventory every four days (Q130940): a collision that goes on shows again within twice that. */
const recent = 8 * 86_400_000;

/** "All machines with this SMSID were deleted" (Q122178, Q138021). */
const collisionEvents = [183, 185];

export interface ParentSurvey {
  readonly sightings: readonly IdSighting[];
  /** IDs that the Data Loader has met on two computers not long ago; it deletes the records of both (Q122178). */
  readonly collisions: readonly { readonly id: string; readonly where: string }[];
  /** Upper-case names: as the site itself reported them last. */
  readonly logonServers: readonly string[];
}

/** What the parent's database knows. `DATABASE_UNREACHABLE` when none answers. */
export async function surveyParent(parent: Host, siteCode: string): Promise<ParentSurvey> {
  const database = siteDatabase(parent);
  const place = `database of ${parent.name}`;
  const computers = await database.computers(siteCode);
  const since = new Date((await parent.now()).getTime() - recent);
  const events = await database.eventsSince(since);
  const image = await database.actualImage(siteCode);
  const collisions = events
    .filter(({ id }) => collisionEvents.includes(id))
    .flatMap(event =>
      (event.text.match(/\b[0-9A-Z]{8}\b/g) ?? []).flatMap(text => {
        const where = `${place}, event ${event.id} of ${formatTime(event.time)}: ${event.text}`;
        return text.startsWith(siteCode) ? [{ id: text, where }] : [];
      }),
    );
  return {
    sightings: computers.flatMap(
      ({ id, name }) =>
        sightingOfText(id, defined({ role: 'used', holder: name === '' ? undefined : upcase(name), where: place })) ??
        [],
    ),
    collisions,
    logonServers: image === undefined ? [] : logonServersOf(parseSiteControlFile(Buffer.from(image, 'latin1'), place)),
  };
}
