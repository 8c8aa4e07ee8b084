/** Access rights of Windows files as the permission dialog names them. */
const rights = { full: 0x1f01ff, change: 0x1301bf, read: 0x1200a9 } as const;

const sids = {
  administrators: sid(5, 32, 544),
  everyone: sid(1, 0),
};

export type Access = Partial<Record<keyof typeof sids, keyof typeof rights>>;

/** A self-relative SECURITY_DESCRIPTOR owned by Administrators ([MS-DTYP] 2.4.6), inherited by what is created below. */
export function securityDescriptor(access: Access): Uint8Array {
  const owner = sids.administrators;
  const entries = Object.entries(access).map(([who, right]) =>
    entry(sids[who as keyof typeof sids], rights[right as keyof typeof rights]),
  );
  const acl = Buffer.concat([Buffer.alloc(8), ...entries]);
  acl.writeUInt8(2, 0);
  acl.writeUInt16LE(acl.length, 2);
  acl.writeUInt16LE(entries.length, 4);
  const header = Buffer.alloc(20);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(0x8004, 2); // SE_SELF_RELATIVE, SE_DACL_PRESENT
  header.writeUInt32LE(20 + acl.length, 4);
  header.writeUInt32LE(20 + acl.length + owner.length, 8);
  header.writeUInt32LE(20, 16);
  return Uint8Array.from(Buffer.concat([header, acl, owner, owner]));
}

function entry(who: Buffer, mask: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(3, 1); // OBJECT_INHERIT_ACE, CONTAINER_INHERIT_ACE
  header.writeUInt16LE(8 + who.length, 2);
  header.writeUInt32LE(mask, 4);
  return Buffer.concat([header, who]);
}

function sid(authority: number, ...parts: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}
