import type { HostSettings } from '../connect.ts';
import type { Manifest } from '../manifest.ts';
import type { RepositorySettings, ServiceAccount } from '../procedure.ts';

export interface RestoreFacts {
  readonly manifest: Manifest;
  readonly snapshot: string;
  /** The configured names of the hosts; both are keys of `hosts`. */
  readonly target: string;
  readonly parent: string;
  readonly parentServices: readonly string[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  readonly account: ServiceAccount;
  /** How long to wait for the services, and then for the signs of a working site. */
  readonly minutes: number;
}
