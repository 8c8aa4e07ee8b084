import type { Procedure, ProcedureEvent, Report, Resumed } from '@resite/procedure';
import type { Check } from '@resite/site';
import type { Claim } from '../commands/demo/proof.ts';

/** What the commands for sites say. */
export type SiteEvent =
  | ProcedureEvent
  | { message_type: 'procedure'; procedure: Procedure; format: 'text' | 'markdown' }
  | { message_type: 'checks'; site: string; checks: Check[] }
  | { message_type: 'report'; report: Report; step_by_step?: true }
  | { message_type: 'runs'; runs: Report[] }
  | { message_type: 'resumed'; run_id: string; how: Resumed['how'] };

/** The demo between the commands that it types. */
export type DemoEvent =
  | { message_type: 'chapter'; title: string }
  | { message_type: 'typed'; command: string }
  | { message_type: 'proof'; proof: Claim[] }
  /** `bin` is the folder that PATH lacks, for `resite` to be found. */
  | { message_type: 'demo_kept'; folder: string; bin?: string };
