import type { RpcBinding } from '../binding.ts';
import { call, closeHandle, nothing } from '../call.ts';
import { writeServerName } from '../server-name.ts';
import type { PolicyHandle } from './interface.ts';

/** [MS-LSAD] 2.2.1.1.2. */
export const policyAccess = {
  POLICY_VIEW_LOCAL_INFORMATION: 0x1,
  POLICY_LOOKUP_NAMES: 0x800,
  MAXIMUM_ALLOWED: 0x02000000,
} as const;

/** Of LSAPR_OBJECT_ATTRIBUTES ([MS-LSAD] 2.2.2.4), which is empty but for this. */
const attributesSize = 24;

/** LsarOpenPolicy2 ([MS-LSAD] 3.1.4.4.1). `access` is bits of `policyAccess`. */
export function openPolicy(binding: RpcBinding, access: number = policyAccess.MAXIMUM_ALLOWED): Promise<PolicyHandle> {
  return call(
    binding,
    { number: 44, name: 'LsarOpenPolicy2' },
    undefined,
    writer => {
      writeServerName(writer, binding);
      writer.struct(() => {
        writer.u32(attributesSize);
        writer.pointer(undefined, nothing); // root directory
        writer.pointer(undefined, nothing); // name
        writer.u32(0); // attributes
        writer.pointer(undefined, nothing); // security descriptor
        writer.pointer(undefined, nothing); // quality of service
      });
      writer.u32(access);
    },
    reader => reader.handle('policy'),
  );
}

/** LsarClose ([MS-LSAD] 3.1.4.9.4). */
export function closePolicy(binding: RpcBinding, policy: PolicyHandle): Promise<void> {
  return closeHandle(binding, { number: 0, name: 'LsarClose' }, policy);
}
