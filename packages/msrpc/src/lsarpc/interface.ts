import type { RpcInterface } from '../binding.ts';
import type { ContextHandle } from '../ndr/context-handle.ts';

/** The Local Security Authority ([MS-LSAD] 1.9 and 6; the look-ups of names are [MS-LSAT]). Its statuses are NTSTATUS. */
export const lsarpc: RpcInterface = {
  uuid: '12345778-1234-abcd-ef00-0123456789ab',
  version: { major: 0, minor: 0 },
  pipe: 'lsarpc',
};

/** LSAPR_HANDLE of the policy ([MS-LSAD] 2.2.2.1). */
export type PolicyHandle = ContextHandle<'policy'>;
