/** Times and spans as restic writes them. */
export { type Duration, parseDuration } from './text/duration.ts';
export { formatTime, now, parseTime } from './text/time.ts';
