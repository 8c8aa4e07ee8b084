import type { ErrorCode } from '@resite/errors';
import type { SiteRemedy } from './remedy.ts';

/** When a check is made: before a backup, before a restore, as a sign of a working site after one, or of a host whatever it is for. */
export type Phase = 'backup' | 'restore' | 'revival' | 'host';

/** A check without a finding: what can be said of it before anything was looked at. Plain data; the docs are made of it. */
export interface CheckDefinition {
  readonly phases: readonly Phase[];
  /** What it means when it is not as wanted: an `error` stops the procedure. */
  readonly severity: 'error' | 'warning' | 'info';
  /** What is looked at; a finding may name hosts and paths. */
  readonly title: string;
  readonly wanted: string;
  /** What to do when it is not as wanted. */
  readonly remedy: string;
  /** What the program can do about it; its words come before those of `remedy`. */
  readonly how?: SiteRemedy;
  /** Articles of the Knowledge Base, the Resource Guide, or Resite itself. */
  readonly source: string;
  /** Of the error that a failed check ends in; default `CHECK_FAILED`. */
  readonly code?: ErrorCode;
  /** A backup that is made all the same leaves out what this looks for: it is partial. */
  readonly leavesOut?: true;
  /** Of a sign of life: its number among the fourteen signs, and where it shows. */
  readonly sign?: number;
  readonly side?: 'target' | 'parent';
  /** Of a sign of life: until so many minutes after the services started, its absence is `not-yet`, and `failed` from then on. */
  readonly minutes?: number;
}
