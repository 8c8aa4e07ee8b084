import type { ServiceState } from '@resite/host';
import type { LabClient, LabStatus } from '@resite/lab';
import type { CheckResult, NodeType, RestoredEntry } from '@resite/repository';
import type { SnapshotGroup } from '@resite/repository/snapshots';
import type { Shell } from '../completion/shells.ts';
import type { Config } from '../config/config.ts';
import type { JsonSchema } from '../config/json-schema.ts';
import type { MaintenanceEvent } from './maintenance-events.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RehearsalEvent } from './rehearsal-events.ts';
import type { SigningKeyEvent } from './signing-key-events.ts';
import type { DemoEvent, SiteEvent } from './site-events.ts';
import type { NodeEvent, SnapshotInfo } from './snapshot-events.ts';

/**
 * Everything that a command can say. `--json` prints these, one object a line, each with `schema`, `seq` and `time`.
 * Names and meanings are those of restic where it has them.
 */
export type CommandEvent =
  | RepositoryEvent
  | MaintenanceEvent
  | SiteEvent
  | RehearsalEvent
  | DemoEvent
  | LabEvent
  | RegistryEvent
  | ConfigEvent
  | ShellEvent
  | SigningKeyEvent
  | NoteEvent;

export type RepositoryEvent =
  | { message_type: 'initialized'; id: string; repository: string }
  | StatusEvent
  | { message_type: 'check_status'; packs_done: number; total_packs: number; percent_done: number }
  | { message_type: 'error'; error: { message: string }; during: 'backup' | 'restore' | 'check'; item: string }
  | BackupSummary
  | RestoreSummary
  /** What becomes of one file or folder, or would. */
  | {
      message_type: 'verbose_status';
      action: RestoredEntry['action'] | 'new' | 'modified';
      item: string;
      type: NodeType;
      size: number;
    }
  | CheckSummary
  | { message_type: 'snapshots'; snapshots: SnapshotInfo[] }
  | { message_type: 'snapshot_groups'; groups: (SnapshotGroup & { snapshots: SnapshotInfo[] })[] }
  | NodeEvent;

export interface StatusEvent {
  message_type: 'status';
  files_done: number;
  bytes_done: number;
  total_files?: number;
  total_bytes?: number;
  /** From 0 to 1. */
  percent_done?: number;
  seconds_remaining?: number;
  current_files: string[];
}

export type BackupSummary = BackupCounts &
  (
    | { dry_run: true }
    | { dry_run: false; snapshot_id: string }
    /** No snapshot was made: this one holds the same. */
    | { dry_run: false; same_as: string }
  );

export interface BackupCounts {
  message_type: 'summary';
  operation: 'backup';
  files_new: number;
  files_changed: number;
  files_unmodified: number;
  dirs_new: number;
  dirs_changed: number;
  dirs_unmodified: number;
  /** Files and folders that were there when their folder was listed, and gone when they were to be read. */
  vanished: number;
  data_blobs: number;
  tree_blobs: number;
  data_added: number;
  data_added_packed: number;
  total_files_processed: number;
  total_bytes_processed: number;
  /** Seconds. */
  total_duration: number;
}

export interface RestoreSummary {
  message_type: 'summary';
  operation: 'restore';
  dry_run: boolean;
  snapshot_id: string;
  target: string;
  files_restored: number;
  dirs_restored: number;
  bytes_restored: number;
  /** Of the files restored, those of which no content had to be written; the bytes are those that were right anywhere. */
  files_unchanged: number;
  bytes_unchanged: number;
  /** Left as they are by `--overwrite`. */
  files_skipped: number;
  files_deleted: number;
  /** Read back and compared. */
  files_verified?: number;
  /** Seconds. */
  total_duration: number;
}

export interface CheckSummary extends Pick<CheckResult, 'snapshots' | 'packs' | 'blobs'> {
  message_type: 'summary';
  operation: 'check';
  num_errors: number;
  /** Of how much of the data every byte was read and compared. */
  data_read: 'none' | 'part' | 'all';
  packs_read: number;
  bytes_read: number;
}

export type LabEvent =
  | ({ message_type: 'lab_status' } & LabStatus)
  | { message_type: 'clients_joined'; site: string; clients: LabClient[] }
  | { message_type: 'lab_faults'; faults: { name: string; what: string }[] }
  | { message_type: 'lab_fault'; name: string; what: string }
  | { message_type: 'lab_service'; machine: string; service: string; state: ServiceState }
  /** What was done to a lab, or to one machine of it. */
  | { message_type: 'lab_changed'; change: LabChange; folder: string; machine?: string };

export type LabChange = 'created' | 'up' | 'down' | 'destroyed';

export type ConfigEvent =
  | { message_type: 'config'; config: Config }
  | { message_type: 'config_valid'; file: string; hosts: number; sites: number }
  | { message_type: 'config_schema'; json_schema: JsonSchema }
  | { message_type: 'written'; file: string };

/** Of what makes the command line handy. */
export type ShellEvent =
  | { message_type: 'completion'; shell: Shell; script: string }
  | { message_type: 'manual_written'; folder: string; pages: number };

/** Something about the work, for people: what happens, what comes next. */
export interface NoteEvent {
  message_type: 'note';
  text: string;
}
