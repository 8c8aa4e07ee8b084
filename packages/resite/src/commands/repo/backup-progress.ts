import { defined } from '@resite/errors';
import type { ArchiveProgress } from '@resite/repository';
import type { StatusEvent } from '../../reporters/events.ts';

/** Too short to tell from what the rest will take, in milliseconds. */
const tooEarly = 2000;

/** Tells how far a backup is, and for how long it will go on if it goes on like that. */
export function backupProgress(emit: (event: StatusEvent) => void): (progress: ArchiveProgress) => void {
  const started = performance.now();
  return ({ files, bytes, current, totalFiles, totalBytes }) => {
    const status: StatusEvent = {
      message_type: 'status',
      files_done: files,
      bytes_done: bytes,
      current_files: [current],
    };
    if (totalFiles === undefined || totalBytes === undefined) return emit(status);
    const elapsed = performance.now() - started;
    // A file costs something even when it is empty.
    const [done, all] = [bytes + files * bytesPerFile, totalBytes + totalFiles * bytesPerFile];
    const part = all === 0 ? 1 : Math.min(done / all, 1);
    const remaining = Math.round((elapsed * (1 / part - 1)) / 1000);
    emit({
      ...status,
      total_files: totalFiles,
      total_bytes: totalBytes,
      percent_done: part,
      ...defined({ seconds_remaining: elapsed > tooEarly && part > 0 ? remaining : undefined }),
    });
  };
}

const bytesPerFile = 16 * 1024;
