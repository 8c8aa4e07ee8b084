import type { IdSighting, Profile } from '@resite/site';
import type { HostSettings } from '../../access/connect.ts';
import type { RepositorySettings } from '../../access/repository-settings.ts';
import type { LogonServerHosts } from '../../ids/logon-servers.ts';
import type { Manifest } from '../../snapshot/manifest.ts';
import type { SnapshotTrust } from '../../snapshot/trust-text.ts';
import type { HelperFacts } from '../helpers.ts';
import type { ServiceAccount } from '../procedure.ts';

/** What brings a site to a machine. */
export interface TargetFacts {
  readonly manifest: Manifest;
  readonly snapshot: string;
  /** The names of the hosts; keys of `hosts`. A rehearsal has no parent. */
  readonly target: string;
  readonly parent?: string;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  /** Undefined when no service of the site runs as somebody. */
  readonly account?: ServiceAccount | undefined;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[] | undefined;
  /** How many days a snapshot is good for; an older one gets a warning. */
  readonly usefulLifeDays?: number | undefined;
  /** Somebody said that clocks differ on purpose. */
  readonly acceptClocks?: boolean | undefined;
  /** How long to wait for the services, and then for the signs of a working site. */
  readonly minutes: number;
  /** How the other logon servers of the site are reached; without it they stay unknown. */
  readonly logonServers?: LogonServerHosts;
  /** True: what waits in the queues is put aside. */
  readonly parkQueues?: boolean;
  /** Whose snapshots are restored; a page for a day without Resite has none of it. */
  readonly trust?: SnapshotTrust | undefined;
  /** SMS IDs that a person knows to be in use. */
  readonly knownIds?: readonly IdSighting[];
}

export interface RestoreFacts extends TargetFacts {
  /** Minutes without a word at the parent after which the site control file is sent again; default 30 (Q183347). */
  readonly resendAfter?: number;
  readonly parent: string;
  /** In stopping order; `parentDependents` are those of them that belong to somebody else and depend on the others. */
  readonly parentServices: readonly string[];
  readonly parentDependents?: readonly string[] | undefined;
  /** Servers that do part of the work of the site. */
  readonly helpers?: readonly HelperFacts[];
}
