import type { AnyRemedy } from '@resite/errors';
import type { Check } from '@resite/site';
import type { Prediction } from '../plan/prediction.ts';
import type { Procedure } from '../plan/procedure.ts';

/** What happens while a procedure is performed. `--json` prints these, one object a line; times are RFC 3339, durations seconds. */
export type ProcedureEvent = {
  /** The site, when the procedure is about several. */ lane?: string;
} & ProcedureEventBody;

type ProcedureEventBody =
  | {
      message_type: 'plan';
      run_id: string;
      kind: Procedure['kind'];
      sites: readonly string[];
      steps: { id: string; title: string; source: string; host: string; lane?: string }[];
    }
  | {
      message_type: 'step_started';
      run_id: string;
      step_id: string;
      number: number;
      of: number;
      title: string;
      host: string;
      source: string;
    }
  | {
      message_type: 'step_finished';
      run_id: string;
      step_id: string;
      state: StepState;
      elapsed: number;
      detail: string;
    }
  | { message_type: 'precheck'; check: Check }
  | { message_type: 'service_state'; host: string; service: string; was: string; is: string; wanted: string }
  /** Of hosts that there is experience with. */
  | { message_type: 'expected_downtime'; hosts: readonly Prediction[]; budget?: number }
  | { message_type: 'downtime'; host: string; elapsed: number; ended: boolean }
  | {
      message_type: 'status';
      files_done: number;
      bytes_done: number;
      total_files?: number;
      total_bytes?: number;
      percent_done?: number;
      seconds_remaining?: number;
      current_files: string[];
    }
  /** `how`: what can be done about it. */
  | { message_type: 'warning'; text: string; how?: AnyRemedy };

export type StepState = 'done' | 'failed' | 'skipped' | 'compensated';
export type Emit = (event: ProcedureEvent) => void;
