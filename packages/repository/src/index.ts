export { type Backend, type FileType, isFileName, type StoredFile } from './backend/backend.ts';
export { localBackend } from './backend/local-backend.ts';
export { memoryBackend } from './backend/memory-backend.ts';
export type { KeyDerivation } from './crypto/key-file.ts';
export { fileMode, folderMode, modeBits, nodeType, permissionBits, plainFileMode } from './file-mode.ts';
export { localSource } from './local/source.ts';
export { localTarget } from './local/target.ts';
export type { ExtendedAttribute, GenericAttributes, NodeType, TreeNode } from './node.ts';
export { type InitOptions, initRepository, initRepositoryOn, openRepository, openRepositoryOn } from './open.ts';
export type {
  ArchiveOptions,
  ArchiveProgress,
  ArchiveResult,
  CheckProgress,
  CheckResult,
  Repository,
  RestoreOptions,
  RestoreProgress,
  RestoreResult,
} from './repository.ts';
export type { ArchiveSummary, Snapshot, SnapshotFields } from './snapshot.ts';
export type { Source, SourceEntry } from './source.ts';
export type { Target, TargetFile } from './target.ts';
export { formatTime, now, parseTime } from './text/time.ts';
