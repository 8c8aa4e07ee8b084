import type { HostSettings } from '../access/connect.ts';
import type { RecordedService, ServiceChange } from '../journal/records.ts';

/** What the guardian gets at its start: all that it needs to return the services without the journal. */
export interface GuardianTask {
  /** Holds the journal. */
  readonly folder: string;
  readonly run: string;
  /** Identity of the process to outlive. */
  readonly ward: string;
  /** In the order of the procedure; they are returned in the reverse one. */
  readonly hosts: Readonly<Record<string, HostSettings>>;
  readonly services: readonly HostServices[];
  /** Seconds that no host may be down longer than. */
  readonly budget?: number;
}

export interface HostServices {
  readonly host: string;
  readonly services: readonly RecordedService[];
}

/** One line of JSON each, from the process that performs the run. */
export type ToGuardian =
  /** It performs, and its event loop turns. */
  | { readonly kind: 'beat' }
  | ({ readonly kind: 'recorded' } & HostServices)
  | { readonly kind: 'change'; readonly host: string; readonly service: string; readonly change: ServiceChange }
  | { readonly kind: 'dismiss' };

/** The other way. */
export type FromGuardian =
  /** The task, or what was recorded, is in the guardian's memory. */
  | { readonly kind: 'ready' }
  /** The process was silent for so many seconds while services were down: the run is the guardian's now. */
  | { readonly kind: 'took-over'; readonly silent: number }
  /** What it could not return, in words; nothing when every service is back. */
  | { readonly kind: 'returned'; readonly failures: readonly string[] };

/** How often the performing process beats, in milliseconds. */
export const beatInterval = 1_000;
