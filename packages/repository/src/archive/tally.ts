import { now } from '@resite/filesystem/clock';
import type { ArchiveProgress } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { ArchiveSummary } from '../contract/snapshot.ts';
import type { WriterCounts } from './blob-writer.ts';
import type { Totals } from './count-ahead.ts';

/** Counts the files and bytes of an archive run, and reports progress. */
export class Tally {
  readonly #started = new Date(now());
  readonly #before: WriterCounts;
  readonly #onProgress: ((progress: ArchiveProgress) => void) | undefined;
  readonly #progress: ArchiveProgress = { files: 0, bytes: 0, current: '' };
  #bytesRead = 0;
  readonly #files = { new: 0, changed: 0, unmodified: 0 };
  readonly #folders = { new: 0, changed: 0, unmodified: 0 };

  /** The writer may have served an earlier run: `before` is what it had counted when this one began. */
  constructor(before: WriterCounts, onProgress: ((progress: ArchiveProgress) => void) | undefined) {
    this.#before = before;
    this.#onProgress = onProgress;
  }

  total({ files, bytes }: Totals): void {
    this.#progress.totalFiles = files;
    this.#progress.totalBytes = bytes;
  }

  begin(path: string): void {
    this.#progress.current = path;
  }

  /** Bytes that were read. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  bytes(count: number): void {
    this.#bytesRead += count;
    this.known(count);
  }

  /** Bytes of content that need not be read. */
  known(count: number): void {
    this.#progress.bytes += count;
    this.#report();
  }

  file(earlier: TreeNode | undefined): void {
    this.#files[earlier?.type === 'file' ? 'changed' : 'new'] += 1;
    this.#progress.files += 1;
    this.#report();
  }

  unmodified(size: number): void {
    this.#files.unmodified += 1;
    this.#progress.files += 1;
    this.#progress.bytes += size;
    this.#report();
  }

  folder(earlier: string | undefined, now: string): void {
    this.#folders[earlier === undefined ? 'new' : earlier === now ? 'unmodified' : 'changed'] += 1;
  }

  summary(after: WriterCounts): ArchiveSummary {
    return {
      filesNew: this.#files.new,
      filesChanged: this.#files.changed,
      filesUnmodified: this.#files.unmodified,
      foldersNew: this.#folders.new,
      foldersChanged: this.#folders.changed,
      foldersUnmodified: this.#folders.unmodified,
      dataBlobs: after.dataBlobs - this.#before.dataBlobs,
      treeBlobs: after.treeBlobs - this.#before.treeBlobs,
      dataAdded: after.bytes - this.#before.bytes,
      dataAddedPacked: after.packedBytes - this.#before.packedBytes,
      filesProcessed: this.#progress.files,
      bytesProcessed: this.#progress.bytes,
      started: this.#started,
      ended: new Date(now()),
    };
  }

  #report(): void {
    this.#onProgress?.({ ...this.#progress });
  }
}
