import { ArgumentInvalid } from './ndr/argument-invalid.ts';
import type { NdrReader } from './ndr/reader.ts';
import type { NdrWriter } from './ndr/writer.ts';

const mostParts = 15;

/** From here on, an authority is written as twelve hexadecimal digits ([MS-DTYP] 2.4.2.1). */
const hexadecimalFrom = 2 ** 32;

/** RPC_SID ([MS-DTYP] 2.4.2.3) from its text, S-1-5-21-…. */
export function writeSid(writer: NdrWriter, sid: string): void {
  const match = /^S-1-(\d{1,10}|0x[\da-f]{12})((?:-\d{1,10}){0,15})$/i.exec(sid);
  const authority = Number(match?.[1]);
  const parts = (match?.[2] ?? '').split('-').slice(1).map(Number);
  if (match === null || parts.some(part => part >= 2 ** 32))
    throw new ArgumentInvalid(`${sid} is no SID, which looks like S-1-5-32-544`);
  writer.u32(parts.length);
  writer.u8(1);
  writer.u8(parts.length);
  for (const byte of authorityBytes(authority)) writer.u8(byte);
  for (const part of parts) writer.u32(part);
}

/** As its text. */
export function readSid(reader: NdrReader): string {
  return readSidIfAny(reader) ?? reader.fail('a SID should be there');
}

/** Undefined for one of zeros: `smbd` sends it where there is none. */
export function readSidIfAny(reader: NdrReader): string | undefined {
  const count = reader.count(4);
  const revision = reader.u8();
  if (revision > 1 || reader.u8() !== count || count > mostParts) reader.fail('a SID should be there');
  const authority = Array.from({ length: 6 }, () => reader.u8()).reduce((number, byte) => number * 256 + byte, 0);
  const written = authority < hexadecimalFrom ? authority : `0x${authority.toString(16).padStart(12, '0')}`;
  if (revision === 0 && count === 0 && authority === 0) return undefined;
  if (revision === 0) reader.fail('a SID should be there');
  return ['S-1', written, ...Array.from({ length: count }, () => reader.u32())].join('-');
}

/** 48 bits, the highest first. */
function authorityBytes(authority: number): Uint8Array {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(authority, 0, 6);
  return bytes;
}
