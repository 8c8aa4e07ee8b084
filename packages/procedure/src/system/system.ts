import type { Host } from '@resite/host';
import type { Repository } from '@resite/repository';
import type { HostSettings } from '../access/connect.ts';
import type { OpenSettingsOptions, RepositorySettings } from '../access/repository-settings.ts';
import type { LedgerStore } from '../history/ledger.ts';
import type { JournalStore } from '../journal/store.ts';
import type { Companion } from '../services/companion.ts';
import type { Keeper } from '../services/keeper.ts';

/**
 * What a process has around it, beside its clock (`@resite/filesystem/clock`): other processes, and the ways to hosts, repositories and
 * the disk of the journal. What is not given is the real thing, and stands beside the type that it has here.
 */
export interface System {
  readonly processes?: Processes;
  readonly connectHost?: (name: string, settings: HostSettings) => Host;
  readonly openRepository?: (settings: RepositorySettings, options: OpenSettingsOptions) => Promise<Repository>;
  readonly openJournal?: (folder: string) => JournalStore;
  readonly openLedger?: (folder: string) => LedgerStore;
  readonly openKeeper?: (folder: string, run: string) => Keeper;
  /** Starts a process that does what {@link guard} says. */
  readonly startCompanion?: (folder: string, run: string) => Companion;
}

export interface Processes {
  /** Names this process so that no other one, at any time, has the same name; it begins with its number. */
  own(): string;
  isAlive(identity: string): boolean;
  /** The letter that Linux has for what it does, as `T` for one that is stopped; undefined where nobody tells. */
  state(identity: string): string | undefined;
}

const real: System = {};
let current: () => System | undefined = () => undefined;

/** `system` is asked at each use for what is around whoever is at work: undefined is this very process. */
export function useSystem(system: () => System | undefined): void {
  current = system;
}

export const system = (): System => current() ?? real;
