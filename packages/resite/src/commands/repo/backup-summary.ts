import type { ArchiveResult } from '@resite/repository';
import type { BackupCounts, BackupSummary } from '../../reporters/events.ts';

/** Of a backup that was made; `kept` names the snapshot that holds it. */
export function backupSummary(
  { summary, vanished }: Pick<ArchiveResult, 'summary' | 'vanished'>,
  kept: { snapshot_id: string } | { same_as: string },
): BackupSummary {
  return {
    message_type: 'summary',
    operation: 'backup',
    dry_run: false,
    files_new: summary.filesNew,
    files_changed: summary.filesChanged,
    files_unmodified: summary.filesUnmodified,
    dirs_new: summary.foldersNew,
    dirs_changed: summary.foldersChanged,
    dirs_unmodified: summary.foldersUnmodified,
    vanished: vanished.length,
    data_blobs: summary.dataBlobs,
    tree_blobs: summary.treeBlobs,
    data_added: summary.dataAdded,
    data_added_packed: summary.dataAddedPacked,
    total_files_processed: summary.filesProcessed,
    total_bytes_processed: summary.bytesProcessed,
    total_duration: (summary.ended.getTime() - summary.started.getTime()) / 1000,
    ...kept,
  };
}

/** Of a backup that was not made. */
export function estimate(counts: Partial<BackupCounts>): BackupSummary {
  return {
    message_type: 'summary',
    operation: 'backup',
    dry_run: true,
    files_new: 0,
    files_changed: 0,
    files_unmodified: 0,
    dirs_new: 0,
    dirs_changed: 0,
    dirs_unmodified: 0,
    vanished: 0,
    data_blobs: 0,
    tree_blobs: 0,
    data_added: 0,
    data_added_packed: 0,
    total_files_processed: 0,
    total_bytes_processed: 0,
    total_duration: 0,
    ...counts,
  };
}
