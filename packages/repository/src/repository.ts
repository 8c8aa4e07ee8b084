import type { TreeNode } from './node.ts';
import type { ArchiveSummary, Snapshot, SnapshotFields } from './snapshot.ts';
import type { Source, SourceEntry } from './source.ts';
import type { Target } from './target.ts';

/** The public shape of an open repository. */
export interface Repository {
  readonly id: string;
  readonly location: string;
  /** All snapshots, oldest first. */
  snapshots(): Promise<Snapshot[]>;
  /** `latest`, a full ID or a unique prefix (at least 2 characters) → snapshot; `SNAPSHOT_MISSING` otherwise. */
  findSnapshot(id: string): Promise<Snapshot>;
  /**
   * Reads a source into blobs and returns the root tree's ID. Nothing of it is visible as a snapshot until `commit`.
   * A file whose size, times and inode equal those in `parent` (a tree ID) is not read again, unless `reread` says so.
   */
  archive<E extends SourceEntry>(source: Source<E>, options?: ArchiveOptions): Promise<ArchiveResult>;
  /** Stores everything that `archive` left pending (packs, then index) and only then the snapshot: the commit. */
  commit(fields: SnapshotFields): Promise<Snapshot>;
  tree(id: string): Promise<TreeNode[]>;
  /** The node at a slash-separated path below the snapshot's root, undefined when there is none. */
  find(tree: string, path: string): Promise<TreeNode | undefined>;
  /** Every node below `tree`, folders before their children, with its slash-separated path. */
  walk(tree: string): AsyncIterable<{ path: string; node: TreeNode }>;
  /** Content of a file node; each blob is verified against its ID. */
  read(file: TreeNode): AsyncIterable<Buffer>;
  restore<F>(tree: string, target: Target<F>, options?: RestoreOptions): Promise<RestoreResult>;
  check(options?: { readData?: boolean; onProgress?: (progress: CheckProgress) => void }): Promise<CheckResult>;
  /** Releases the lock that `archive` took and forgets keys; safe to call twice. */
  close(): Promise<void>;
}

export interface ArchiveOptions {
  parent?: string;
  /** Slash-separated path from the root, as `/C/SMS.INI`; true = read it even if it looks unchanged. */
  reread?: (path: string) => boolean;
  onProgress?: (progress: ArchiveProgress) => void;
  signal?: AbortSignal;
}

export interface ArchiveProgress {
  files: number;
  bytes: number;
  current: string;
}

export interface ArchiveResult {
  tree: string;
  summary: ArchiveSummary;
  /** Files that could not be read; they are not in the tree. */
  unreadable: { path: string; error: Error }[];
  /** Files that were still changing after they had been read again. */
  changedWhileRead: string[];
}

export interface RestoreOptions {
  /** Slash-separated path; false leaves the node and everything below out, `way` a folder with nothing taken below it. */
  include?: (path: string, node: TreeNode) => boolean | 'way';
  /** Called once, before anything is written; what it throws ends the restore. */
  onPlanned?: () => void;
  /** Write nothing: only count what would be restored. */
  dryRun?: boolean | undefined;
  onProgress?: (progress: RestoreProgress) => void;
  signal?: AbortSignal;
}

export interface RestoreProgress {
  files: number;
  totalFiles: number;
  bytes: number;
  totalBytes: number;
  current: string;
}

export interface RestoreResult {
  files: number;
  folders: number;
  bytes: number;
  failed: { path: string; error: Error }[];
}

export interface CheckProgress {
  packs: number;
  totalPacks: number;
}

export interface CheckResult {
  /** Each sentence names the file and what is wrong; empty = sound. */
  problems: string[];
  snapshots: number;
  packs: number;
  blobs: number;
}
