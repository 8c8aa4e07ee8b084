import type { Service } from '@resite/host';
import type { LeftOut, LogonServerDescription, SiteDescription } from '@resite/site';
import type { AtLogonServer } from '../ids/logon-servers.ts';
import type { RegistryFile } from './registry-files.ts';

/** `/.resite/manifest.json` of a snapshot: what the files alone do not tell. */
export interface Manifest {
  readonly schema: 1;
  readonly run: string;
  /** When the services were all stopped and the capture began. */
  readonly captured: string;
  readonly profile: string;
  readonly site: SiteDescription;
  /** Windows paths: the files are below them. */
  readonly roots: readonly string[];
  /** Parts of the site that are not in the snapshot; manifests of earlier versions do not say. */
  readonly leftOut?: readonly LeftOut[];
  readonly registryKey: string;
  /** What is in `/.resite/registry`, and which Windows takes it; in snapshots of earlier versions all hives are of Windows NT 4.0. */
  readonly registryFiles?: readonly RegistryFile[];
  /** Earlier states of the site's services, in the order in which they were stopped. */
  readonly services: readonly Pick<Service, 'name' | 'state' | 'startType'>[];
  /** The other logon servers of the site, with their UID files; in snapshots of earlier versions there is none of it. */
  readonly logonServers?: readonly AtLogonServer<LogonServerDescription>[];
  /** Where permissions change below the roots; in snapshots of earlier versions there is none of it. */
  readonly permissions?: readonly RootPermissions[];
  /** When the password of the service account was set, RFC 3339, where a domain controller told it; manifests of earlier versions do not say. */
  readonly servicePassword?: { readonly account: string; readonly set: string };
  /** The configured name of the host. */
  readonly host: string;
}

/** A root, and what below it does not have the permissions that its folder gives: the outermost folders first, files last. */
export interface RootPermissions {
  readonly root: string;
  readonly points: readonly PermissionPoint[];
  /** How many there are besides. */
  readonly more: number;
}

export interface PermissionPoint {
  readonly path: string;
  readonly type: 'directory' | 'file';
  /** Base64. */
  readonly securityDescriptor: string;
}
