export { codes, type ErrorCode } from './codes.ts';
export { isResiteError, isSystemError, ResiteError } from './resite-error.ts';
