import { adviceOf, defined, isSilent, ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import type { IdSighting, Profile, SiteDescription } from '@resite/site';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { allProfiles, findProfile, needsAccount, parentProfile } from '@resite/site/profiles/profiles';
import { connectHost, type HostSettings } from '../access/connect.ts';
import { type OpenSettingsOptions, openSettings, type RepositorySettings } from '../access/repository-settings.ts';
import type { Prompt } from '../access/secret-source.ts';
import type { LogonServerHosts } from '../ids/logon-servers.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { findSiteSnapshot, type Wanted } from '../snapshot/find-snapshot.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { judgeProvenance } from '../snapshot/provenance.ts';
import { faultOfSite } from '../snapshot/read-manifest.ts';
import { readSiteManifest } from '../snapshot/site-manifest.ts';
import { insteadOf, refuseChanged, refuseUntrusted, requireSameSnapshot } from '../snapshot/trust.ts';
import type { SnapshotTrust } from '../snapshot/trust-text.ts';
import type { SiteFacts } from './backup/facts.ts';
import { planBackup, planSiblingBackup } from './backup/plan-backup.ts';
import { lookAtHelpers } from './helpers.ts';
import { stoppedServices } from './plan-text.ts';
import type { Procedure, ServiceAccount } from './procedure.ts';
import type { RestoreFacts } from './restore/facts.ts';
import { planRestore } from './restore/plan-restore.ts';

interface Setting {
  readonly siteCode: string;
  /** What the site should be; without it, whatever is found. */
  readonly profile?: Profile;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[] | undefined;
  /** Configured names; keys of `hosts`. */
  readonly host: string;
  readonly parent: string;
  /** Site code of the parent. */
  readonly parentCode: string;
  /** Servers that do part of the work of the site. */
  readonly helperHosts?: readonly string[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  /** Somebody said that clocks differ on purpose. */
  readonly acceptClocks?: boolean | undefined;
  /** Seconds; of a backup. */
  readonly downtimeBudget?: number;
  /** Without it, the account that the bootstrap service had, and a prompt for its password. */
  readonly account?: ServiceAccount | undefined;
  /** How the other logon servers of the site are reached. */
  readonly logonServers?: LogonServerHosts;
  readonly usefulLifeDays?: number | undefined;
  /** File of the private key that signs what is made; of a backup. */
  readonly signingKey?: { readonly file: string } | undefined;
  /** Whose snapshots are restored; without it, nobody's. */
  readonly trust?: SnapshotTrust | undefined;
}

/** Looks at the site and its parent as they are now, and plans the backup. Changes nothing. */
export async function prepareBackup(setting: Setting): Promise<Procedure> {
  const facts = await siteFacts(setting);
  const profile = findProfile(facts.site.profile, setting.profiles);
  return planBackup({ ...setting, ...facts, ...(await parentServices(setting, profile)) });
}

export interface PreparedSiblings {
  readonly procedure: Procedure;
  /** Sites that could not be looked at, and why: they are not in the procedure. */
  readonly left: ReadonlyMap<string, unknown>;
}

/** The same for sites below one parent. A site that cannot be looked at does not keep the others from being backed up. */
export async function prepareSiblingBackup(
  settings: readonly [Setting, ...Setting[]],
  { parallel }: { parallel: number },
): Promise<PreparedSiblings> {
  const [first] = settings;
  const looks = await Promise.allSettled(settings.map(siteFacts));
  const sites = looks.flatMap(look => (look.status === 'fulfilled' ? [look.value] : []));
  const left = new Map(
    looks.flatMap((look, index) => (look.status === 'rejected' ? [[settings[index]!.siteCode, look.reason]] : [])),
  );
  const [found] = sites;
  if (found === undefined) throw left.values().next().value;
  const services = await parentServices(first, findProfile(found.site.profile, first.profiles));
  const hosts = Object.assign({}, ...settings.map(setting => setting.hosts));
  return { procedure: planSiblingBackup(sites, { ...first, ...services, hosts, parallel }), left };
}

async function siteFacts(setting: Setting): Promise<SiteFacts> {
  const kinds = setting.profile === undefined ? allProfiles(setting.profiles) : [setting.profile];
  const site = await discover(setting, setting.host, kinds);
  if (site.siteCode !== setting.siteCode) {
    throw new ResiteError(
      'SITE_CODE_MISMATCH',
      `${setting.host} carries site ${site.siteCode}, not ${setting.siteCode}`,
      {
        remedy: { kind: 'correct-host' } satisfies ProcedureRemedy,
      },
    );
  }
  const profile = findProfile(site.profile, setting.profiles);
  refuseStrangePlaces(site, setting.host, profile);
  const { logonServers } = setting;
  return defined({
    site,
    host: setting.host,
    account: needsAccount(profile, site.services) ? (setting.account ?? accountOf(site)) : undefined,
    helpers: await lookAtHelpers(profile, setting),
    logonServers,
  });
}

/** What no restore would put back is not saved as if it could be. */
function refuseStrangePlaces(site: SiteDescription, host: string, profile: Profile): void {
  const found = faultOfSite(site, profile);
  if (found === undefined) return;
  throw new ResiteError('CHECK_FAILED', `the site on ${host} could not be restored: ${found.at}: ${found.fault}`, {
    hint: `Resite restores ${profile.words.parts}, and shares inside of them. Put the rest right first; nothing was changed.`,
  });
}

/** Looks at the snapshot and the parent, and plans the restore. Changes nothing. */
export async function prepareRestore(
  setting: Setting & {
    snapshot: string;
    minutes: number;
    resendAfter?: number;
    parkQueues?: boolean;
    knownIds?: readonly IdSighting[];
    prompt?: Prompt;
    askAccount?: AskAccount;
  } & Pick<Wanted, 'readBacks' | 'remark'> &
    Pick<OpenSettingsOptions, 'onUnusable'>,
): Promise<Procedure> {
  const repository = await openSettings(setting.repository, {
    prompt: setting.prompt,
    onUnusable: setting.onUnusable,
  });
  try {
    const { siteCode, snapshot: wanted } = setting;
    const snapshot = await findSiteSnapshot(repository, { ...setting, wanted, location: setting.repository.location });
    const trust = setting.trust ?? { keys: [] };
    requireSameSnapshot(trust.snapshot, snapshot.id);
    const found = await judgeProvenance(repository, snapshot, trust);
    refuseChanged(found, snapshot.id);
    const manifest = await readSiteManifest(repository, snapshot, { siteCode, profiles: setting.profiles });
    const profile = findProfile(manifest.profile, setting.profiles);
    refuseUntrusted(found, snapshot.id, trust, await insteadOf(repository, snapshot, { found, siteCode, trust }));
    return planRestore({
      ...setting,
      manifest,
      trust: { ...trust, found },
      snapshot: snapshot.id,
      target: setting.host,
      account: await requireAccount(setting, manifest),
      ...(await parentServices(setting, profile)),
      helpers: await lookAtHelpers(profile, setting),
    });
  } finally {
    await repository.close();
  }
}

async function parentServices(
  setting: Setting,
  profile: Profile,
): Promise<Pick<RestoreFacts, 'parentServices' | 'parentDependents'>> {
  const above = parentProfile(profile, setting.profiles);
  try {
    const parent = await discover(setting, setting.parent, [above]);
    const { services, dependents } = stoppedServices(above, parent);
    return { parentServices: services, parentDependents: dependents };
  } catch (error) {
    if (!isSilent(error)) throw error;
    const advice = adviceOf(error);
    const hint = advice.hint ?? (advice.remedy === undefined ? 'Switch it on.' : '');
    throw new ResiteError('PARENT_DOWN', `the parent site server ${setting.parent} does not answer: ${error.message}`, {
      ...advice,
      hint: `${hint} Q138347 needs the parent up and its database active.`.trim(),
      cause: error,
    });
  }
}

async function discover(setting: Setting, name: string, kinds: readonly Profile[]): Promise<SiteDescription> {
  const host: Host = connectHost(name, setting.hosts[name]!);
  try {
    return await discoverSite(host, kinds);
  } finally {
    await host.close();
  }
}

/**
 * A service that runs as somebody has that somebody's rights on this computer and the next: so the account, and whose password
 * is asked for, is named by a person. A snapshot only says what it was. `ACCOUNT_MISSING` when nobody has named one; undefined when no service
 * needs one.
 */
export async function requireAccount(
  {
    account,
    siteCode,
    profiles,
    askAccount,
  }: Pick<Setting, 'account' | 'siteCode' | 'profiles'> & { askAccount?: AskAccount },
  { site }: Pick<Manifest, 'site'>,
): Promise<ServiceAccount | undefined> {
  if (!needsAccount(findProfile(site.profile, profiles), site.services)) return undefined;
  if (account !== undefined) return account;
  const recorded = accountOf(site).user;
  const user = (await askAccount?.(siteCode, recorded))?.trim() ?? '';
  if (/^[^\\/\p{C}]+\\[^\\/\p{C}]+$/u.test(user)) return { user, password: { prompt: `the password of ${user}` } };
  throw new ResiteError('ACCOUNT_MISSING', `nobody has named the account that the services of ${siteCode} run with`, {
    remedy: { kind: 'name-account', site: siteCode, recorded } satisfies ProcedureRemedy,
  });
}

/** Asks a person for `DOMAIN\\user`; `recorded` is what the snapshot says, '' when nothing: a remark, not a default. */
export type AskAccount = (siteCode: string, recorded: string) => Promise<string>;

/** The account of a site that runs: as its services have it. */
export function accountOf(site: SiteDescription): ServiceAccount {
  const user = site.services.find(service => service.account.includes('\\'))?.account ?? '';
  return { user, password: { prompt: `Password of ${user}` } };
}
