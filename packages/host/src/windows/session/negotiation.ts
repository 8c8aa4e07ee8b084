import { randomBytes } from 'node:crypto';
import type { SmbProtocol } from '../settings.ts';

/** The first messages of SMB, over which nobody logs on. */

const smb1 = Buffer.from('\xffSMB', 'latin1');
const smb2 = Buffer.from('\xfeSMB', 'latin1');

/** What a computer chooses when it is asked: a version, and what it says of signing and encryption. */
export interface Negotiated {
  /** `SMB2` when it knows some version later than SMB 1 and was not asked which. */
  readonly protocol: SmbProtocol | 'SMB2';
  readonly signing: 'none' | 'possible' | 'required';
  readonly encryption: boolean;
}

/** [MS-CIFS] 2.2.4.52.1, within the frame of 2.1.3: for SMB 1 and SMB 2 at once ([MS-SMB2] 3.3.5.3). */
export function smb1Request(): Buffer {
  const dialects = Buffer.concat(['NT LM 0.12', 'SMB 2.002', 'SMB 2.???'].map(name => Buffer.from(`\x02${name}\0`)));
  const message = Buffer.alloc(35 + dialects.length);
  smb1.copy(message);
  message[4] = 0x72; // SMB_COM_NEGOTIATE
  message[9] = 0x18; // paths without case, canonical
  message.writeUInt16LE(0xc853, 10); // Unicode, NT status codes, extended security, long names
  message.writeUInt16LE(dialects.length, 33);
  dialects.copy(message, 35);
  return framed(0, message);
}

/** Numbers of dialects ([MS-SMB2] 2.2.3). */
const dialects: Readonly<Record<Exclude<SmbProtocol, 'NT1'>, number>> = {
  SMB2_02: 0x0202,
  SMB2_10: 0x0210,
  SMB3_00: 0x0300,
  SMB3_02: 0x0302,
  SMB3_11: 0x0311,
};

const headerSize = 64;
const bodySize = 36;

/** [MS-SMB2] 2.2.3, with the contexts of 2.2.3.1 that SMB 3.1.1 wants. */
export function smb2Request(versions: readonly Exclude<SmbProtocol, 'NT1'>[]): Buffer {
  const header = Buffer.alloc(headerSize);
  smb2.copy(header);
  header.writeUInt16LE(headerSize, 4);
  header.writeUInt16LE(1, 14); // one credit
  const list = Buffer.alloc(Math.ceil((versions.length * 2 + 4) / 8) * 8 - 4); // what follows begins at a multiple of 8
  for (const [at, version] of versions.entries()) list.writeUInt16LE(dialects[version], at * 2);
  const body = Buffer.alloc(bodySize);
  body.writeUInt16LE(bodySize, 0);
  body.writeUInt16LE(versions.length, 2);
  body.writeUInt16LE(1, 4); // can sign
  body.writeUInt32LE(encryptionCapability, 8);
  randomBytes(16).copy(body, 12);
  if (!versions.includes('SMB3_11')) return framed(0, Buffer.concat([header, body, list]));
  body.writeUInt32LE(headerSize + bodySize + list.length, 28);
  body.writeUInt16LE(2, 32);
  const integrity = context(1, Buffer.concat([Buffer.from('010020000100', 'hex'), randomBytes(32)]));
  const encryption = context(encryptionContext, Buffer.from('04000200010004000300', 'hex'));
  return framed(0, Buffer.concat([header, body, list, integrity, encryption]));
}

const encryptionCapability = 0x40;
const encryptionContext = 2;

function context(type: number, data: Buffer): Buffer {
  const size = 8 + data.length;
  const whole = Buffer.alloc(Math.ceil(size / 8) * 8);
  whole.writeUInt16LE(type, 0);
  whole.writeUInt16LE(data.length, 2);
  data.copy(whole, 8);
  return type === encryptionContext ? whole.subarray(0, size) : whole;
}

/** What an answer says; undefined for what is none, or a refusal. The first bytes are the frame. */
export function readNegotiated(answer: Buffer | undefined): Negotiated | undefined {
  const message = answer?.subarray(4);
  if (message === undefined) return undefined;
  if (message.subarray(0, 4).equals(smb1)) return readSmb1(message);
  return message.subarray(0, 4).equals(smb2) ? readSmb2(message) : undefined;
}

/** [MS-CIFS] 2.2.4.52.2. */
function readSmb1(message: Buffer): Negotiated | undefined {
  if (message.length < 36 || message.readUInt32LE(5) !== 0 || message.readUInt16LE(33) === 0xffff) return undefined;
  const mode = message[35]!;
  const signing = (mode & 8) !== 0 ? 'required' : (mode & 4) !== 0 ? 'possible' : 'none';
  return { protocol: 'NT1', signing, encryption: false };
}

/** [MS-SMB2] 2.2.4. */
function readSmb2(message: Buffer): Negotiated | undefined {
  if (message.length < headerSize + 64 || message.readUInt32LE(8) !== 0) return undefined;
  const number = message.readUInt16LE(68);
  const [version] = Object.entries(dialects).find(([, dialect]) => dialect === number) ?? [];
  if (version === undefined && number !== 0x02ff) return undefined;
  const capable = (message.readUInt32LE(88) & encryptionCapability) !== 0;
  return {
    protocol: (version as SmbProtocol | undefined) ?? 'SMB2',
    signing: (message[66]! & 2) !== 0 ? 'required' : 'possible',
    encryption: version === 'SMB3_11' ? hasCipher(message) : capable,
  };
}

/** [MS-SMB2] 2.2.4.1. */
function hasCipher(message: Buffer): boolean {
  let at = message.readUInt32LE(headerSize + 60);
  for (let left = message.readUInt16LE(headerSize + 6); left > 0 && at + 8 <= message.length; left--) {
    const [type, size] = [message.readUInt16LE(at), message.readUInt16LE(at + 2)];
    if (type === encryptionContext) return at + 12 <= message.length && message.readUInt16LE(at + 10) !== 0;
    at += Math.ceil((8 + size) / 8) * 8;
  }
  return false;
}

/** RFC 1002, 4.3.2: to whoever is there, from RESITE. */
export function sessionRequest(): Buffer {
  return framed(0x81, Buffer.concat([encodedName('*SMBSERVER', 0x20), encodedName('RESITE', 0)]));
}

/** RFC 1001, 14.1: each half of a byte as a letter. */
function encodedName(name: string, suffix: number): Buffer {
  const bytes = Buffer.concat([Buffer.from(name.padEnd(15)), Buffer.of(suffix)]);
  const letters = [...bytes].flatMap(byte => [0x41 + (byte >> 4), 0x41 + (byte & 15)]);
  return Buffer.from([letters.length, ...letters, 0]);
}

function framed(type: number, message: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(message.length);
  header[0] = type;
  return Buffer.concat([header, message]);
}
