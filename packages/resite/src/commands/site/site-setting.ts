import { defined, ResiteError } from '@resite/errors';
import type {
  HostSettings,
  LogonServerHosts,
  RepositorySettings,
  SecretReference,
  ServiceAccount,
  SnapshotTrust,
} from '@resite/procedure';
import { findSigningKey } from '@resite/procedure/keys';
import { sameName, upcase } from '@resite/registry/names';
import type { Profile } from '@resite/site';
import { findProfile } from '@resite/site/profiles/profiles';
import { type Config, siteSettings as configured, hostSettings } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { repositoryReference } from '../../repository-access.ts';
import { trustedKeys } from '../keys/own-key.ts';
import { tellOpenRuns } from './open-runs.ts';

/** What resite.yaml says about a site and its parent, as the procedures want it. */
export interface SiteSetting {
  readonly config: Config;
  readonly siteCode: string;
  readonly profile: Profile;
  /** Those beside the profiles that come with Resite. */
  readonly profiles?: readonly Profile[];
  readonly host: string;
  readonly parent: string;
  readonly parentCode: string;
  /** Names of hosts that do part of the work of the site server. */
  readonly helperHosts: readonly string[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  readonly account?: ServiceAccount;
  readonly logonServers: LogonServerHosts;
  readonly usefulLifeDays?: number;
  /** File of the key that signs what is made here, if there is one. */
  readonly signingKey?: { readonly file: string };
  readonly trust: SnapshotTrust;
}

/**
 * Tells of runs that wait for the site or its hosts. `SITE_UNKNOWN`, `HOST_UNKNOWN` with a suggestion; `SITE_NOT_SECONDARY` for a site that has no parent to stop.
 * `typed` is a site code in any case; `to` is another host to restore to, `account` another one than resite.yaml has.
 */
export async function siteSetting(
  context: Pick<Context, 'options' | 'emit' | 'waiting'>,
  typed: string,
  {
    to,
    account: typedAccount,
    trustSnapshot,
  }: { to?: string | undefined; account?: string | undefined; trustSnapshot?: string | undefined } = {},
): Promise<SiteSetting> {
  const code = upcase(typed);
  const config = await loadConfig(context.options.config);
  const site = configured(config, code);
  const profile = findProfile(site.profile, config.profiles);
  if (profile.siteType !== 'secondary' || site.parent === undefined) {
    const hint = profile.notBackedUp;
    throw new ResiteError('SITE_NOT_SECONDARY', `${code} is a primary site in ${config.file}`, defined({ hint }));
  }
  const host = to ?? site.host;
  const parent = configured(config, site.parent).host;
  if (to !== undefined) refuseTakenHost(config, code, to);
  const helperHosts = site.helperServers ?? [];
  const names = [host, ...helperHosts, parent];
  tellOpenRuns(context, { state: config.state, sites: [code], hosts: names });
  const { serviceAccount } = site;
  const sameAccount =
    typedAccount === undefined || (serviceAccount !== undefined && sameName(typedAccount, serviceAccount.user));
  const account = sameAccount ? serviceAccount : { user: typedAccount };
  const own = await findSigningKey(config.state);
  return {
    config,
    ...defined({ signingKey: own && { file: own.file } }),
    trust: defined({ keys: trustedKeys(config, own), snapshot: trustSnapshot }),
    siteCode: code,
    profile,
    ...defined({ profiles: config.profiles }),
    host,
    parent,
    parentCode: site.parent,
    helperHosts,
    hosts: Object.fromEntries(names.map(name => [name, hostSettings(config, name)])),
    repository: await repositoryReference(context),
    logonServers: { configured: site.logonServers ?? [], hosts: config.hosts },
    ...defined({
      usefulLifeDays: site.snapshotUsefulLifeDays,
      account: account && { user: account.user, password: passwordOf(account) },
    }),
  };
}

/** A restore clears the place for the site: a server that has another task must never be its target. */
function refuseTakenHost(config: Config, code: string, host: string): void {
  const isIt = (name: string) => sameName(name, host);
  for (const [other, { host: own, logonServers = [], helperServers = [] }] of Object.entries(config.sites)) {
    const helps = helperServers.some(isIt) ? 'a helper server' : undefined;
    const task = isIt(own) ? 'the server' : logonServers.some(isIt) ? 'a logon server' : helps;
    if (task === undefined || (other === code && isIt(own))) continue;
    throw new ResiteError('CHECK_FAILED', `${host} is ${task} of site ${other}: ${code} cannot be restored there`, {
      hint: `Name a bare server with --to, or none for ${config.sites[code]?.host}. Nothing was changed.`,
    });
  }
}

const passwordOf = ({ user, password }: { user: string; password?: SecretReference }) =>
  password ?? { prompt: `the password of ${user}` };

/** Settings of the named sites, each once, or of every secondary site; `USAGE` when neither or both are given. */
export async function siteSettings(
  context: Pick<Context, 'options' | 'emit' | 'waiting'>,
  typed: readonly string[],
  all: boolean,
): Promise<SiteSetting[]> {
  if (all === typed.length > 0) {
    throw new ResiteError('USAGE', all ? 'sites are named, and --all is given' : 'no site is named', {
      hint: 'Give site codes, such as S01 S02, or --all.',
    });
  }
  const codes = all ? await secondarySites(context) : [...new Set(typed.map(upcase))];
  return Promise.all(codes.map(code => siteSetting(context, code)));
}

async function secondarySites({ options }: Pick<Context, 'options'>): Promise<string[]> {
  const { sites, file, profiles } = await loadConfig(options.config);
  const isSecondary = (name: string) => findProfile(name, profiles).siteType === 'secondary';
  const codes = Object.entries(sites).flatMap(([code, { profile }]) => (isSecondary(profile) ? [code] : []));
  if (codes.length > 0) return codes;
  throw new ResiteError('SITE_UNKNOWN', `there is no secondary site in ${file}`, {
    hint: 'Add one under sites, or let `resite init` write the file.',
  });
}
