import type { RecordedService, ServiceChange } from '../journal/journal.ts';

/** The guardian of a run, as the process knows it that performs the run. */
export interface GuardianHandle {
  readonly pid: number;
  /** Resolves when the guardian holds in its memory how these services were: only then may one be stopped. */
  remember(host: string, services: readonly RecordedService[]): Promise<void>;
  /** Before a service is stopped, and when it is back. */
  note(host: string, service: string, change: ServiceChange): void;
  /** Aborts with `FENCED` when the guardian has taken the run over, as this process was silent for too long. */
  readonly takenOver: AbortSignal;
  /** What the guardian that took over could not return, in words; nothing when every service is back. */
  readonly outcome: Promise<readonly string[]>;
  /** Ends the guardian: the run has ended and the journal says how. */
  dismiss(): Promise<void>;
}
