import type { Identity, Service } from '@resite/host';
import type { LeftOut } from './left-out.ts';
import type { ExpectedService } from './site-control-file/expected-services.ts';
import type { HelperServer } from './site-control-file/helper-servers.ts';

/** Everything known about a site at one moment. Plain JSON: it becomes `manifest.json` of a snapshot. */
export interface SiteDescription {
  readonly schema: 1;
  readonly profile: string;
  readonly siteType: 'primary' | 'secondary';
  readonly siteCode: string;
  /** '' when the site has no parent. */
  readonly parentSiteCode: string;
  readonly siteServer: string;
  /** Build number of SMS, such as `692`; '' when the registry does not say. */
  readonly version: string;
  readonly identity: Identity;
  /** Clock of the host at discovery, RFC 3339. */
  readonly discovered: string;
  /** Full registry path of the key of the site. */
  readonly registryKey: string;
  /** The root directory, such as `C:\SMS`; of every kind of site it bears the name that it had in the first manifests. */
  readonly smsRoot: string;
  /** The client tree of the site server, `\MS`; undefined when it was not found. */
  readonly clientTree?: string;
  /** That of SMS, such as `3`, by the client tree; descriptions of earlier versions have none. */
  readonly servicePack?: string;
  /** Undefined when no local drive has one in its root. */
  readonly smsIni?: string;
  /** SCMAN.LOG and its like in the root of the drive that holds SMS, outside of the SMS root. */
  readonly rootLogs: readonly string[];
  /** Folders SMS_PKGx in the root of any drive, shared or not; and in the SMS root, behind a share of that name. */
  readonly packageFolders: readonly string[];
  /** Folders elsewhere that packages are shared from; descriptions of earlier versions have none. */
  readonly sharedPackages?: readonly SharedPackages[];
  /** Parts of the site that were found and that no backup can hold. */
  readonly unsaved?: readonly LeftOut[];
  /** What a profile without facts of its own names beside the root directory, as it was found. */
  readonly places?: readonly PlaceDescription[];
  /** Those of the site; administrative shares are left out. */
  readonly shares: readonly ShareDescription[];
  /** Those of the site, sorted by name. */
  readonly services: readonly Service[];
  /** Services that are not the site's and depend on one of them, also by way of others, in stopping order. Left out when there is none. */
  readonly dependents?: readonly Service[];
  /** What SITECTRL.CT0 calls for; of a site without one, the services that ran when it was backed up. */
  readonly expectedServices: readonly ExpectedService[];
  /** Undefined when SITECTRL.CT0 is missing or cannot be understood. */
  readonly siteControlFile?: SiteControlFileDescription;
  /** Why SITECTRL.CT0 cannot be understood. */
  readonly siteControlProblem?: string;
  /** Names of the files beside SITECTRL.CT0, itself included. */
  readonly siteControlFolder: readonly string[];
  /** Names in the UID folder, without extension. */
  readonly uids: readonly string[];
  /** As stored; undefined when the registry has none. */
  readonly nextUniqueId?: string;
  /** `NextAvailableSiteSMSUniqueID` of SMS.INI, written when a site is removed (Q127052). */
  readonly nextUniqueIdOfIni?: string;
  /** Upper-case names of the logon servers that the site control file lists. */
  readonly logonServers: readonly string[];
  /** Servers that do part of its work, by its site control file; undefined when there are none. */
  readonly helperServers?: readonly HelperServer[];
  /** Drive letters that any captured path lies on. */
  readonly drives: readonly string[];
  /** File systems of these drives by letter, where the host tells it; descriptions of earlier versions have none. */
  readonly fileSystems?: Readonly<Record<string, string>>;
}

export interface PlaceDescription {
  /** Of the place in the profile. */
  readonly id: string;
  readonly type: 'directory' | 'file';
  readonly path: string;
}

/** A folder that a share leads to which SMS_DESPOOLER has put packages behind. */
export interface SharedPackages {
  /** One of the shares of the site. */
  readonly share: string;
  readonly path: string;
}

export interface ShareDescription {
  readonly name: string;
  readonly path: string;
  readonly comment: string;
  /** Self-relative SECURITY_DESCRIPTOR, base64. */
  readonly securityDescriptor?: string;
}

export interface SiteControlFileDescription {
  readonly path: string;
  readonly build: number;
  readonly syntax: string;
  readonly fileType: number;
  /** Seconds since 1970, UTC. */
  readonly stamp: number;
  readonly siteType: number;
  readonly siteCode: string;
  readonly parentSiteCode: string;
  readonly siteServer: string;
  readonly siteServerDomain: string;
  readonly siteName: string;
  readonly installDirectory: string;
  readonly serviceAccountDomain: string;
}
