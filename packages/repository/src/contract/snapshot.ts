/** A snapshot file (restic: internal/data/snapshot.go). */
export interface Snapshot extends SnapshotFields {
  id: string;
}

export interface SnapshotFields {
  /** Local time of the backup with nanoseconds and zone, RFC 3339, as stored. */
  time: string;
  parent?: string;
  tree: string;
  paths: string[];
  hostname: string;
  username: string;
  uid?: number;
  gid?: number;
  excludes?: string[];
  tags?: string[];
  original?: string;
  programVersion?: string;
  summary?: ArchiveSummary;
}

/** The counts restic keeps in a snapshot's summary. */
export interface ArchiveSummary {
  filesNew: number;
  filesChanged: number;
  filesUnmodified: number;
  foldersNew: number;
  foldersChanged: number;
  foldersUnmodified: number;
  dataBlobs: number;
  treeBlobs: number;
  dataAdded: number;
  dataAddedPacked: number;
  filesProcessed: number;
  bytesProcessed: number;
  started: Date;
  ended: Date;
}

/** Snapshots that meet every condition that is given. */
export interface SnapshotFilter {
  /** Made on one of these computers. */
  readonly hosts?: readonly string[] | undefined;
  /** With all tags of one of the lists, as `[['site:S01']]`. */
  readonly tags?: readonly (readonly string[])[] | undefined;
  /** With all of these paths. */
  readonly paths?: readonly string[] | undefined;
}
