/** Chooses among snapshots, and says when one is made. */
export { filterSnapshots, type SnapshotFilter } from './forget/filter.ts';
export { isFromFuture, newest } from './snapshots/future.ts';
export { now } from './text/now.ts';
