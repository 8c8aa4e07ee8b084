import type { ArchiveSummary } from './snapshot.ts';

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
