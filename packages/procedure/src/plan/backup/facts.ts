import type { Profile, SiteDescription } from '@resite/site';
import type { HostSettings } from '../../access/connect.ts';
import type { RepositorySettings } from '../../access/repository-settings.ts';
import type { LogonServerHosts } from '../../ids/logon-servers.ts';
import type { HelperFacts } from '../helpers.ts';
import type { ServiceAccount } from '../procedure.ts';

/** What all sites of one backup have in common. */
export interface BackupSetting {
  /** The configured name of the parent; a key of `hosts`. */
  readonly parent: string;
  readonly parentCode: string;
  /** In stopping order; `parentDependents` are those of them that belong to somebody else and depend on the others. */
  readonly parentServices: readonly string[];
  readonly parentDependents?: readonly string[] | undefined;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[] | undefined;
  /** File of the private key that signs the snapshot; without one it is not signed. */
  readonly signingKey?: { readonly file: string } | undefined;
  /** Seconds that no host may be down longer than. */
  readonly downtimeBudget?: number;
  /** Somebody said that clocks differ on purpose. */
  readonly acceptClocks?: boolean | undefined;
}

export interface SiteFacts {
  readonly site: SiteDescription;
  /** The configured name of the host; a key of `hosts`. */
  readonly host: string;
  /** Undefined when no service of the site runs as somebody. */
  readonly account?: ServiceAccount | undefined;
  /** Servers that do part of its work. */
  readonly helpers?: readonly HelperFacts[];
  /** How the other logon servers of the site are reached; without it they are not recorded. */
  readonly logonServers?: LogonServerHosts;
}

export interface BackupFacts extends BackupSetting, SiteFacts {}
