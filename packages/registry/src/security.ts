/** Security descriptors, and their text. */
export { decodeDescriptor } from './security/decode-descriptor.ts';
export { defaultSecurityDescriptor } from './security/default-security-descriptor.ts';
export { securityDescriptorToSddl } from './security/format-sddl.ts';
export { type SddlOptions, sddlToSecurityDescriptor } from './security/parse-sddl.ts';
export { formatSid } from './security/sid.ts';
