import { createCipheriv } from 'node:crypto';
import { ArgumentInvalid } from './ndr/argument-invalid.ts';

/** SC_MAX_PWD_SIZE ([MS-SCMR] 3.1.4.11): what may be sent, in bytes. */
const mostBytes = 514;
const keyPartSize = 7;
const blockSize = 8;
/** Of the structure that is encrypted: the length, and this version ([MS-LSAD] 5.1.2). */
const version = 1;

/**
 * What `encryptedPassword` of `createService` and `changeServiceConfig` wants: lpPassword of [MS-SCMR] 3.1.4.12, in UTF-16 with a closing
 * NUL, encrypted as [MS-LSAD] 5.1.2 says with the key of the session that the pipe belongs to (16 bytes). Errors say nothing of the password.
 *
 * Equals what impacket and Samba compute; not yet tried on Windows.
 *
 * @example
 * ```ts
 * import { encryptServicePassword } from '@resite/msrpc/password';
 *
 * const sessionKey = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'); // the transport knows it
 * console.log(encryptServicePassword(sessionKey, 'secret').length); // 24
 * ```
 */
export function encryptServicePassword(sessionKey: Uint8Array, password: string): Uint8Array {
  if (password.includes('\0')) throw new ArgumentInvalid('the password has a NUL character in it');
  const clear = Buffer.from(`${password}\0`, 'utf16le');
  const blocks = Math.ceil(clear.length / blockSize) + 1;
  if (blocks * blockSize > mostBytes) throw new ArgumentInvalid('the password is longer than Windows allows');
  const structure = Buffer.alloc(blocks * blockSize);
  structure.writeUInt32LE(clear.length, 0);
  structure.writeUInt32LE(version, 4);
  clear.copy(structure, blockSize);
  return encryptSecret(sessionKey, structure);
}

/**
 * The cipher of [MS-LSAD] 5.1.2: each block of eight bytes by DES, with the next seven bytes of the session key. Where only n bytes of it
 * are left, fewer than seven, it goes on from byte n.
 */
export function encryptSecret(sessionKey: Uint8Array, blocks: Uint8Array): Uint8Array {
  if (sessionKey.length < keyPartSize) throw new RangeError('a session key has at least seven bytes');
  if (blocks.length % blockSize !== 0) throw new RangeError('whole blocks of eight bytes are encrypted');
  const encrypted = new Uint8Array(blocks.length);
  let part = 0;
  for (let start = 0; start < blocks.length; start += blockSize) {
    encrypted.set(
      encryptBlock(sessionKey.subarray(part, part + keyPartSize), blocks.subarray(start, start + blockSize)),
      start,
    );
    part += keyPartSize;
    if (part + keyPartSize > sessionKey.length) part = sessionKey.length - part;
  }
  return encrypted;
}

/** Single DES by way of triple DES with one key three times: OpenSSL 3 has DES itself among what is switched off. */
function encryptBlock(keyPart: Uint8Array, block: Uint8Array): Buffer {
  const key = desKey(keyPart);
  const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** Seven bits of the part for each byte of the key, the last bit free for parity, which nobody checks. */
export function desKey(part: Uint8Array): Buffer {
  const bits = part.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  return Buffer.from(Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1));
}
