/** Times and spans as restic writes them. */
export { type Duration, parseDuration } from './text/duration.ts';
export { formatRfc3339, parseRfc3339 } from './text/time.ts';
