/** Chooses among snapshots. */
export { filterSnapshots, type SnapshotFilter } from './forget/filter.ts';
export { isFromFuture, newest } from './snapshots/future.ts';
