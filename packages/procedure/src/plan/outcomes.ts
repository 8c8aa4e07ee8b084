import type { LeftOut } from '@resite/site';
import { z } from 'zod';
import type { RegistryFile } from '../snapshot/registry-files.ts';
import { type Prediction, predictionSchema } from './prediction.ts';
import type { ActionType } from './procedure.ts';

/**
 * What an action returns when it is done: a sentence for people, and data for later steps and the report. It is kept in the
 * journal, so it is JSON; read again, it is what its schema says, with whatever else was returned.
 */
export interface Outcome {
  readonly detail: string;
}

/** Beside `Actions`: what an action of each type returns. Keys that are optional are those that not every version wrote. */
interface Outcomes {
  'check-before-backup': Outcome;
  'check-before-restore': Outcome;
  'verify-snapshot': Outcome;
  'expect-downtime': Expected;
  'start-guardian': Outcome;
  'record-services': Outcome;
  'stop-services': Outcome;
  'confirm-stopped': Outcome;
  'return-services': Outcome;
  capture: Captured;
  'describe-site': Described;
  'save-registry': SavedRegistry;
  'compare-registry': ComparedRegistry;
  'commit-snapshot': Committed;
  'decide-ids': Decided;
  'restore-registry': Outcome;
  'restore-files': Outcome;
  'compare-with-snapshot': Outcome;
  'write-ids': Outcome;
  'settle-queues': QueuesSettled;
  'compare-logon-servers': Outcome;
  'describe-logon-servers': LogonServersDescribed;
  'resend-control-file': Outcome;
  'create-shares': Outcome;
  'run-program': Outcome;
  'install-service': Outcome;
  'wait-for-services': Outcome;
  'confirm-site': Outcome;
  'confirm-rehearsal': Outcome;
}

export type OutcomeOf<T extends ActionType> = Outcomes[T];

/** What a backup expects before it stops anything. */
interface Expected extends Outcome {
  /** Hosts that there is no experience with are not in it. */
  readonly expected: readonly Prediction[];
}

/** What a capture has read. */
export interface Captured extends Outcome {
  /** In the repository; missing as long as what was copied with the services stopped is only in memory. */
  readonly tree?: string;
  readonly files: number;
  readonly bytes: number;
  readonly began: string;
  /** Time of the latest snapshot before this one. */
  readonly previous?: string;
  /** What was really read, as against what was found unchanged. */
  readonly read?: { readonly files: number; readonly bytes: number };
}

/** What a capture has put into the repository. */
export interface Archived extends Captured {
  readonly tree: string;
}

/** It becomes a part of a manifest, and is read by the schema of manifests before that is stored: here is only what others need. */
interface Described extends Outcome {
  readonly site: {
    readonly profile: string;
    readonly siteServer: string;
    readonly logonServers: readonly string[];
    readonly identity: { readonly computerName: string };
  };
}

interface SavedRegistry extends Outcome {
  /** In the repository: one folder `registry`. */
  readonly tree: string;
  readonly files?: readonly RegistryFile[];
}

interface ComparedRegistry extends Outcome {
  /** Keys and values by name; never what is in them. */
  readonly differences: readonly string[];
}

interface Committed extends Outcome {
  /** Full ID. */
  readonly snapshot: string;
  /** Fingerprint of the key that has signed it; null when none has. */
  readonly signedBy?: string | null;
  /** Parts of the site that are not in it. */
  readonly leftOut?: readonly LeftOut[];
}

interface Decided extends Outcome {
  readonly decision: {
    readonly next: string;
    readonly iniNext?: string;
    readonly uids: readonly { readonly file: string; readonly renamed: string }[];
    readonly removed?: readonly string[];
  };
  /** Each number with its value in the snapshot and its new one. */
  readonly changes?: readonly IdChange[];
}

export interface IdChange {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

interface QueuesSettled extends Outcome {
  readonly parked?: Parked;
}

/** What waited in the queues, where a restore has put it aside. */
export interface Parked {
  readonly folder: string;
  readonly files: number;
  /** The command. */
  readonly bringBack: string;
}

/** As with {@link Described}. */
interface LogonServersDescribed extends Outcome {
  readonly servers: readonly { readonly name: string }[];
}

const text = z.string();
const number = z.number();
const returned = <T extends z.core.$ZodLooseShape>(parts: T) => z.looseObject({ detail: text, ...parts });
const plain = returned({});

/** Each reads what an action of that type has returned, in this process or in an earlier one. */
export const outcomeSchemas: { readonly [T in ActionType]: z.ZodType<OutcomeOf<T>> } = {
  'check-before-backup': plain,
  'check-before-restore': plain,
  'verify-snapshot': plain,
  'expect-downtime': returned({ expected: z.array(predictionSchema) }),
  'start-guardian': plain,
  'record-services': plain,
  'stop-services': plain,
  'confirm-stopped': plain,
  'return-services': plain,
  capture: returned({
    tree: text.exactOptional(),
    files: number,
    bytes: number,
    began: text,
    previous: text.exactOptional(),
    read: z.looseObject({ files: number, bytes: number }).exactOptional(),
  }),
  'describe-site': returned({
    site: z.looseObject({
      profile: text,
      siteServer: text,
      logonServers: z.array(text),
      identity: z.looseObject({ computerName: text }),
    }),
  }),
  'save-registry': returned({
    tree: text,
    files: z
      .array(
        z.looseObject({
          file: text,
          format: text,
          for: text,
          codePage: number.exactOptional(),
          leftOut: z.array(text).exactOptional(),
        }),
      )
      .exactOptional(),
  }),
  'compare-registry': returned({ differences: z.array(text) }),
  'commit-snapshot': returned({
    snapshot: text,
    signedBy: text.nullable().exactOptional(),
    leftOut: z.array(z.looseObject({ what: text, why: text, source: text })).exactOptional(),
  }),
  'decide-ids': returned({
    decision: z.looseObject({
      next: text,
      iniNext: text.exactOptional(),
      uids: z.array(z.looseObject({ file: text, renamed: text })),
      removed: z.array(text).exactOptional(),
    }),
    changes: z.array(z.looseObject({ what: text, was: text, is: text })).exactOptional(),
  }),
  'restore-registry': plain,
  'restore-files': plain,
  'compare-with-snapshot': plain,
  'write-ids': plain,
  'settle-queues': returned({
    parked: z.looseObject({ folder: text, files: number, bringBack: text }).exactOptional(),
  }),
  'compare-logon-servers': plain,
  'describe-logon-servers': returned({ servers: z.array(z.looseObject({ name: text })) }),
  'resend-control-file': plain,
  'create-shares': plain,
  'run-program': plain,
  'install-service': plain,
  'wait-for-services': plain,
  'confirm-site': plain,
  'confirm-rehearsal': plain,
};

/** What is kept of a step whatever it did: what a done one says, or the error of a failed one. */
export const stepWords = z.looseObject({ detail: text, code: text, message: text }).partial();
