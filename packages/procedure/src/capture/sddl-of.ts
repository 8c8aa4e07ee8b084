import { isResiteError } from '@resite/errors';
import { securityDescriptorToSddl } from '@resite/registry/security';

/** A security descriptor in words; undefined for one that they do not reach. */
export function sddlOf(securityDescriptor: Uint8Array): string | undefined {
  try {
    return securityDescriptorToSddl(securityDescriptor);
  } catch (error) {
    if (isResiteError(error, 'SDDL_INVALID')) return undefined;
    throw error;
  }
}
