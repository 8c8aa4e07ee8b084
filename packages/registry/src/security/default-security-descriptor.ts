const administrators = sid(5, 32, 544);
const localSystem = sid(5, 18);
const creatorOwner = sid(3, 0);
const everyone = sid(1, 0);

const allAccess = 0xf003f;
const read = 0x20019;

/**
 * What a key without a security descriptor of its own gets in a hive, the usual one of NT below SOFTWARE: owned by
 * Administrators; Administrators, SYSTEM and the creator have full access, everyone else reads; all inherited by subkeys.
 */
export const defaultSecurityDescriptor: Uint8Array = selfRelative(administrators, localSystem, [
  [everyone, read],
  [creatorOwner, allAccess],
  [localSystem, allAccess],
  [administrators, allAccess],
]);

/** SECURITY_DESCRIPTOR_RELATIVE with a discretionary access list ([MS-DTYP] 2.4.6). */
function selfRelative(owner: Buffer, group: Buffer, access: readonly (readonly [Buffer, number])[]): Uint8Array {
  const entries = access.map(([who, mask]) => allow(who, mask));
  const list = Buffer.concat([Buffer.alloc(8), ...entries]);
  list.writeUInt8(2, 0); // ACL_REVISION
  list.writeUInt16LE(list.length, 2);
  list.writeUInt16LE(entries.length, 4);
  const header = Buffer.alloc(20);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(0x8004, 2); // SE_SELF_RELATIVE, SE_DACL_PRESENT
  header.writeUInt32LE(header.length + list.length, 4);
  header.writeUInt32LE(header.length + list.length + owner.length, 8);
  header.writeUInt32LE(header.length, 16);
  return new Uint8Array(Buffer.concat([header, list, owner, group]));
}

/** ACCESS_ALLOWED_ACE that subkeys inherit. */
function allow(who: Buffer, mask: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(2, 1); // CONTAINER_INHERIT_ACE
  header.writeUInt16LE(header.length + who.length, 2);
  header.writeUInt32LE(mask, 4);
  return Buffer.concat([header, who]);
}

function sid(authority: number, ...parts: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + 4 * index);
  });
  return bytes;
}
