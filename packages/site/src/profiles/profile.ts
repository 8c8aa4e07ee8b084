/**
 * What a kind of site consists of, and how it is stopped, checked and revived. Data alone: what a kind of site lacks is left
 * out, and what only code can know lies in the module that `facts` names. Paths are relative to the root directory of the site.
 */
export interface Profile {
  /** The name that `resite.yaml` uses. */
  readonly name: string;
  readonly title: string;
  /** A sentence for who chooses among the profiles. */
  readonly description: string;
  /** The article or book that the profile goes by. */
  readonly source: string;
  /** The code that discovers and checks a site of this kind; `plain` does what a profile alone can tell. */
  readonly facts: Facts;
  readonly words: ProfileWords;
  /** Secondary sites are backed up and restored; primary ones are only their parents. */
  readonly siteType: 'primary' | 'secondary';
  /** Of primary ones: why they are not backed up. */
  readonly notBackedUp?: string;
  /** Name of the profile of the site above, which is stopped meanwhile. */
  readonly parent: string;
  /** In stopping order; they start in the reverse one. Those that the site does not have are passed over. */
  readonly services: readonly ProfileService[];
  /** Services whose presence means that the site is being installed or upgraded. */
  readonly transientServices: readonly ProfileService[];
  /** The service that brings up all others. Without it, each service is installed again as it was. */
  readonly bootstrap?: Bootstrap;
  /** Services and shares with such a name (`*` and `?` as in DOS) are of the site, also those that the profile does not name. */
  readonly names?: string;
  /** The key that is saved and restored with everything below it. */
  readonly registryKey: string;
  /** Below that key: what changes with each start, and values that count while the site works. */
  readonly volatileKeys: readonly string[];
  readonly counters: readonly string[];
  /** Below that key, as `Key\Value`: what `plain` reads. */
  readonly identification?: RegistryFacts;
  readonly root: Place;
  /** What else belongs to a site. */
  readonly places: readonly Place[];
  /** A program of the site that is run before its services are started. */
  readonly setup?: Setup;
  /** Of sites that hand out IDs: where the UID files of the site server's own logon server part lie. */
  readonly ids?: { readonly uidFolder: string; readonly decide: StepText; readonly step: StepText };
  /** Of sites with logon servers beside the site server: how to write down what they hold, and how to compare it. */
  readonly logonServers?: { readonly describe: StepText; readonly compare: StepText };
  /** Of sites that may have other servers do part of their work: the service that does it there, and how it is stopped and started again. */
  readonly helperServers?: { readonly service: string; readonly stop: StepSource; readonly return: StepSource };
  /** Of sites with a site control file: the folder for them, the master copy among them, and a copy of it that is worked through. */
  readonly siteControl?: {
    readonly folder: string;
    readonly masterFile: string;
    readonly proposal: string;
    readonly resend: StepText;
  };
  /** Files a restore cannot do without. */
  readonly requiredFiles: readonly RequiredFile[];
  /** Names (`*` and `?` as in DOS) of small files that a capture reads again even if size and time look unchanged. */
  readonly alwaysReread: readonly string[];
  /** Folders that hold work not done yet; after a restore their content goes out again. */
  readonly queues?: { readonly folders: readonly Queue[]; readonly step: StepText };
  /** Shares the site server has, `*` for a drive letter. */
  readonly shares: readonly ProfileShare[];
  /** Permissions that matter most, for who restores by hand. */
  readonly permissions?: { readonly whose: string; readonly commands: readonly Permission[] };
  /** What is lost of such a site that came after the backup. */
  readonly lost: ProfileRemark;
  /** What of the computer the site may have used, and no snapshot of it holds. */
  readonly outside?: ProfileRemark;
  readonly steps: { readonly backup: BackupTexts; readonly restore: RestoreTexts };
}

export type Facts = 'plain' | 'sms-1x';

export interface ProfileWords {
  /** What its services are services of: `SMS`. */
  readonly system: string;
  /** `an SMS site` */
  readonly site: string;
  /** What a restore brings back: `the SMS root, \MS, …` */
  readonly parts: string;
  /** `SMS root directory` */
  readonly root: string;
}

export interface ProfileService {
  readonly name: string;
  readonly reason: string;
  readonly source: string;
}

export interface Bootstrap {
  readonly service: string;
  /** `<platform>` stands for X86, ALPHA, MIPS, or what else Windows calls it. */
  readonly program: string;
  /** What to read when the other services do not come up. */
  readonly log: string;
  readonly step: StepText;
}

/** Names of registry values, with the key before them: `Setup\Branch Code`. */
export interface RegistryFacts {
  readonly siteCode: string;
  readonly parentSiteCode?: string;
  readonly version?: string;
}

/** A folder or file of a site, and how it is found: by its path, by its name in the root of a drive, or by a registry value. */
export interface Place {
  /** Unique in the profile. */
  readonly id: string;
  readonly type: 'directory' | 'file';
  /** A full path. */
  readonly path?: string;
  /** A name in the root of any drive (`*` and `?` as in DOS). */
  readonly name?: string;
  /** A registry value below the key of the profile that holds the path, as `Key\Value`. */
  readonly value?: string;
  /** Only on the drive of the root directory. */
  readonly sameDrive?: true;
  /** It may as well lie in the root directory. */
  readonly inRoot?: true;
  /** What a comparison with a snapshot calls it; without this, it is not compared. */
  readonly called?: string;
  /** A share of packages leads there, whatever it is called. */
  readonly shared?: true;
  /** A site gets along without it. */
  readonly optional?: true;
  /** A backup without it is not whole: why it is not there, and where the article asks for it. */
  readonly missed?: { readonly why: string; readonly source: string };
  /** It has the attribute Hidden. */
  readonly hidden?: true;
  /** There may be several: the path is added to the ID of the step that restores one. */
  readonly several?: true;
  /** The step that restores it. */
  readonly step: StepText & { readonly id: string };
}

export interface RequiredFile {
  readonly path: string;
  readonly reason: string;
  readonly source: string;
}

export interface Setup {
  readonly program: string;
  /** What sites of a build before this one have in its place. */
  readonly before?: { readonly build: number; readonly program: string };
  readonly step: StepText;
}

export interface Queue {
  readonly path: string;
  readonly holds: string;
  /** True for messages from or to other sites: these a restore may park, with everything below the folder. */
  readonly isMail: boolean;
  /** True for what tells clients which packages to install: it stays, as nothing else tells them. */
  readonly tellsClients?: true;
  readonly source: string;
}

export interface ProfileShare {
  readonly name: string;
  /** In the root directory; what lies elsewhere has ''. */
  readonly path: string;
  /** Who makes it when it is missing. Nobody: a restore does. */
  readonly madeBy?: string;
  readonly source: string;
}

/** `name` is below the root directory; `grant` is what CACLS.EXE is given. */
export interface Permission {
  readonly name: string;
  readonly grant: string;
}

export interface ProfileRemark {
  readonly id: string;
  readonly what: string;
  /** What somebody must do about it, and when. */
  readonly todo: string;
  readonly source: string;
}

/** Where a step comes from: `Q138347 Backup 2`, or the facts that call for a step the article lacks. */
export interface StepSource {
  readonly source: string;
  /**
   * What whoever does it by hand must know, in Markdown. `<root>` is the root directory; `<site>` the site code; of the bootstrap
   * service `<service>`, `<program>`, `<account>` and `<computer>`; of IDs `<key>`, `<uids>` and `<next>`.
   */
  readonly note?: string;
}

/** The words of a step: what a plan, a runbook and a progress line print. */
export interface StepText extends StepSource {
  readonly title: string;
}

export interface BackupTexts {
  readonly check: StepSource;
  readonly saveRegistryBefore: StepText;
  readonly stopServices: StepSource;
  readonly stopParentServices: StepSource;
  readonly confirmStopped: StepSource;
  readonly saveRegistry: StepText;
  readonly capture: StepText;
  readonly describe: StepText;
  readonly compareRegistry: StepSource;
  readonly commit: StepSource;
  readonly startParentServices: StepSource;
  readonly startServices: StepSource;
}

export interface RestoreTexts {
  readonly prepareServer: StepSource;
  readonly stopParentServices: StepSource;
  readonly restoreRegistry: StepText;
  readonly restoreShares: StepText;
  readonly startServices: StepText;
  readonly startParentServices: StepSource;
  readonly awaitSite: StepText;
}
