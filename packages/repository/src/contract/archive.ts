import type { ArchiveSummary } from './snapshot.ts';

export interface ArchiveOptions {
  parent?: string;
  /** Slash-separated path from the root, as `/C/SMS.INI`; true = read it even if it looks unchanged. */
  reread?: (path: string) => boolean;
  /** A folder that only leads to what is archived stays as it is in `parent` when nothing has changed below: see `Source.leadsOnly`. */
  keepWay?: boolean;
  /** Signs of a change that say nothing about the content of files: a file that differs in these alone is not read again. */
  ignore?: readonly ChangeSign[];
  journal?: JournalOptions;
  /** Hears of each file and folder once it is read, folders after what is in them. */
  onEntry?: (entry: ArchivedEntry) => void;
  onProgress?: (progress: ArchiveProgress) => void;
  /** Counts everything while it reads, so that `onProgress` gets totals. Looks at the metadata of many files twice. */
  countAhead?: boolean;
  signal?: AbortSignal;
}

/** The change time, or the number of the inode. Some file systems give files new ones at each mount. */
export type ChangeSign = 'changed' | 'inode';

/**
 * A private file that notes what has been read. After an interruption, the next run does not read again what is stored and
 * has not changed since. `commit` removes the file.
 */
export interface JournalOptions {
  /** A missing one is made, with its folder. Each source needs one of its own. */
  file: string;
  /** An index file names a stored pack after so many milliseconds, 30,000 by default. Content of other packs is read again. */
  indexEvery?: number;
}

export interface ArchiveProgress {
  files: number;
  bytes: number;
  current: string;
  /** The totals, once they are counted; see `countAhead`. */
  totalFiles?: number;
  totalBytes?: number;
}

export interface ArchivedEntry {
  path: string;
  type: 'file' | 'dir';
  /** Since the parent. A folder has changed when what is in it has, its metadata apart. */
  change: 'new' | 'changed' | 'unmodified';
  /** Bytes; 0 for a folder. */
  size: number;
}

export interface ArchiveResult {
  tree: string;
  summary: ArchiveSummary;
  /** Files that could not be read; they are not in the tree. */
  unreadable: { path: string; error: Error }[];
  /** What vanished after its folder was listed and before it was read; it is not in the tree. */
  vanished: string[];
  /** Files that were still changing after they had been read again. */
  changedWhileRead: string[];
  /**
   * Extended attributes with a name that is not UTF-8, of files that were read. The format has no room for such bytes: their values are
   * stored under a name with U+FFFD in place of them, as restic does it.
   */
  renamedAttributes: { path: string; name: string }[];
  /** Bytes of content that were read, unlike those known from the parent or the journal. */
  bytesRead: number;
  /** A sentence for each folder of the parent that could not be read; the archive read it as if there were no parent. */
  damagedInParent: string[];
}
