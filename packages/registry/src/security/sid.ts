/** The bytes of a SID: revision, number of parts, authority (big endian), parts. */
export function encodeSid(authority: number, parts: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + 4 * index);
  });
  return new Uint8Array(bytes);
}

export const mostSidParts = 15;

/** `S-1-5-32-544`. */
export function formatSid(sid: Uint8Array): string {
  const bytes = Buffer.from(sid.buffer, sid.byteOffset, sid.length);
  const authority = bytes.readUIntBE(2, 6);
  const parts = Array.from({ length: bytes[1]! }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  const number = authority < 2 ** 32 ? String(authority) : `0x${authority.toString(16).padStart(12, '0')}`;
  return ['S-1', number, ...parts].join('-');
}

/** Undefined when it is none. */
export function parseSid(text: string): Uint8Array | undefined {
  const match = /^S-1-(\d{1,10}|0x[0-9a-f]{12})((?:-\d{1,10}){0,15})$/i.exec(text);
  if (!match) return undefined;
  const authority = Number(match[1]);
  const parts = match[2]!.split('-').slice(1).map(Number);
  if (parts.some(part => part >= 2 ** 32)) return undefined;
  return encodeSid(authority, parts);
}
