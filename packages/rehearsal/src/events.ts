import type { ProcedureEvent, Report } from '@resite/procedure';
import type { Evidence } from './evidence.ts';

/** What happens in a rehearsal: what its procedure says, and what is said around it. */
export type RehearsalEvent =
  | { message_type: 'scratch_begun' }
  | ProcedureEvent
  | { message_type: 'report'; report: Report }
  /** `folder` holds the evidence; the key pair that signed it was made just now when `key_is_new`. */
  | { message_type: 'rehearsed'; evidence: Evidence; folder: string; key_is_new: boolean }
  | { message_type: 'scratch_kept'; folder: string };
