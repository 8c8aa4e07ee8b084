import type { ArchiveSummary, Snapshot, SnapshotFields } from '../contract/snapshot.ts';
import {
  hexId,
  type JsonObject,
  object,
  optionalText,
  parseObject,
  text,
  texts,
  uint32,
  uint64,
} from '../text/json-fields.ts';
import { formatRfc3339, parseRfc3339 } from '../text/time.ts';

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

/** Throws `SyntaxError` or `RangeError` when the text is no snapshot. */
export function decodeSnapshot(id: string, plaintext: Buffer): Snapshot {
  const stored = parseObject(plaintext);
  const snapshot: Snapshot = {
    id,
    time: text(stored.time, 'the time'),
    tree: hexId(stored.tree, 'the name of the tree'),
    paths: texts(stored.paths, 'the paths'),
    hostname: optionalText(stored.hostname, 'the host'),
    username: optionalText(stored.username, 'the user'),
  };
  parseRfc3339(snapshot.time);
  if (stored.parent) snapshot.parent = hexId(stored.parent, 'the parent');
  if (stored.uid) snapshot.uid = uint32(stored.uid, 'the user number');
  if (stored.gid) snapshot.gid = uint32(stored.gid, 'the group number');
  if (stored.excludes) snapshot.excludes = texts(stored.excludes, 'the excludes');
  if (stored.tags) snapshot.tags = texts(stored.tags, 'the tags');
  if (stored.original) snapshot.original = hexId(stored.original, 'the original');
  if (stored.program_version) snapshot.programVersion = text(stored.program_version, 'the program');
  const summary = stored.summary ? object(stored.summary, 'the summary') : {};
  // that of another program may lack them
  if (summary.backup_start && summary.backup_end) snapshot.summary = decodeSummary(summary);
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

function decodeSummary(stored: JsonObject): ArchiveSummary {
  const count = (field: keyof StoredSummary) => Number(uint64(stored[field], field) ?? 0n);
  return {
    filesNew: count('files_new'),
    filesChanged: count('files_changed'),
    filesUnmodified: count('files_unmodified'),
    foldersNew: count('dirs_new'),
    foldersChanged: count('dirs_changed'),
    foldersUnmodified: count('dirs_unmodified'),
    dataBlobs: count('data_blobs'),
    treeBlobs: count('tree_blobs'),
    dataAdded: count('data_added'),
    dataAddedPacked: count('data_added_packed'),
    filesProcessed: count('total_files_processed'),
    bytesProcessed: count('total_bytes_processed'),
    started: parseDate(text(stored.backup_start, 'the start')),
    ended: parseDate(text(stored.backup_end, 'the end')),
  };
}

const formatDate = (date: Date) => formatRfc3339(BigInt(date.getTime()) * 1_000_000n);
const parseDate = (text: string) => new Date(Number(parseRfc3339(text) / 1_000_000n));
