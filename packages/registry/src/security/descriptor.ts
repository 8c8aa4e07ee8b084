/** SECURITY_DESCRIPTOR ([MS-DTYP] 2.4.6), taken apart. */
export interface SecurityDescriptor {
  /** The bits of `control`, but SE_SELF_RELATIVE and those that say what is present. */
  control: number;
  owner?: Uint8Array;
  group?: Uint8Array;
  /** `null` allows all to everyone, an empty list nothing to anyone. */
  dacl?: AccessEntry[] | null;
  sacl?: AccessEntry[] | null;
}

/** One entry of an access list (ACE); SIDs and GUIDs are bytes. */
export interface AccessEntry {
  type: number;
  flags: number;
  mask: number;
  sid: Uint8Array;
  /** What it is about, in entries for objects of a directory. */
  objectType?: Uint8Array;
  inheritedObjectType?: Uint8Array;
}

export const control = {
  daclPresent: 0x0004,
  saclPresent: 0x0010,
  daclInheritRequired: 0x0100,
  saclInheritRequired: 0x0200,
  daclInherited: 0x0400,
  saclInherited: 0x0800,
  daclProtected: 0x1000,
  saclProtected: 0x2000,
  selfRelative: 0x8000,
} as const;

const objectTypes: ReadonlySet<number> = new Set([5, 6, 7, 8]);

/** Whether entries of this type may name an object's type. */
export function isObjectEntry(type: number): boolean {
  return objectTypes.has(type);
}
