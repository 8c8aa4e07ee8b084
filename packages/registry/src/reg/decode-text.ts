import { decodeAnsi } from './code-page.ts';

/**
 * Text of a .reg file: UTF-16LE or UTF-8 with BOM; without one, REGEDIT4 is in the ANSI code page, and version 5.00 in UTF-8 when it
 * can be that.
 */
export function decodeText(bytes: Uint8Array, codePage: number): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return Buffer.from(bytes.buffer, bytes.byteOffset + 2, (bytes.length - 2) & ~1).toString('utf16le');
  }
  if (Buffer.from(bytes.subarray(0, ansiSignature.length)).equals(ansiSignature)) return decodeAnsi(bytes, codePage);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return decodeAnsi(bytes, codePage);
  }
}

const ansiSignature = Buffer.from('REGEDIT4');
