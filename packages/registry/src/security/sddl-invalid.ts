import { ResiteError } from '@resite/errors';

/** `position` counts characters from 1. */
export function sddlInvalid(position: number, problem: string): ResiteError {
  return new ResiteError('SDDL_INVALID', `character ${position} of the security descriptor: ${problem}`, {
    hint: 'It must look like O:BAG:SYD:(A;CI;KA;;;BA), which is SDDL.',
  });
}

/** `offset` counts from its first byte. */
export function descriptorInvalid(offset: number, problem: string): ResiteError {
  return new ResiteError('SDDL_INVALID', `the security descriptor is damaged at byte ${offset}: ${problem}`, {
    hint: 'Give the key a new security descriptor.',
  });
}
