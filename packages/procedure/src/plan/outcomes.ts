import type { IdDecision, LogonServerDescription, SiteDescription } from '@resite/site';
import { z } from 'zod';
import type { AtLogonServer } from '../ids/logon-servers.ts';
import { predictionSchema } from './prediction.ts';

/** What a capture has read. */
export interface Captured {
  readonly detail: string;
  /** In the repository; missing as long as what was copied with the services stopped is only in memory. */
  readonly tree?: string;
  readonly files: number;
  readonly bytes: number;
  readonly began: string;
  /** Time of the latest snapshot before this one. */
  readonly previous?: string;
  /** What was really read, as against what was found unchanged. */
  readonly read: { readonly files: number; readonly bytes: number };
}

/** What a capture has put into the repository. */
export interface Archived extends Captured {
  readonly tree: string;
}

export interface IdChange {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/** What waited in the queues, where a restore has put it aside. */
export interface Parked {
  readonly folder: string;
  readonly files: number;
  /** The command. */
  readonly bringBack: string;
}

const text = z.string();
const maybe = text.exactOptional();

const read = z.looseObject({ files: z.number(), bytes: z.number() });
const captured = {
  tree: maybe,
  files: z.number(),
  bytes: z.number(),
  began: text,
  previous: maybe,
  read,
};

const decision = z.looseObject({
  next: text,
  iniNext: maybe,
  uids: z.array(z.looseObject({ file: text, renamed: text })),
}) satisfies z.ZodType<Pick<IdDecision, 'next' | 'iniNext' | 'uids'>>;

const change = z.looseObject({ what: text, was: text, is: text }) satisfies z.ZodType<IdChange>;

/** What a step that other steps build on has returned: each takes what it needs. */
export const outcomes = {
  captured: z.looseObject({ detail: text, ...captured }) satisfies z.ZodType<Captured>,
  archived: z.looseObject({ detail: text, ...captured, tree: text }),
  savedRegistry: z.looseObject({ tree: text }),
  committed: z.looseObject({ snapshot: text }),
  decided: z.looseObject({ decision }),
  /** Their parts become parts of a manifest, which is read by the schema of manifests before it is stored. */
  described: z.looseObject({ site: z.custom<SiteDescription>(isObject) }),
  logonServersDescribed: z.looseObject({
    servers: z.array(z.custom<AtLogonServer<LogonServerDescription>>(isObject)),
  }),
  namedInSite: z.looseObject({
    site: z.looseObject({
      siteServer: text,
      logonServers: z.array(text),
      identity: z.looseObject({ computerName: text }),
    }),
  }),
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** What a step may have returned, or failed with. What later versions add to it passes. */
export const stepOutcome = z
  .looseObject({
    detail: text,
    code: text,
    message: text,
    snapshot: text,
    signedBy: text.nullable(),
    ...captured,
    expected: z.array(predictionSchema),
    decision,
    changes: z.array(change),
    differences: z.array(text),
    parked: z.looseObject({ folder: text, files: z.number(), bringBack: text }),
  })
  .partial();

export type StepOutcome = z.infer<typeof stepOutcome>;
