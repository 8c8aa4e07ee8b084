import type { Change, Loss, RepairPacksResult, StatsMode } from '@resite/repository';
import type { LostBlob, Migration } from '@resite/repository/maintenance';
import type { SnapshotGroup } from '@resite/repository/snapshots';
import type { NodeEvent, SnapshotInfo } from './snapshot-events.ts';

/** What the commands say that keep a repository in order. */
export type MaintenanceEvent =
  | { message_type: 'work_status'; unit: 'pack' | 'blob'; done: number; total: number }
  | { message_type: 'forget'; dry_run: boolean; groups: ForgetGroupInfo[] }
  /** `unusable`: names of snapshot files that could not be read. */
  | { message_type: 'forgotten'; dry_run: boolean; snapshots: SnapshotInfo[]; unusable: string[] }
  | PrunedEvent
  | { message_type: 'keys'; keys: KeyItem[] }
  | { message_type: 'key_changed'; change: 'added' | 'removed' | 'changed'; id: string }
  | { message_type: 'migrations'; possible: Migration[] }
  /** `applied`: false when there was nothing to do. */
  | { message_type: 'migrated'; migration: Migration; applied: boolean }
  | { message_type: 'unlocked'; removed: number; kept: number }
  | ({ message_type: 'change' } & Change)
  | DiffStatistics
  | (Omit<NodeEvent, 'message_type'> & { message_type: 'match'; snapshot: string })
  /** Something that needs a blob that was looked for. */
  | { message_type: 'blob_match'; snapshot: string; path: string; object_type: 'data' | 'tree'; object_id: string }
  /** Something that the repository holds; `object_type` only of blobs. */
  | { message_type: 'object'; object_type?: 'data' | 'tree'; object_id: string }
  | StatsEvent
  | { message_type: 'dumped'; path: string; target: string; bytes: number }
  | { message_type: 'copied'; copied: { from: string; to: string }[]; skipped: string[] }
  | { message_type: 'tagged'; snapshots: SnapshotInfo[] }
  | RewrittenEvent
  | RecoveredEvent
  | {
      message_type: 'index_repaired';
      damaged_index_files: string[];
      added_packs: string[];
      missing_packs: string[];
      damaged_packs: string[];
      unreadable_packs: string[];
      lost: LostBlob[];
    }
  | PacksRepairedEvent
  | SnapshotsRepairedEvent;

export interface ForgetGroupInfo extends SnapshotGroup {
  keep: SnapshotInfo[];
  remove: SnapshotInfo[];
  /** In the order of `keep`. */
  reasons: { snapshot: string; matches: string[] }[];
}

/** Sizes in bytes, as stored. */
export interface PrunedEvent {
  message_type: 'pruned';
  dry_run: boolean;
  snapshots: number;
  used_blobs: number;
  packs_kept: number;
  packs_repacked: number;
  packs_removed: number;
  used_size: number;
  freed_size: number;
  unused_size: number;
}

export interface KeyItem {
  id: string;
  current: boolean;
  userName: string;
  hostName: string;
  created: string;
}

export interface DiffCountsInfo {
  files: number;
  dirs: number;
  others: number;
  data_blobs: number;
  tree_blobs: number;
  bytes: number;
}

export interface DiffStatistics {
  message_type: 'statistics';
  source_snapshot: string;
  target_snapshot: string;
  changed_files: number;
  added: DiffCountsInfo;
  removed: DiffCountsInfo;
}

export interface StatsEvent {
  message_type: 'stats';
  mode: StatsMode;
  snapshots_count: number;
  total_size: number;
  total_file_count?: number;
  total_blob_count?: number;
  total_uncompressed_size?: number;
}

export interface RewrittenEvent {
  message_type: 'rewritten';
  dry_run: boolean;
  /** `excluded`: what is left out, without what is below a folder. */
  rewritten: { snapshot: string; replacement?: string; removed: boolean; excluded: { path: string }[] }[];
  /** Snapshots of a site that would have changed and stay as they are. */
  of_site: string[];
  unchanged: number;
}

export interface RecoveredEvent {
  message_type: 'recovered';
  /** Absent when there is nothing to recover. */
  snapshot?: string;
  /** Folders of the snapshot by the ID of their tree, which is their name. */
  roots: { tree: string; losses: Loss[] }[];
  /** IDs of trees that cannot be read. */
  unreadable: string[];
}

export interface PacksRepairedEvent extends RepairPacksResult {
  message_type: 'packs_repaired';
  dry_run: boolean;
}

export interface SnapshotsRepairedEvent {
  message_type: 'snapshots_repaired';
  dry_run: boolean;
  damaged: { snapshot: string; replacement?: string; removed: boolean; losses: Loss[] }[];
  hopeless: string[];
  unreadable: string[];
  /** Of snapshot files that could not be read. */
  removed: string[];
  sound: number;
}
