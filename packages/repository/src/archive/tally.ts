import { now } from '@resite/filesystem/clock';
import type { ArchivedEntry, ArchiveOptions, ArchiveProgress } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { ArchiveSummary } from '../contract/snapshot.ts';
import type { WriterCounts } from './blob-writer.ts';
import type { Totals } from './count-ahead.ts';

type Hearers = Pick<ArchiveOptions, 'onEntry' | 'onProgress'>;

/** Counts the files and bytes of an archive run, and reports progress. */
export class Tally {
  readonly #started = new Date(now());
  readonly #before: WriterCounts;
  readonly #hearers: Hearers;
  readonly #progress: ArchiveProgress = { files: 0, bytes: 0, current: '' };
  #bytesRead = 0;
  readonly #files = { new: 0, changed: 0, unmodified: 0 };
  readonly #folders = { new: 0, changed: 0, unmodified: 0 };

  /** The writer may have served an earlier run: `before` is what it had counted when this one began. */
  constructor(before: WriterCounts, hearers: Hearers) {
    this.#before = before;
    this.#hearers = hearers;
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

  /** A file whose content had to be found. */
  file(path: string, { size }: Pick<TreeNode, 'size'>, earlier: TreeNode | undefined): void {
    const change = earlier?.type === 'file' ? 'changed' : 'new';
    this.#files[change] += 1;
    this.#progress.files += 1;
    this.#tell('file', path, change, Number(size ?? 0n));
    this.#report();
  }

  unmodified(path: string, size: number): void {
    this.#files.unmodified += 1;
    this.#progress.files += 1;
    this.#progress.bytes += size;
    this.#tell('file', path, 'unmodified', size);
    this.#report();
  }

  folder(path: string, earlier: string | undefined, now: string): void {
    const change = earlier === undefined ? 'new' : earlier === now ? 'unmodified' : 'changed';
    this.#folders[change] += 1;
    this.#tell('dir', path, change, 0);
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
    this.#hearers.onProgress?.({ ...this.#progress });
  }

  #tell(type: ArchivedEntry['type'], path: string, change: ArchivedEntry['change'], size: number): void {
    this.#hearers.onEntry?.({ path, type, change, size });
  }
}
