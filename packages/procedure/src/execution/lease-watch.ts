import type { Host } from '@resite/host';
import type { RecordedService } from '../journal/records.ts';

/** The promises of hosts to start by themselves what this run stops, kept up while it lives. */
export interface LeaseWatch {
  /** Before the first stop: from now on the host starts those that ran by itself, should nobody renew that within `seconds`. */
  hold(host: Host, services: readonly RecordedService[], seconds: number): Promise<void>;
  /** Renews it now. `LEASE_EXPIRED` when services of the host may have run since the stop; where none is held, nobody asks. */
  confirm(host: string): Promise<void>;
  /** The same for each that must have ended by the clock of this computer: it slept, or could not renew it. */
  confirmOverdue(): Promise<void>;
  /** The services are on their way back: it is not renewed any more. It stays held until they are back. */
  leave(host: string): void;
}
