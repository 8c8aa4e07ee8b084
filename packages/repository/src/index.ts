export * from './archive.ts';
export * from './backend.ts';
export type {
  ArchivedEntry,
  ArchiveOptions,
  ArchiveProgress,
  ArchiveResult,
  ChangeSign,
  JournalOptions,
} from './contract/archive.ts';
export type { CheckOptions, CheckProgress, CheckResult, DataSubset } from './contract/check.ts';
export type { ExtendedAttribute, GenericAttributes, NodeType, TreeNode } from './contract/node.ts';
export type { Remedy, Waste } from './contract/remedy.ts';
export type { Repository } from './contract/repository.ts';
export type { Overwrite, RestoredEntry, RestoreOptions, RestoreProgress, RestoreResult } from './contract/restore.ts';
export type { ArchiveSummary, Snapshot, SnapshotFields } from './contract/snapshot.ts';
export type { Source, SourceEntry } from './contract/source.ts';
export type { Existing, ExistingContent, Target, TargetFile } from './contract/target.ts';
export type { OnUnusable, UnusableFile } from './contract/unusable-file.ts';
export * from './explore.ts';
export * from './keys.ts';
export * from './location.ts';
export * from './maintenance.ts';
export * from './open.ts';
export * from './pattern.ts';
export { nothingRestored } from './restore/nothing-restored.ts';
export * from './restore.ts';
export * from './sizes.ts';
export * from './snapshots.ts';
export * from './time.ts';
export * from './tree.ts';
