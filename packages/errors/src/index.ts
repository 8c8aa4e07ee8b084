export { codes, type ErrorCode } from './codes.ts';
export { type Defined, defined } from './defined.ts';
export { formatBytes } from './format-bytes.ts';
export { formatSeconds } from './format-seconds.ts';
export { type Advice, type AnyRemedy, adviceOf, isResiteError, isSystemError, ResiteError } from './resite-error.ts';
