import type { RpcInterface } from '../binding.ts';
import type { ContextHandle } from '../ndr/context-handle.ts';

/** The Security Account Manager ([MS-SAMR] 1.9 and 6): accounts of the computer, or of its domain where it is a controller. Its statuses are NTSTATUS. */
export const samr: RpcInterface = {
  uuid: '12345778-1234-abcd-ef00-0123456789ac',
  version: { major: 1, minor: 0 },
  pipe: 'samr',
};

/** SAMPR_HANDLE ([MS-SAMR] 2.2.7.2) of the server, of a domain, of a user. */
export type ServerHandle = ContextHandle<'sam-server'>;
export type DomainHandle = ContextHandle<'sam-domain'>;
export type UserHandle = ContextHandle<'sam-user'>;

/** The least that the operations here want ([MS-SAMR] 2.2.1.3 to 2.2.1.7). */
export const samAccess = {
  SAM_SERVER_CONNECT: 0x1,
  SAM_SERVER_LOOKUP_DOMAIN: 0x20,
  DOMAIN_LOOKUP: 0x200,
  USER_READ_GENERAL: 0x1,
  USER_READ_PREFERENCES: 0x2,
  USER_READ_LOGON: 0x8,
  USER_READ_ACCOUNT: 0x10,
} as const;
