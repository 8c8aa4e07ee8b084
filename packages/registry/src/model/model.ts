/**
 * A registry key with everything below it. `lastWrite` is a FILETIME: 100 ns units since 1601-01-01 UTC.
 * Values and subkeys keep their stored order; names compare case-insensitively (see `names.ts`).
 */
export interface RegistryKey {
  name: string;
  className?: string;
  lastWrite: bigint;
  /** Self-relative SECURITY_DESCRIPTOR, byte for byte. */
  securityDescriptor?: Uint8Array;
  /** Lost at shutdown and never saved; a live registry may show such keys (REG_OPTION_VOLATILE). */
  volatile?: boolean;
  values: RegistryValue[];
  subkeys: RegistryKey[];
}

/** `data` is kept byte for byte as stored, whatever `type` says. The default value has the name ''. */
export interface RegistryValue {
  name: string;
  type: number;
  data: Uint8Array;
}

/** Type numbers of winnt.h. */
export const valueType = {
  none: 0,
  string: 1,
  expandString: 2,
  binary: 3,
  dword: 4,
  dwordBigEndian: 5,
  link: 6,
  multiString: 7,
  resourceList: 8,
  qword: 11,
} as const;
