/** Sizes, parts of the data and modes as restic writes them. */
export { parseDataSubset } from './check/data-subset.ts';
export type { CompressionMode } from './compression/modes.ts';
export { type MaxUnused, parseMaxUnused } from './prune/limits.ts';
export { parsePackSize } from './store/write-options.ts';
export { parseSize } from './text/size.ts';
