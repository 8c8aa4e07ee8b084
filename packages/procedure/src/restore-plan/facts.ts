import type { HostSettings } from '../connect.ts';
import type { Manifest } from '../manifest.ts';
import type { RepositorySettings, ServiceAccount } from '../procedure.ts';

/** What brings a site to a machine. */
export interface TargetFacts {
  readonly manifest: Manifest;
  readonly snapshot: string;
  /** The names of the hosts; keys of `hosts`. A rehearsal has no parent. */
  readonly target: string;
  readonly parent?: string;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  readonly account: ServiceAccount;
  /** How long to wait for the services, and then for the signs of a working site. */
  readonly minutes: number;
}

export interface RestoreFacts extends TargetFacts {
  readonly parent: string;
  readonly parentServices: readonly string[];
}
