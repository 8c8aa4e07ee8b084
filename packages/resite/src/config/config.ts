import { ResiteError } from '@resite/errors';
import type { HostSettings, RepositorySettings, SecretReference, TrustedKey } from '@resite/procedure';
import type { Profile } from '@resite/site';
import { didYouMean } from '../suggest.ts';

/** resite.yaml as the commands use it: checked, and with absolute paths. */
export interface Config {
  /** Path of resite.yaml. */
  readonly file: string;
  readonly repository: Omit<RepositorySettings, 'password'> & Partial<Pick<RepositorySettings, 'password'>>;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly sites: Readonly<Record<string, SiteSettings>>;
  /** Seconds that no server may be down longer than, by a backup. */
  readonly downtimeBudget?: number;
  /** Whose snapshots and evidence are believed; undefined when the file does not say. */
  readonly trustedKeys?: readonly TrustedKey[];
  /** Those beside the profiles that come with Resite. */
  readonly profiles?: readonly Profile[];
  /** Folder for journals. */
  readonly state: string;
}

export interface SiteSettings {
  /** Name of a profile that comes with Resite, or of one of `profiles`. */
  readonly profile: string;
  readonly host: string;
  readonly parent?: string;
  /** Names of hosts. */
  readonly logonServers?: readonly string[];
  /** Names of hosts that do part of the work of the site server. */
  readonly helperServers?: readonly string[];
  /** Of a secondary site. */
  readonly snapshotUsefulLifeDays?: number;
  readonly serviceAccount?: { readonly user: string; readonly password?: SecretReference };
}

/** `SITE_UNKNOWN` with a suggestion when the configuration has no such site. */
export function siteSettings(config: Config, code: string): SiteSettings {
  const site = Object.hasOwn(config.sites, code) ? config.sites[code] : undefined;
  if (site !== undefined) return site;
  throw new ResiteError('SITE_UNKNOWN', `there is no site ${code} in ${config.file}`, {
    hint: didYouMean(code, Object.keys(config.sites), 'sites'),
  });
}

/** `HOST_UNKNOWN` with a suggestion when the configuration has no such host. */
export function hostSettings(config: Config, name: string): HostSettings {
  const host = Object.hasOwn(config.hosts, name) ? config.hosts[name] : undefined;
  if (host !== undefined) return host;
  throw new ResiteError('HOST_UNKNOWN', `there is no host ${name} in ${config.file}`, {
    hint: didYouMean(name, Object.keys(config.hosts), 'hosts'),
  });
}
