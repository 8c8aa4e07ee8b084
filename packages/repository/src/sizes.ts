/** Sizes and parts of the data as restic writes them. */
export { parseDataSubset } from './check/data-subset.ts';
export { type MaxUnused, parseMaxUnused } from './prune/limits.ts';
export { parseSize } from './text/size.ts';
