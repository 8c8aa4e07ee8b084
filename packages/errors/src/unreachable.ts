import type { ErrorCode } from './codes.ts';
import { isResiteError, type ResiteError } from './resite-error.ts';

/** Nothing at the address answers, as while a computer is off or starts. Time alone may end it, and asking again does no harm. */
const silent = ['HOST_DOWN', 'HOST_NAME_UNKNOWN', 'HOST_REFUSED'] as const satisfies ErrorCode[];

/** It answers and keeps this computer out. A person has to end it. */
const closed = [
  'HOST_PROTOCOL_REFUSED',
  'HOST_LOGON',
  'HOST_ACCOUNT_LOCKED',
  'HOST_ACCOUNT_DISABLED',
  'HOST_ACCOUNT_REFUSED',
  'HOST_RIGHT',
  'HOST_INTERFACE_MISSING',
  'SMB_LIBRARY_MISSING',
] as const satisfies ErrorCode[];

/** True when a computer gives no answer at all, and may give one later. */
export function isSilent(error: unknown): error is ResiteError {
  return isResiteError(error, ...silent);
}

/** True when nothing can be learnt from a computer: it is silent, or it keeps this one out. */
export function isUnreachable(error: unknown): error is ResiteError {
  return isResiteError(error, ...silent, ...closed);
}
