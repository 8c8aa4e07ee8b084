import type { Procedure } from '../plan/procedure.ts';

/**
 * - running: its owner works on it, or died
 * - done: every step is done
 * - partial: not everything was saved: of several sites some were not, or a snapshot lacks parts of its site. All services are returned
 * - failed, interrupted: ended early, services returned; a restore can be continued
 * - unsettled: ended early and at least one service is not in its recorded state
 */
export type RunStatus = 'running' | 'done' | 'partial' | 'failed' | 'interrupted' | 'unsettled';

export interface Run {
  readonly id: string;
  readonly kind: Procedure['kind'];
  /** Codes of its sites. */
  readonly sites: readonly string[];
  /** Names of its hosts. */
  readonly hosts: readonly string[];
  /** Read when it is asked for: most runs are only counted. `JOURNAL_DAMAGED` when it does not fit. */
  readonly procedure: Procedure;
  readonly status: RunStatus;
  readonly started: Date;
  readonly ended: Date | undefined;
  /** True while the process that performs it lives. */
  readonly alive: boolean;
  /** Number of that process. */
  readonly process: number;
  /** It lives, and was stopped or hangs in the kernel: nothing goes on until somebody wakes it. */
  readonly standsStill: boolean;
}

/** It came to an end, and every service is in its recorded state, as far as anybody knows. */
export const isSettled = ({ status }: Pick<Run, 'status'>): boolean => status !== 'running' && status !== 'unsettled';

/** Nobody works on it, and its services may not be in their recorded states: its owner is dead, or could not return one. */
export const isUnfinished = ({ status, alive }: Run): boolean =>
  (status === 'running' && !alive) || status === 'unsettled';
