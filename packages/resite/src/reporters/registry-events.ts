import type { HiveProblem, JsonDifference, JsonValue } from '@resite/registry';

/** What the commands for hives say. Paths are counted from the root of the hive. */
export type RegistryEvent =
  | RegistryKeyEvent
  | ({ message_type: 'registry_difference' } & JsonDifference)
  | { message_type: 'registry_compared'; before: string; after: string; differences: number }
  | { message_type: 'registry_imported'; file: string; changes: number; dry_run: boolean }
  | ({ message_type: 'registry_problem' } & HiveProblem)
  | { message_type: 'registry_checked'; file: string; damages: number; flaws: number }
  | { message_type: 'registry_lost'; file: string; offset: number; path?: string; reason: string };

export interface RegistryKeyEvent {
  message_type: 'registry_key';
  path: string;
  /** RFC 3339, UTC. */
  last_write?: string;
  class?: string;
  /** SDDL. */
  security?: string;
  values: JsonValue[];
}
