import type {
  Drift,
  HostSettings,
  IdSurvey,
  LedgerEntry,
  PastRehearsal,
  Prediction,
  Procedure,
  ProcedureEvent,
  Report,
  Resumed,
} from '@resite/procedure';
import type { StoppedRecord } from '@resite/procedure/host-memory';
import type { FromHost } from '@resite/procedure/services';
import type { Check, IdDecision, IdProblem, IdRequirement } from '@resite/site';

/** `text` is one line a step, the others how to do each by hand. */
export type PlanFormat = 'text' | 'md' | 'html' | 'txt';

/** What the commands for sites say. */
export type SiteEvent =
  | ProcedureEvent
  | { message_type: 'procedure'; procedure: Procedure; format: PlanFormat }
  | { message_type: 'checks'; site: string; purpose: 'backup' | 'restore'; checks: readonly Check[] }
  | DoctorEvent
  | { message_type: 'drift'; drift: Drift }
  | { message_type: 'report'; report: Report; step_by_step?: true }
  /** `rehearsals`: the last one of each site. */
  | { message_type: 'runs'; runs: Report[]; rehearsals: PastRehearsal[] }
  | { message_type: 'history'; site: string; runs: LedgerEntry[]; expected: Prediction[] }
  | IdsEvent
  | { message_type: 'resumed'; run_id: string; how: Resumed['how'] }
  | HostMemoryEvent;

/** What can be done with a host. */
export interface DoctorEvent {
  message_type: 'doctor';
  host: string;
  driver: HostSettings['driver'];
  checks: readonly Check[];
  /** False when something was in the way, and what lies behind it was not looked at. */
  complete: boolean;
  /** What of the driver nobody has run on Windows yet. */
  not_yet_run: readonly string[];
}

/** What a host remembered of a run that had stopped its services; `returned` are those that were changed. */
export interface HostMemoryEvent {
  message_type: 'host_memory';
  host: string;
  found: FromHost['found'];
  remembered?: Omit<StoppedRecord, 'time'> & { time: string };
  returned?: readonly string[];
}

/** SMS IDs of a site: where each was seen, what is wrong with them, and what the next ones must be. */
export interface IdsEvent extends Pick<IdSurvey, 'read' | 'unread'> {
  message_type: 'ids';
  site: string;
  /** Full ID, when a snapshot was looked at and not the site. */
  snapshot?: string;
  /** How many different IDs of this site computers have, as far as was seen. */
  used: number;
  /** The highest ID that is in use, by range and counter. */
  highest?: { id: string; where: string };
  problems: IdProblem[];
  requirements: IdRequirement[];
  /** What a restore of the snapshot would choose now. */
  decision?: IdDecision;
}

/** One thing that the demo proves. */
export interface Claim {
  readonly claim: string;
  readonly ok: boolean;
  readonly found: string;
}

/** The demo between the commands that it types. */
export type DemoEvent =
  | { message_type: 'chapter'; title: string }
  | { message_type: 'typed'; command: string }
  | { message_type: 'proof'; proof: Claim[] }
  /** `bin` is the folder that PATH lacks, for `resite` to be found. */
  | { message_type: 'demo_kept'; folder: string; bin?: string };
