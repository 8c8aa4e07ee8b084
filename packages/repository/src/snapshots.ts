/** Chooses among snapshots, and says when one is made. */
export type { SnapshotFilter } from './contract/snapshot.ts';
export { chooseSnapshots } from './snapshots/choose.ts';
export { filterSnapshots } from './snapshots/filter.ts';
export { isFromFuture, newest } from './snapshots/future.ts';
export { type GroupKey, groupSnapshots, latestSnapshots, type SnapshotGroup } from './snapshots/group.ts';
export { stepsBeforeLatest } from './snapshots/latest.ts';
export { now } from './text/now.ts';
