import type { NodeType, TreeNode } from './node.ts';

export interface RestoreOptions {
  /** Slash-separated path; false leaves the node and everything below out, `way` a folder with nothing taken below it. */
  include?: (path: string, node: TreeNode) => boolean | 'way';
  /** Called once, before anything is written. If it throws, the restore ends. */
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
  /** Called for every node, in no order, as soon as its outcome is known. */
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
  /** Files that are now as in the snapshot, including those that were so before. */
  files: number;
  folders: number;
  /** Bytes of these files. */
  bytes: number;
  /** Files of which no content had to be written. */
  filesUnchanged: number;
  /** Bytes of content that were right already and were not written. */
  bytesUnchanged: number;
  /** Files and links that `overwrite` left as they are. */
  skipped: number;
  deleted: number;
  /** Files that were read back and compared. */
  verified: number;
  /** A sentence for each damaged copy of a blob that another copy stood in for. */
  mended: string[];
  failed: { path: string; error: Error }[];
}
