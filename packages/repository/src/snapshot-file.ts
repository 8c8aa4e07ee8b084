import type { ArchiveSummary, Snapshot, SnapshotFields } from './snapshot.ts';
import { formatTime, parseTime } from './text/time.ts';

interface StoredSnapshot {
  time: string;
  parent?: string | undefined;
  tree: string;
  paths: string[];
  hostname?: string | undefined;
  username?: string | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
  excludes?: string[] | undefined;
  tags?: string[] | undefined;
  original?: string | undefined;
  program_version?: string | undefined;
  summary?: StoredSummary | undefined;
}

interface StoredSummary {
  backup_start: string;
  backup_end: string;
  files_new: number;
  files_changed: number;
  files_unmodified: number;
  dirs_new: number;
  dirs_changed: number;
  dirs_unmodified: number;
  data_blobs: number;
  tree_blobs: number;
  data_added: number;
  data_added_packed?: number;
  total_files_processed: number;
  total_bytes_processed: number;
}

/** A snapshot file's plaintext (restic: internal/data/snapshot.go). */
export function encodeSnapshot(fields: SnapshotFields): Buffer {
  const stored: StoredSnapshot = {
    time: fields.time,
    parent: fields.parent,
    tree: fields.tree,
    paths: fields.paths,
    hostname: fields.hostname || undefined,
    username: fields.username || undefined,
    uid: fields.uid || undefined,
    gid: fields.gid || undefined,
    excludes: fields.excludes,
    tags: fields.tags,
    original: fields.original,
    program_version: fields.programVersion,
    summary: fields.summary && encodeSummary(fields.summary),
  };
  return Buffer.from(`${JSON.stringify(stored)}\n`);
}

/** Throws `SyntaxError`, `TypeError` or `RangeError` when the text is no snapshot. */
export function decodeSnapshot(id: string, plaintext: Buffer): Snapshot {
  const stored = JSON.parse(plaintext.toString()) as StoredSnapshot;
  parseTime(stored.time);
  if (typeof stored.tree !== 'string') throw new SyntaxError('a snapshot names no tree');
  const snapshot: Snapshot = {
    id,
    time: stored.time,
    tree: stored.tree,
    paths: stored.paths ?? [],
    hostname: stored.hostname ?? '',
    username: stored.username ?? '',
  };
  if (stored.parent !== undefined) snapshot.parent = stored.parent;
  if (stored.uid !== undefined) snapshot.uid = stored.uid;
  if (stored.gid !== undefined) snapshot.gid = stored.gid;
  if (stored.excludes) snapshot.excludes = stored.excludes;
  if (stored.tags) snapshot.tags = stored.tags;
  if (stored.original !== undefined) snapshot.original = stored.original;
  if (stored.program_version !== undefined) snapshot.programVersion = stored.program_version;
  if (stored.summary) snapshot.summary = decodeSummary(stored.summary);
  return snapshot;
}

function encodeSummary(summary: ArchiveSummary): StoredSummary {
  return {
    backup_start: formatDate(summary.started),
    backup_end: formatDate(summary.ended),
    files_new: summary.filesNew,
    files_changed: summary.filesChanged,
    files_unmodified: summary.filesUnmodified,
    dirs_new: summary.foldersNew,
    dirs_changed: summary.foldersChanged,
    dirs_unmodified: summary.foldersUnmodified,
    data_blobs: summary.dataBlobs,
    tree_blobs: summary.treeBlobs,
    data_added: summary.dataAdded,
    data_added_packed: summary.dataAddedPacked,
    total_files_processed: summary.filesProcessed,
    total_bytes_processed: summary.bytesProcessed,
  };
}

function decodeSummary(stored: StoredSummary): ArchiveSummary {
  return {
    filesNew: stored.files_new,
    filesChanged: stored.files_changed,
    filesUnmodified: stored.files_unmodified,
    foldersNew: stored.dirs_new,
    foldersChanged: stored.dirs_changed,
    foldersUnmodified: stored.dirs_unmodified,
    dataBlobs: stored.data_blobs,
    treeBlobs: stored.tree_blobs,
    dataAdded: stored.data_added,
    dataAddedPacked: stored.data_added_packed ?? 0,
    filesProcessed: stored.total_files_processed,
    bytesProcessed: stored.total_bytes_processed,
    started: parseDate(stored.backup_start),
    ended: parseDate(stored.backup_end),
  };
}

const formatDate = (date: Date) => formatTime(BigInt(date.getTime()) * 1_000_000n);
const parseDate = (text: string) => new Date(Number(parseTime(text) / 1_000_000n));
