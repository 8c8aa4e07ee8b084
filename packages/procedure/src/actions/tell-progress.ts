import type { RestoreProgress } from '@resite/repository';
import type { Execution } from '../execution/execution.ts';

/** Tells how far a restore from the repository is. */
export const tellProgress =
  ({ emit }: Execution) =>
  (progress: RestoreProgress): void =>
    emit({
      message_type: 'status',
      files_done: progress.files,
      total_files: progress.totalFiles,
      bytes_done: progress.bytes,
      total_bytes: progress.totalBytes,
      percent_done: progress.totalBytes === 0 ? 1 : progress.bytes / progress.totalBytes,
      current_files: [progress.current],
    });
