import type { NodeType, TreeNode } from './node.ts';
import type { Remedy, Waste } from './remedy.ts';
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
  check(options?: CheckOptions): Promise<CheckResult>;
  /** Takes a shared lock until `close`, so that what reads need not take one each time: for several reads in a hurry. */
  hold(): Promise<void>;
  /** Releases the locks that `archive` and `hold` took and forgets keys; safe to call twice. */
  close(): Promise<void>;
}

export interface ArchiveOptions {
  parent?: string;
  /** Slash-separated path from the root, as `/C/SMS.INI`; true = read it even if it looks unchanged. */
  reread?: (path: string) => boolean;
  journal?: JournalOptions;
  onProgress?: (progress: ArchiveProgress) => void;
  /** Counts everything beside the reading, so that `onProgress` can tell of totals. Costs a second look at the metadata of many files. */
  countAhead?: boolean;
  signal?: AbortSignal;
}

/**
 * A private file that notes what has been read, for the run after an interrupted one: what is unchanged then, and stored,
 * is not read again. Removed by `commit`.
 */
export interface JournalOptions {
  /** Made when it is missing, with its folder; another one for each source. */
  file: string;
  /** Milliseconds after which a stored pack stands in an index file, 30,000 by default: what does not is read again. */
  indexEvery?: number;
}

export interface ArchiveProgress {
  files: number;
  bytes: number;
  current: string;
  /** What there is in all, once that is counted; see `countAhead`. */
  totalFiles?: number;
  totalBytes?: number;
}

export interface ArchiveResult {
  tree: string;
  summary: ArchiveSummary;
  /** Files that could not be read; they are not in the tree. */
  unreadable: { path: string; error: Error }[];
  /** Files that were still changing after they had been read again. */
  changedWhileRead: string[];
  /** Bytes of content that were read, unlike those known from the parent or the journal. */
  bytesRead: number;
  /** What of the parent could not be read, in words: such folders were read as if there were no parent. */
  damagedInParent: string[];
}

export interface RestoreOptions {
  /** Slash-separated path; false leaves the node and everything below out, `way` a folder with nothing taken below it. */
  include?: (path: string, node: TreeNode) => boolean | 'way';
  /** Called once, before anything is written; what it throws ends the restore. */
  onPlanned?: () => void;
  /** Write nothing: only find out what would be done. */
  dryRun?: boolean | undefined;
  /**
   * What becomes of files that are there already. `always` (the default) compares their content piece by piece and writes
   * what differs; `if-changed` takes content of the same size and time for the same; `if-newer` writes only over files
   * that are older than those of the snapshot; `never` leaves whatever is there.
   */
  overwrite?: Overwrite | undefined;
  /** Leave holes for runs of zeros. */
  sparse?: boolean | undefined;
  /**
   * Remove what the folders that are restored hold and the snapshot does not, as far as `include` takes it; nothing at all
   * when something could not be restored.
   */
  delete?: boolean | undefined;
  /** Read everything back afterwards and compare it with the snapshot. */
  verify?: boolean | undefined;
  /** Called for every node, in no order, as soon as it is known what becomes of it. */
  onEntry?: (entry: RestoredEntry) => void;
  onProgress?: (progress: RestoreProgress) => void;
  signal?: AbortSignal;
}

export type Overwrite = 'always' | 'if-changed' | 'if-newer' | 'never';

export interface RestoredEntry {
  path: string;
  /** Type of the node; bytes for files. */
  type: NodeType;
  size: number;
  /** `updated` has other content or metadata than before; `skipped` is left as it is though it may differ. */
  action: 'created' | 'updated' | 'unchanged' | 'skipped' | 'deleted';
}

export interface RestoreProgress {
  files: number;
  totalFiles: number;
  bytes: number;
  totalBytes: number;
  current: string;
}

export interface RestoreResult {
  /** Files that are now as in the snapshot, those among them included that were so before. */
  files: number;
  folders: number;
  /** Bytes of these files. */
  bytes: number;
  /** Files of which no content had to be written. */
  filesUnchanged: number;
  /** Bytes of content that were right where they are and not written. */
  bytesUnchanged: number;
  /** Files and links that `overwrite` left as they are. */
  skipped: number;
  deleted: number;
  /** Files that were read back and compared. */
  verified: number;
  /** Damaged copies of blobs in whose place another copy was used, in words. */
  mended: string[];
  failed: { path: string; error: Error }[];
}

/** Which packs a check reads: the nth of so many parts that are always the same, or so much by chance. */
export type DataSubset =
  | { readonly part: number; readonly of: number }
  | { readonly percent: number }
  | { readonly bytes: number };

export interface CheckOptions {
  /** Read all packs, or some, and compare every byte with its checksum. */
  readData?: boolean | DataSubset | undefined;
  onProgress?: (progress: CheckProgress) => void;
  signal?: AbortSignal | undefined;
}

export interface CheckProgress {
  packs: number;
  totalPacks: number;
}

export interface CheckResult {
  /** Each sentence names the file and what is wrong; empty = sound. */
  problems: string[];
  /** What can be done about the problems, in the order in which to do it. */
  remedies: Remedy[];
  /** What costs only space. */
  waste: Waste[];
  snapshots: number;
  packs: number;
  blobs: number;
  /** Packs of which every byte was read and compared, and their bytes. */
  packsRead: number;
  bytesRead: number;
}
