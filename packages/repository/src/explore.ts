/** What looks into snapshots. */
export { type Change, type DiffCounts, type DiffOptions, type DiffSummary, diffTrees } from './diff/diff.ts';
export type { ArchiveKind } from './dump/archive.ts';
export { type DumpOptions, dump } from './dump/dump.ts';
export { type FindOptions, type Found, findByPattern } from './find/find.ts';
export { type FoundBlob, findByIds, type WantedIds } from './find/find-by-id.ts';
export { countStats, type Stats, type StatsMode } from './stats/stats.ts';
