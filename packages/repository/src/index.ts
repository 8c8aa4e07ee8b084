export { type Ahead, type ListAheadOptions, listAhead } from './archive/list-ahead.ts';
export { type Backend, type FileRange, type FileType, isFileName, type StoredFile } from './backend/backend.ts';
export { localBackend } from './backend/local-backend.ts';
export { type Location, parseLocation } from './backend/location.ts';
export { memoryBackend } from './backend/memory-backend.ts';
export { type BackendOptions, openBackend } from './backend/open-backend.ts';
export type { ServerSettings, Timeouts } from './backend/remote-backend.ts';
export { type DataSubset, parseDataSubset } from './check/data-subset.ts';
export type { ExtendedAttribute, GenericAttributes, NodeType, TreeNode } from './contract/node.ts';
export type {
  ArchiveOptions,
  ArchiveProgress,
  ArchiveResult,
  CheckOptions,
  CheckProgress,
  CheckResult,
  JournalOptions,
  Overwrite,
  Repository,
  RestoredEntry,
  RestoreOptions,
  RestoreProgress,
  RestoreResult,
} from './contract/repository.ts';
export type { ArchiveSummary, Snapshot, SnapshotFields } from './contract/snapshot.ts';
export type { Source, SourceEntry } from './contract/source.ts';
export type { Existing, ExistingContent, Target, TargetFile } from './contract/target.ts';
export { type CopyOptions, type CopyProgress, type CopyResult, copySnapshots } from './copy/copy.ts';
export { type KeyDerivation, keyDerivation } from './crypto/key-file.ts';
export { type Change, type DiffCounts, type DiffOptions, type DiffSummary, diffTrees } from './diff/diff.ts';
export { dump } from './dump/dump.ts';
export { type FindOptions, type Found, findByPattern } from './find/find.ts';
export { type FoundBlob, findByIds, type WantedIds } from './find/find-by-id.ts';
export { folderPattern, matchesAny, type PatternListOptions, pathPattern } from './find/pattern.ts';
export { type Duration, parseDuration } from './forget/duration.ts';
export { filterSnapshots, type SnapshotFilter } from './forget/filter.ts';
export { type ForgetGroup, type ForgetOptions, forgetSnapshots, removeSnapshots } from './forget/forget.ts';
export type { GroupKey, SnapshotGroup } from './forget/group.ts';
export { applyPolicy, type Decision, type ForgetPolicy } from './forget/policy.ts';
export { fileMode, folderMode, modeBits, nodeType, permissionBits, plainFileMode } from './format/file-mode.ts';
export { encodeNode } from './format/tree.ts';
export { addKey, changePassword, type KeyInfo, listKeys, type NewKey, removeKey } from './keys/keys.ts';
export { cacheTag, type FolderTag, parseFolderTag } from './local/folder-tag.ts';
export { type LocalSourceOptions, localSource } from './local/source.ts';
export { type LocalTargetOptions, localTarget } from './local/target.ts';
export { type UnlockResult, unlock } from './locks/unlock.ts';
export {
  type InitOptions,
  initRepository,
  initRepositoryOn,
  type OpenOptions,
  openRepository,
  openRepositoryOn,
} from './open.ts';
export { type MaxUnused, parseMaxUnused, parseSize } from './prune/limits.ts';
export type { PruneBytes } from './prune/plan.ts';
export { type PruneOptions, type PruneProgress, type PruneResult, prune } from './prune/prune.ts';
export {
  type RepairIndexOptions,
  type RepairIndexResult,
  repairIndex,
} from './repair/repair-index.ts';
export { type LostBlob, type RepairPacksOptions, type RepairPacksResult, repairPacks } from './repair/repair-packs.ts';
export {
  type RepairSnapshotsOptions,
  type RepairSnapshotsResult,
  repairSnapshots,
} from './repair/repair-snapshots.ts';
export type { Loss } from './repair/rewrite-tree.ts';
export { isFromFuture, newest } from './snapshots/future.ts';
export { countStats, type Stats, type StatsMode } from './stats/stats.ts';
export { changeTags, type TagChange } from './tag/tag.ts';
export { formatTime, now, parseTime } from './text/time.ts';
