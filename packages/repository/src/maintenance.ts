/** What changes a repository as a whole. */
export { type CopyOptions, type CopyProgress, type CopyResult, copySnapshots } from './copy/copy.ts';
export type { NamedSnapshots } from './forget/find-named.ts';
export { type ForgetGroup, type ForgetOptions, forgetSnapshots, removeSnapshots } from './forget/forget.ts';
export { applyPolicy, type Decision, type ForgetPolicy } from './forget/policy.ts';
export { type Migration, migrations, possibleMigrations, upgradeToVersion2 } from './migrate/migrate.ts';
export type { PruneBytes } from './prune/plan.ts';
export { type PruneOptions, type PruneProgress, type PruneResult, prune } from './prune/prune.ts';
export { type RepackOptions, requireRepackable } from './prune/repack-options.ts';
export { type RecoverOptions, type RecoverResult, recoverTrees } from './recover/recover.ts';
export type { LostBlob } from './repair/lost-blobs.ts';
export { type RepairIndexOptions, type RepairIndexResult, repairIndex } from './repair/repair-index.ts';
export { type RepairPacksOptions, type RepairPacksResult, repairPacks } from './repair/repair-packs.ts';
export {
  type RepairSnapshotsOptions,
  type RepairSnapshotsResult,
  repairSnapshots,
} from './repair/repair-snapshots.ts';
export type { Loss } from './repair/rewrite-tree.ts';
export { type RewriteOptions, type RewriteResult, rewriteSnapshots } from './rewrite/rewrite.ts';
export { changeTags, type TagChange } from './tag/tag.ts';
export { type UnlockResult, unlock } from './unlock/unlock.ts';
