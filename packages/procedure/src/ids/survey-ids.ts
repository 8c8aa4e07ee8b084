import { defined, isResiteError, isUnreachable } from '@resite/errors';
import type { Host } from '@resite/host';
import type { IdEvidence, IdSighting, SiteDescription } from '@resite/site';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { surveyParent } from '@resite/site/ids/survey-parent';
import {
  type RangePointer,
  type ServerSurvey,
  surveyLogonServer,
  surveySiteServer,
} from '@resite/site/ids/survey-server';
import { atLogonServers, findLogonServers, type LogonServerHosts } from './logon-servers.ts';

/** Everything that is known of the SMS IDs of a site, and what is not. */
export interface IdSurvey extends IdEvidence {
  readonly iniPointer?: RangePointer;
  /** What was looked at, such as `BRANCH1` or `database of HQ1`, with how many IDs were found there. */
  readonly read: readonly { readonly what: string; readonly ids: number }[];
  /** Evidence that there is or may be and that could not be read. */
  readonly unread: readonly { readonly what: string; readonly why: string }[];
  /** How many of `unread` are logon servers. */
  readonly unreadServers: number;
}

export interface IdSources {
  readonly siteCode: string;
  /** The site server itself or a snapshot of it. */
  readonly site: { readonly name: string; survey(): Promise<{ description: SiteDescription; survey: ServerSurvey }> };
  readonly parent?: Host;
  readonly logonServers: LogonServerHosts;
  readonly known: readonly IdSighting[];
}

/** Gathers every ID that can be found; what cannot be reached is named in `unread`. Changes nothing. */
export async function surveyIds({ siteCode, site, parent, logonServers, known }: IdSources): Promise<IdSurvey> {
  const unread: { what: string; why: string }[] = [];
  const own = await orUnread(site.name, unread, () => site.survey());
  const above = parent && (await orUnread(`database of ${parent.name}`, unread, () => surveyParent(parent, siteCode)));
  const servers = findLogonServers({
    ...logonServers,
    named: [...(own?.description.logonServers ?? []), ...(above?.logonServers ?? [])],
    except: [
      site.name,
      ...(own === undefined ? [] : [own.description.identity.computerName, own.description.siteServer]),
    ],
  });
  const others = await atLogonServers(servers, surveyLogonServer);
  const read = [
    ...(own ? [{ what: site.name, sightings: own.survey.sightings }] : []),
    ...(above ? [{ what: `database of ${parent?.name}`, sightings: above.sightings }] : []),
    ...others.flatMap(({ name, found }) => (found ? [{ what: name, sightings: found.sightings }] : [])),
    ...(known.length > 0 ? [{ what: 'the list of known IDs', sightings: known }] : []),
  ];
  const unreached = others.flatMap(({ name, why }) => (why === undefined ? [] : [{ what: name, why }]));
  return defined({
    siteCode,
    sightings: read.flatMap(({ sightings }) => sightings),
    collisions: above?.collisions ?? [],
    pointer: own?.survey.pointer,
    iniPointer: own?.survey.iniPointer,
    read: read.map(({ what, sightings }) => ({ what, ids: sightings.length })),
    unread: [...unread, ...unreached],
    unreadServers: unreached.length + (own === undefined ? 1 : 0),
  });
}

/** A running site server, or its disk. */
export const liveSite = (host: Host): IdSources['site'] => ({
  name: host.name,
  survey: async () => {
    const description = await discoverSite(host);
    return { description, survey: await surveySiteServer(host, description) };
  },
});

async function orUnread<T>(
  what: string,
  unread: { what: string; why: string }[],
  survey: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await survey();
  } catch (error) {
    const isNoEvidence = isResiteError(
      error,
      'HOST_RUNNING',
      'HOST_NOT_LIVE',
      'DATABASE_UNREACHABLE',
      'SITE_NOT_FOUND',
    );
    if (!isUnreachable(error) && !isNoEvidence) throw error;
    unread.push({ what, why: error.message });
    return undefined;
  }
}
