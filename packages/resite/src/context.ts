import type { CompressionMode } from '@resite/repository';
import type { CommandEvent } from './reporters/events.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly repo?: string;
  readonly repositoryFile?: string;
  readonly passwordFile?: string;
  readonly passwordCommand?: string;
  readonly keyHint?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Milliseconds; only commands that lock the repository have it. */
  readonly retryLock?: number;
  /** False: what only reads takes no lock. */
  readonly lock?: boolean;
  /** Only commands that store data have these two; as the environment says, if not given. */
  readonly compression?: CompressionMode;
  /** MiB, as typed. */
  readonly packSize?: string;
}

export type Emit = (event: CommandEvent) => void;

/** What the handler of a command works with. It prints nothing itself: it emits events and throws errors. */
export interface Context {
  readonly emit: Emit;
  readonly options: GlobalOptions;
  /** Aborted, with a `ResiteError` as its reason, by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Runs that wait to be resumed, as the command has said at its beginning: an error names them once more. */
  readonly waiting: Set<string>;
  /** A command that stops services says here how to learn which may be down, as `SERVICE on HOST`, however the program ends. */
  readonly atEnd: { servicesDown: () => readonly string[] };
}
