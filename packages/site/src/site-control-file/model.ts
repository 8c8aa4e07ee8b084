/**
 * A site control file: the text in which the parts of SMS tell each other how a site is, or should be, configured.
 * Field names and their order are those of the SMS 1.2 Resource Guide ("Site Control File"); what 1.1 leaves out is not
 * documented, so every field after the leading ones may be missing and reads as '' or 0.
 */
export interface SiteControlFile {
  /** SMS build that wrote the file: 600 (1.0), 692 (1.1), 786 (1.2). */
  readonly build: number;
  /** Syntax version as written, such as `1.08`. That of SMS 1.1 is not documented. */
  readonly syntax: string;
  readonly records: readonly SiteControlRecord[];
  readonly lineEnd?: '\r\n' | '\n';
  /** The header line as it was read. */
  readonly source?: string;
  /** What was read after the last record. */
  readonly trailer?: string;
}

export type SiteControlRecord =
  | FileDefinition
  | SiteAccount
  | Transaction
  | Property
  | PropertyList
  | Domain
  | Address
  | Outbox
  | Server
  | Component
  | Sender
  | UnknownRecord;

interface Sourced {
  /**
   * The text the record was read from, with the blank lines before it. It is written again as long as it says the same
   * as the fields, so a record keeps its exact bytes until a field changes.
   */
  readonly source?: string;
  /** Lines or values after the known ones, as text. */
  readonly extra?: readonly string[];
}

export interface FileDefinition extends Sourced {
  readonly kind: 'file-definition';
  /** One of {@link fileType}. */
  readonly fileType: number;
  readonly comment: string;
  readonly targetSite: string;
  readonly originatingSite: string;
  /** Seconds since 1970, UTC. */
  readonly stamp: number;
  /** 1 when meant for the Hierarchy Manager. */
  readonly posted: number;
}

/** Account names, passwords and keys are stored encrypted, as hexadecimal digits; they are carried, never understood. */
export interface SiteAccount extends Sourced {
  readonly kind: 'site-account';
  /** One of {@link siteType}. */
  readonly siteType: number;
  readonly siteCode: string;
  /** '' when the site has no parent. */
  readonly parentSiteCode: string;
  readonly siteServer: string;
  readonly siteServerDomain: string;
  readonly siteName: string;
  readonly installDirectory: string;
  readonly serviceAccountDomain: string;
  readonly serviceAccount: string;
  readonly serviceAccountPassword: string;
  readonly publicKey: string;
  readonly sqlServer: string;
  readonly sqlLogin: string;
  readonly sqlPassword: string;
  readonly sqlDatabase: string;
  readonly sqlPublicKey: string;
  readonly userName: string;
  readonly organization: string;
}

export interface Transaction extends Sourced {
  readonly kind: 'transaction';
  readonly type: string;
  readonly persistent: number;
  readonly number: number;
  readonly string1: string;
  readonly string2: string;
}

export interface Property extends Sourced {
  readonly kind: 'property';
  readonly name: string;
  readonly string1: string;
  readonly string2: string;
  readonly number: number;
}

export interface PropertyList extends Sourced {
  readonly kind: 'property-list';
  readonly name: string;
  readonly items: readonly string[];
}

export interface Domain extends Sourced {
  readonly kind: 'domain';
  readonly name: string;
  readonly networkType: string;
  /** 1 = logon servers are enumerated, 2 = they are listed by hand. */
  readonly enumerate: number;
  readonly logonServers: readonly LogonServer[];
}

export interface LogonServer {
  readonly name: string;
  /** Not documented; blank in the published sample. */
  readonly string1: string;
  readonly flags: number;
  /** With its colon: `D:`. */
  readonly drive: string;
}

export interface Address extends Sourced {
  readonly kind: 'address';
  readonly originatingSite: string;
  readonly destinationSite: string;
  readonly senderType: string;
  readonly outbox: string;
  /** `({}{\\SERVER\SMS_SITE …})`: the share, then encrypted sign-on data. */
  readonly connection: string;
}

export interface Outbox extends Sourced {
  readonly kind: 'outbox';
  readonly name: string;
  /** The published syntax names the drive here; the published sample leaves it blank and has the drive near the end. */
  readonly string1: string;
  readonly addressFormat: string;
  readonly schedule: string;
  readonly create: number;
  readonly drive: string;
  readonly server: string;
}

export interface Server extends Sourced {
  readonly kind: 'server';
  readonly name: string;
  readonly serverType: string;
  readonly flags: number;
  readonly drive: string;
}

/** A Windows NT service of the site, or a thread of the SMS Executive. */
export interface Component extends Sourced {
  readonly kind: 'component';
  /** Sum of {@link componentFlag} bits. */
  readonly flags: number;
  readonly name: string;
  readonly file: string;
  readonly server: string;
  /** Letter without a colon. */
  readonly drive: string;
}

export interface Sender extends Sourced {
  readonly kind: 'sender';
  readonly flags: number;
  readonly addressFormat: string;
  readonly file: string;
  readonly drive: string;
  readonly server: string;
  readonly name: string;
  readonly outboxes: readonly string[];
}

/** A line or block that is not understood; kept as it is. */
export interface UnknownRecord {
  readonly kind: 'unknown';
  readonly source: string;
}

/** First field of FILE_DEFINITION. Local transactions are 6 in Q133113 and 5 in the Resource Guide; both are met. */
export const fileType = {
  actual: 1,
  proposed: 2,
  newSite: 3,
  transactions: 4,
  localTransactionsResourceGuide: 5,
  localTransactions: 6,
} as const;

export const siteType = { primary: 6, secondary: 9 } as const;

/** Installation flags of components and senders (Resource Guide, "Site Control File"). */
export const componentFlag = {
  install: 0x1,
  localSystemAccount: 0x2,
  startService: 0x4,
  setRegistry: 0x8,
  exe: 0x10,
  literalPath: 0x20,
  primarySite: 0x40,
  secondarySite: 0x80,
  autostart: 0x100,
  sender: 0x200,
  optionalService: 0x400,
  asThread: 0x800,
  dontStopService: 0x1000,
} as const;
