export { codes, type ErrorCode } from './codes.ts';
export { type Defined, defined } from './defined.ts';
export { formatBytes } from './format-bytes.ts';
export { formatSeconds } from './format-seconds.ts';
export { formatTime } from './format-time.ts';
export { type Advice, type AnyRemedy, adviceOf, isResiteError, isSystemError, ResiteError } from './resite-error.ts';
export { shortId } from './short-id.ts';
export { isSilent, isUnreachable } from './unreachable.ts';
