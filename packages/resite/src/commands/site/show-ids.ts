import { defined, ResiteError } from '@resite/errors';
import { connectHost } from '@resite/procedure/connect';
import { type IdSurvey, liveSite, surveyIds } from '@resite/procedure/ids';
import { findSiteSnapshot, readSiteManifest, snapshotSite, snapshotUids } from '@resite/procedure/snapshot';
import { decideIds, type IdDecision } from '@resite/site/ids/decide-ids';
import { type IdProblem, judgeIds } from '@resite/site/ids/judge-ids';
import { highestSighting, idOf } from '@resite/site/ids/sighting';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { readAllKnownIds } from './known-ids.ts';
import type { KnownIdsOption } from './known-ids-option.ts';
import { siteSetting } from './site-setting.ts';
import { snapshotChoice } from './snapshot-choice.ts';

interface Options extends KnownIdsOption {
  readonly snapshot?: string;
}

export async function showIds(context: Context, code: string, options: Options): Promise<void> {
  const setting = await siteSetting(context, code);
  const { profile, config } = setting;
  if (profile.ids === undefined) {
    throw new ResiteError('USAGE', `sites of the profile ${profile.name} hand out no IDs`, {
      hint: `Name another site of ${config.file}.`,
    });
  }
  const { uidFolder } = profile.ids;
  const known = await readAllKnownIds(options);
  const { siteCode, host: name, parent: parentName, hosts, logonServers } = setting;
  const parent = connectHost(parentName, hosts[parentName]!);
  const host = connectHost(name, hosts[name]!);
  const survey = (site: Parameters<typeof surveyIds>[0]['site']) =>
    surveyIds({ siteCode, site, parent, logonServers, known });
  try {
    if (options.snapshot === undefined) return show(context, { survey: await survey(liveSite(host)) });
    await withRepository(context, async repository => {
      const { location } = setting.repository;
      const snapshot = await findSiteSnapshot(repository, {
        siteCode,
        wanted: options.snapshot!,
        location,
        ...snapshotChoice(context, setting.config.state),
      });
      const { site, captured } = await readSiteManifest(repository, snapshot, { siteCode });
      const folder = `${site.smsRoot}\\${uidFolder}`;
      const found = await survey(snapshotSite(repository, snapshot));
      const decision = decideIds({
        siteCode,
        snapshotUids: await snapshotUids(repository, snapshot.tree, folder),
        snapshotNext: site.nextUniqueId ?? '',
        ...defined({ snapshotIniNext: site.nextUniqueIdOfIni }),
        sightings: found.sightings,
        unreadServers: 1 + found.unreadServers,
        days: (Date.now() - Date.parse(captured)) / 86_400_000,
        evidenceComplete: false,
      });
      show(context, { survey: found, snapshot: snapshot.id, decision });
    });
  } finally {
    await Promise.all([host.close(), parent.close()]);
  }
}

type Found = { survey: IdSurvey; snapshot?: string; decision?: IdDecision };

function show({ emit }: Context, { survey, snapshot, decision }: Found): void {
  const { siteCode, sightings, read, unread } = survey;
  const { problems, requirements } = judgeIds(survey);
  const used = sightings.filter(({ role, uid }) => role === 'used' && uid.siteCode === siteCode);
  const highest = highestSighting(used, siteCode);
  emit({
    message_type: 'ids',
    site: siteCode,
    ...defined({ snapshot }),
    read: [...read],
    unread: [...unread],
    used: new Set(used.map(idOf)).size,
    ...defined({ highest: highest && { id: idOf(highest), where: highest.where } }),
    problems,
    requirements,
    ...defined({ decision }),
  });
  // A snapshot is behind the site as soon as a client joins: that is what a restore is careful for.
  const counted = snapshot === undefined ? problems : problems.filter(({ kind }) => kind === 'duplicate');
  if (counted.length > 0) throw problemsOf(siteCode, counted);
}

function problemsOf(siteCode: string, [first, ...more]: readonly IdProblem[]): ResiteError {
  const others = more.length === 0 ? '' : `, and ${plural(more.length, 'more problem')}`;
  return new ResiteError('IDS_DUPLICATE', `SMS IDs of ${siteCode}: ${first!.found}${others}`, { hint: first!.remedy });
}
