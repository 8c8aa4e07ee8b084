import { defined, isResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import type { SiteDescription } from '../description.ts';
import { discoverSite } from '../discovery/discover-site.ts';
import type { Facts, Profile } from '../profiles/profile.ts';
import { parentProfile } from '../profiles/profiles.ts';
import { contentChecks } from './backup/content-checks.ts';
import { idChecks } from './backup/id-checks.ts';
import { codeChecks, identityChecks, identityComplete } from './backup/identity-checks.ts';
import { partsThere, placeChecks } from './backup/place-checks.ts';
import { plainServiceChecks, serviceChecks } from './backup/service-checks.ts';
import { type Check, conclude } from './check.ts';
import { aheadOf, clockChecks } from './clocks.ts';
import { dependentsCheck } from './dependents.ts';
import { helpersBeforeBackup } from './helper-servers.ts';
import { checkParent } from './parent.ts';
import { reach, whileReachable } from './reach.ts';
import { inWordsOf } from './words.ts';

export interface BackupSituation {
  /** Site code as configured. */
  readonly siteCode: string;
  readonly host: Host;
  readonly parentHost: Host;
  /** Servers that do part of the work of the site, as configured. */
  readonly helpers?: readonly Host[] | undefined;
  /** As configured; without it the one that the site names. */
  readonly parentCode?: string;
  /** The site as already discovered; else it is discovered. */
  readonly site?: SiteDescription;
  /** Clocks that differ are only a warning. */
  readonly acceptClocks?: boolean | undefined;
  /** What this computer takes for the present; default: its clock. */
  readonly now?: Date;
  /** What the site should be. */
  readonly profile: Profile;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[];
}

/**
 * Everything that must hold before a backup, in one go. A failed check never throws, and nothing is changed; a host that
 * does not answer is a failed check.
 */
export async function checkBeforeBackup(situation: BackupSituation): Promise<Check[]> {
  const { host, parentHost, siteCode, profile, profiles } = situation;
  const { check, reached } = await reach(host, 'host');
  let site = situation.site;
  const checks = [check];
  if (reached !== undefined) {
    const onHost = await whileReachable(host, 'host', async () => {
      const found = await findSite(situation, profile);
      site = found.site;
      if (site === undefined) return [found.check];
      const wanted = { siteCode, parentCode: situation.parentCode };
      return [found.check, ...(await siteChecks[profile.facts]({ wanted, host, site, profile }))];
    });
    checks.push(...onHost);
  }
  const { helpers = [] } = situation;
  const onHelpers =
    site === undefined || profile.helperServers === undefined
      ? { checks: [], clocks: [] }
      : await helpersBeforeBackup({ profile, siteCode, named: site.helperServers ?? [], helpers });
  checks.push(...onHelpers.checks);
  const parentCode = situation.parentCode ?? (site?.parentSiteCode || undefined);
  const parent = await checkParent({
    parent: parentHost,
    profile: parentProfile(profile, profiles),
    siteCode,
    parentCode,
    build: site?.version ?? '',
    active: true,
  });
  checks.push(...parent.checks);
  const servers = [
    ...(reached === undefined ? [] : [{ name: host.name, ahead: reached.ahead }]),
    ...(parent.clock === undefined ? [] : [parent.clock]),
    ...onHelpers.clocks,
  ];
  const { acceptClocks: accepted } = situation;
  const clocks = clockChecks({
    servers: aheadOf(situation.now, servers),
    now: situation.now ?? new Date(now()),
    accepted,
  });
  return inWordsOf(profile, [...checks, ...clocks]);
}

interface Found {
  readonly wanted: { readonly siteCode: string; readonly parentCode: string | undefined };
  readonly host: Host;
  readonly site: SiteDescription;
  readonly profile: Profile;
}

const siteChecks: Readonly<Record<Facts, (found: Found) => Promise<Check[]>>> = {
  plain: async ({ wanted, host, site, profile }) => [
    ...codeChecks(wanted, site),
    identityComplete(site),
    await partsThere(host, site, profile),
    ...plainServiceChecks(site, profile),
    dependentsCheck('services-dependents', host, profile.words.system, site.dependents),
  ],
  'sms-1x': async ({ wanted, host, site, profile }) => [
    ...identityChecks(wanted, site, profile),
    ...(await placeChecks(host, site, profile)),
    ...contentChecks(site, profile),
    ...idChecks(site, profile),
    ...serviceChecks(site, profile),
    dependentsCheck('services-dependents', host, profile.words.system, site.dependents),
  ],
};

async function findSite(
  { site, host }: BackupSituation,
  profile: Profile,
): Promise<{ site?: SiteDescription; check: Check }> {
  const say = (good: boolean, found: string, remedy?: string): Check =>
    conclude(defined({ id: 'site-found', title: `${host.name} carries ${profile.words.site}`, good, found, remedy }));
  try {
    const found = site ?? (await discoverSite(host, [profile]));
    return { site: found, check: say(true, `site ${found.siteCode} in ${found.smsRoot}`) };
  } catch (error) {
    if (!isResiteError(error, 'SITE_NOT_FOUND')) throw error;
    return { check: say(false, error.message, error.hint) };
  }
}
