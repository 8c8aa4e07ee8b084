import type { Advice, AnyRemedy } from '@resite/errors';
import type { SiteRemedy } from '@resite/site';

/** What can be done about an error or a warning of a procedure, with what it takes. How a person does it, the program says. */
export type ProcedureRemedy = RunRemedy | JournalRemedy | SnapshotRemedy | SettingRemedy | SiteRemedy;

/** `run` is the ID of a run, `process` the number of a process. */
type RunRemedy =
  /** Resume the run after what is to be done `first`: a sentence, or the beginning of one. `how` comes before it. */
  | { readonly kind: 'resume-run'; readonly run: string; readonly first: string; readonly how?: AnyRemedy }
  /** Resume the run that was cut off, before anything else. */
  | { readonly kind: 'resume-first'; readonly run: string }
  /** Put the cause right, and have the services returned. */
  | { readonly kind: 'resume-to-return'; readonly run: string }
  /** The same, when they could not be returned. */
  | { readonly kind: 'resume-again'; readonly run: string }
  /** Carry on a restore that ended early. */
  | { readonly kind: 'carry-on-run'; readonly run: string }
  /** Return the services as the hosts remember them, then resume the run. */
  | { readonly kind: 'resume-after-hosts'; readonly run: string }
  /** Put the cause right, and return the services as this host remembers them. */
  | { readonly kind: 'return-from-host'; readonly host: string }
  /** Look on the computer that the run was begun on; if it is over there, have the host made good from here. */
  | { readonly kind: 'ask-other-computer'; readonly computer: string; readonly host: string; readonly areBack: boolean }
  /** Nothing, unless this program dies as well. */
  | { readonly kind: 'resume-if-both-die' }
  /** Wake the process, or take the run from it. */
  | { readonly kind: 'take-over'; readonly run: string; readonly process: number }
  /** Wait until the process has ended. */
  | { readonly kind: 'wait-for-process'; readonly process: number }
  /** See what became of the run. */
  | { readonly kind: 'see-outcome' }
  /** See what was done, and begin again. */
  | { readonly kind: 'see-progress'; readonly run: string }
  /** See the runs that there are. */
  | { readonly kind: 'list-runs' }
  /** Back up these sites, after what helps with the first of them. */
  | { readonly kind: 'back-up-rest'; readonly sites: readonly string[]; readonly before: Advice }
  /** See what these sites lack, and back them up again. */
  | { readonly kind: 'complete-backup'; readonly sites: readonly string[] }
  /** Let the services be down for longer. */
  | { readonly kind: 'raise-budget' }
  /** Park what waits in the queues. */
  | { readonly kind: 'park-queues' };

type JournalRemedy =
  /** Put the right journal back, or return the services as the hosts remember them. */
  | { readonly kind: 'replace-journal' }
  /** Return the services as the hosts remember them, and begin a new journal. */
  | { readonly kind: 'begin-journal' }
  /** Make room on the disk of the journal. */
  | { readonly kind: 'free-journal-disk' };

/** `snapshot` is a full ID. */
type SnapshotRemedy =
  /** See the snapshots, of one site or of all. */
  | { readonly kind: 'list-site-snapshots'; readonly site?: string }
  /** Name a snapshot that is from the future, if this clock is right. */
  | { readonly kind: 'name-future-snapshot'; readonly snapshot: string }
  /** Give the same snapshot as the one that is trusted. */
  | { readonly kind: 'same-id' }
  /** Give the full ID of the snapshot. */
  | { readonly kind: 'full-id' }
  /** Trust the key, take one that a trusted key has signed, or trust this one. `time` is RFC 3339. */
  | {
      readonly kind: 'trust-snapshot';
      readonly state: 'unknown' | 'retired' | 'unsigned';
      readonly snapshot: string;
      readonly instead?: { readonly snapshot: string; readonly time: string };
    }
  /** Find out who can write to the repository, and choose another snapshot; `why` comes first. */
  | { readonly kind: 'find-writer'; readonly why?: string }
  /** Have the repository read, and choose another snapshot. */
  | { readonly kind: 'read-repository' }
  /** Put a new signing key in the place of one that cannot be read. */
  | { readonly kind: 'replace-signing-key' }
  /** Make the signing key of this installation. */
  | { readonly kind: 'make-signing-key' };

type SettingRemedy =
  /** Name the host that carries the site. */
  | { readonly kind: 'correct-host' }
  /** Name the account of the services; `recorded` is what the snapshot says of it, '' when nothing. */
  | { readonly kind: 'name-account'; readonly site: string; readonly recorded: string }
  /** Name a file that holds the password. */
  | { readonly kind: 'name-password-file' };
