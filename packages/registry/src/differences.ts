/** What differs between two trees of keys. */
export { applyDifferences } from './differences/apply-differences.ts';
export { diffKeys, type RegistryDifference } from './differences/diff.ts';
export { formatDifferences } from './differences/format-differences.ts';
export { type MergeConflict, mergeKeys } from './differences/merge.ts';
