/** What a kind of site consists of, and how it is stopped, checked and revived. Paths are relative to the SMS root. */
export interface Profile {
  /** The name that `resite.yaml` uses. */
  readonly name: string;
  readonly title: string;
  readonly siteType: 'primary' | 'secondary';
  /** The article or book that the profile goes by. */
  readonly source: string;
  /** In stopping order; they start in the reverse one. Those that the site does not have are passed over. */
  readonly services: readonly ProfileService[];
  /** Services whose presence means that the site is being installed or upgraded. */
  readonly transientServices: readonly ProfileService[];
  /** The service that brings up all others. */
  readonly bootstrap: {
    readonly service: string;
    readonly displayName: string;
    /** `<platform>` stands for X86, ALPHA or MIPS. */
    readonly program: string;
    readonly source: string;
  };
  /** The key that is saved and restored with everything below it. */
  readonly registryKey: string;
  /** What else belongs to a site, by its name in the root of a drive (`*` and `?` as in DOS). */
  readonly places: {
    readonly clientTree: string;
    readonly ini: string;
    readonly packages: string;
    /** In the root of the drive that holds SMS. */
    readonly rootLogs: string;
    readonly source: string;
  };
  /** The batch file that makes the site server a client again. */
  readonly clientSetup: string;
  /** Where the UID files of the site server's own logon server part lie. */
  readonly uidFolder: string;
  /** Where site control files lie. */
  readonly siteControlFolder: string;
  /** The master copy among them. */
  readonly masterSiteControlFile: string;
  /** Files a restore cannot do without. */
  readonly requiredFiles: readonly RequiredFile[];
  /** Names (`*` and `?` as in DOS) of small files that a capture reads again even if size and time look unchanged. */
  readonly alwaysReread: readonly string[];
  /** Folders that hold work not done yet; after a restore their content goes out again. */
  readonly queues: readonly Queue[];
  /** Shares the site server has, `*` for a drive letter. */
  readonly shares: readonly ProfileShare[];
  readonly steps: {
    readonly backup: Readonly<Record<string, StepText>>;
    readonly restore: Readonly<Record<string, StepText>>;
  };
}

export interface ProfileService {
  readonly name: string;
  readonly reason: string;
  readonly source: string;
}

export interface RequiredFile {
  readonly path: string;
  readonly reason: string;
  readonly source: string;
}

export interface Queue {
  readonly path: string;
  readonly holds: string;
  /** True for messages from or to other sites: these a restore may park, with everything below the folder. */
  readonly isMail: boolean;
  readonly source: string;
}

export interface ProfileShare {
  readonly name: string;
  readonly path: string;
  /** Who makes it when it is missing. */
  readonly madeBy: string;
  readonly source: string;
}

/** The words of a step: what a plan, a runbook and a progress line print. */
export interface StepText {
  readonly title: string;
  /** `Q138347 Backup 2`, or the facts that call for a step the article lacks. */
  readonly source: string;
  /** What whoever does it by hand must know. */
  readonly note?: string;
}
