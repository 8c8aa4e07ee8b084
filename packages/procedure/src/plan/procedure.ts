import type { StartType } from '@resite/host';
import type { IdSighting, Profile } from '@resite/site';
import type { HostSettings } from '../access/connect.ts';
import type { RepositorySettings } from '../access/repository-settings.ts';
import type { SecretReference } from '../access/secret-source.ts';
import type { LogonServerHosts } from '../ids/logon-servers.ts';
import type { SnapshotTrust } from '../snapshot/trust-text.ts';

/**
 * A backup, a restore or a rehearsal as data. It holds everything that an executor needs and no secret: where a password is
 * needed, it says where the password is kept. The same object is printed by a dry run, rendered as the runbook,
 * stored in the journal and performed.
 */
export interface Procedure {
  readonly schema: 1;
  /** A rehearsal is a restore to a scratch machine: `hosts` holds nothing else. */
  readonly kind: 'backup' | 'restore' | 'rehearsal';
  readonly title: string;
  /** The codes of the sites that it is about; of several, each is in a lane of its own. */
  readonly sites: readonly string[];
  /** How many lanes may be at work at once. */
  readonly parallel?: number;
  /** Seconds that no host may be down longer than. */
  readonly downtimeBudget?: number;
  readonly profile: string;
  /** Those beside the profiles that come with Resite. */
  readonly profiles?: readonly Profile[];
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly repository: RepositorySettings;
  /** Whose snapshots are restored; each step that opens one checks it. Procedures of earlier versions have none of it. */
  readonly trust?: SnapshotTrust;
  readonly steps: readonly Step[];
  /** What a backup leaves out, or a restore cannot bring back, and what is left to a person. */
  readonly remarks?: readonly Remark[];
}

export interface Remark {
  readonly id: string;
  /** What is not in the snapshot, or not restored. */
  readonly what: string;
  /** What somebody must do about it, and when. */
  readonly todo: string;
  readonly source: string;
}

export interface Step {
  /** Unique in its procedure, kebab-case; in a lane, with the name of that: `capture/S01`. */
  readonly id: string;
  /**
   * Steps of one lane are performed in their order, lanes side by side. A lane whose step fails is given up, and its
   * compensations run at once; the others go on. A failed step without a lane ends the procedure.
   */
  readonly lane?: string;
  /** Which part of the procedure it belongs to. Procedures of earlier versions do not say. */
  readonly phase?: StepPhase;
  /**
   * What must have come to an end before this begins, apart from the earlier steps of its lane. Without this: every
   * earlier step without a lane; for a step that has no lane itself, every earlier step.
   */
  readonly after?: readonly string[];
  /** What is done, in the words of an administrator. */
  readonly title: string;
  /** Where the step comes from, such as `Q138347 Backup 2`. */
  readonly source: string;
  /** The host it runs on: a key of `hosts`, or `this computer`. */
  readonly host: string;
  readonly action: Action;
  /** What makes the step's effect good again; run in reverse order when the procedure ends early. */
  readonly compensation?: Action;
  /** A step that looks at this one's effect; until it is done, a continued procedure begins this one again. */
  readonly confirmedBy?: string;
  /** Begun again when the procedure is continued, as its early end undid the effect; unless nothing is left that needs it. */
  readonly repeat?: true;
  /** How a person does the same without Resite, in Markdown. */
  readonly byHand: string;
}

/**
 * `check` looks at hosts; `read` reads a snapshot, before a restore or back after a backup; `prepare` is what is done before
 * anything stops; `stop` and `return` are of services; `capture` reads what is stopped; `store` makes a snapshot of it; `restore`
 * puts registry and files in place; `compare` sees that they are as they were; `adapt` changes what must differ (IDs, shares,
 * queues); `revive` brings the services up; `confirm` sees that the site works.
 */
export type StepPhase = (typeof stepPhases)[number];

export const stepPhases = [
  'check',
  'read',
  'prepare',
  'stop',
  'capture',
  'return',
  'store',
  'restore',
  'compare',
  'adapt',
  'revive',
  'confirm',
] as const;

export const thisComputer = 'this computer';

/** A snapshot by its full ID, or the one that a step of the same run makes. */
export type SnapshotReference = { readonly id: string } | { readonly step: string };

/** `site` and `parentSite` are codes of sites; `host`, `parentHost` and `standIn` are keys of `hosts`. */
interface Actions {
  'check-before-backup': {
    /** What the site should be. */
    profile?: string;
    site: string;
    host: string;
    parentSite: string;
    parentHost: string;
    helperHosts?: readonly string[];
    /** Somebody said that clocks differ on purpose. */
    acceptClocks?: true;
  };
  /** `parentHost` is left out of a rehearsal, here and below. */
  'check-before-restore': {
    host: string;
    parentHost?: string;
    helperHosts?: readonly string[];
    snapshot: SnapshotReference;
    /** Of a site whose services run as somebody. */
    account?: ServiceAccount;
    /** Somebody said that clocks differ on purpose. */
    acceptClocks?: true;
    /** A snapshot that is older gets a warning. */
    usefulLifeDays?: number;
  };
  'verify-snapshot': { snapshot: SnapshotReference };
  /** `budget` in seconds: with it, an expectation that is longer ends the procedure. */
  'expect-downtime': { hosts: readonly string[]; budget?: number };
  'start-guardian': object;
  /**
   * In stopping order. `dependents` are those of them that belong to somebody else and depend on the others: such a one is recorded,
   * stopped and returned only if it runs.
   */
  'record-services': { host: string; services: readonly string[]; dependents?: readonly string[] };
  'stop-services': { host: string; services: readonly string[]; dependents?: readonly string[] };
  'confirm-stopped': { hosts: Readonly<Record<string, readonly string[]>>; when: 'before' | 'after' };
  'return-services': { host: string };
  /** `after` names the step whose tree tells what is unchanged; without it the site's latest snapshot does. */
  capture: {
    site: string;
    host: string;
    roots: readonly string[];
    reread: readonly string[];
    after?: string;
  };
  'describe-site': { host: string; profile?: string };
  /** The files have the form of the Windows of this version and ANSI code page. */
  'save-registry': {
    host: string;
    key: string;
    serviceKeys: readonly string[];
    windowsVersion?: string;
    codePage?: number;
  };
  /** `before` and `after` name the steps that saved the key. */
  'compare-registry': { key: string; before: string; after: string };
  /** `capture`, `description` and `registry` name the steps that made them; the rest goes into manifest and runbook. */
  'commit-snapshot': {
    host: string;
    parentHost: string;
    /** Servers that do part of the work of the site. */
    helpers?: readonly { readonly host: string; readonly computerName: string }[];
    account?: ServiceAccount;
    roots: readonly string[];
    registryKey: string;
    capture: string;
    description: string;
    registry: string;
    logonServers?: string;
    /** Private key; without one, the snapshot is not signed. */
    signingKey?: { file: string };
  };
  'decide-ids': {
    parentHost?: string;
    snapshot: SnapshotReference;
    logonServers: LogonServerHosts;
    known: readonly IdSighting[];
  };
  'restore-registry': { host: string; key: string; snapshot: SnapshotReference };
  'restore-files': { host: string; root: string; snapshot: SnapshotReference };
  'compare-with-snapshot': { host: string; roots: readonly string[]; key: string; snapshot: SnapshotReference };
  'write-ids': { host: string; root: string; key: string; smsIni?: string; decision: string };
  /**
   * `queues` are folders, and so are `instructions`, which stay whatever becomes of the queues; plans of earlier versions name
   * none. `captured` is when the snapshot was made.
   */
  'settle-queues': {
    host: string;
    root: string;
    queues: readonly string[];
    instructions?: readonly string[];
    park: boolean;
    captured: string;
  };
  'compare-logon-servers': { snapshot: SnapshotReference; logonServers: LogonServerHosts };
  /** `description` names the step that describes the site. */
  'describe-logon-servers': { description: string; logonServers: LogonServerHosts };
  /**
   * `minutes` is the patience before it is done, `conditionMinutes` the time after that until what it needs is true: a report
   * that is just being sent lies in the folder for some minutes.
   */
  'resend-control-file': {
    host: string;
    parentHost: string;
    snapshot: SnapshotReference;
    folder: string;
    minutes: number;
    conditionMinutes: number;
  };
  'create-shares': { host: string; shares: readonly string[]; snapshot: SnapshotReference };
  'run-program': { host: string; program: string };
  /** Without an account as LocalSystem; without a start type it starts with Windows; `start: false` leaves it stopped. */
  'install-service': {
    host: string;
    service: string;
    imagePath: string;
    account?: ServiceAccount;
    displayName?: string;
    startType?: StartType;
    start?: false;
  };
  /** `snapshot` is what was restored; a plan of an earlier version does not say. */
  'wait-for-services': { host: string; services: readonly string[]; minutes: number; snapshot?: SnapshotReference };
  'confirm-site': {
    host: string;
    parentHost: string;
    helperHosts?: readonly string[];
    snapshot: SnapshotReference;
    minutes: number;
  };
  /** `standIn` is an empty machine that bears the name of the parent's server. */
  'confirm-rehearsal': { host: string; standIn?: string; snapshot: SnapshotReference; minutes: number };
}

export type ActionType = keyof Actions;
export type ActionOf<T extends ActionType> = { readonly type: T } & Readonly<Actions[T]>;

/** What an executor can do. Every action may begin twice: it finds out what is true before it acts. */
export type Action = { [T in ActionType]: ActionOf<T> }[ActionType];

const changing: readonly ActionType[] = [
  'stop-services',
  'return-services',
  'restore-registry',
  'restore-files',
  'write-ids',
  'create-shares',
  'settle-queues',
  'resend-control-file',
  'run-program',
  'install-service',
];

/** False for what only looks, reads, or writes to the repository and the journal. */
export const changesHost = (action: Action): boolean => changing.includes(action.type);

export interface ServiceAccount {
  /** `DOMAIN\user`. */
  readonly user: string;
  readonly password: SecretReference;
}
