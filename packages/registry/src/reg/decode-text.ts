/** Text of a .reg file: UTF-16LE with BOM, UTF-8 with or without, else the ANSI code page of Western Windows. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return Buffer.from(bytes.buffer, bytes.byteOffset + 2, (bytes.length - 2) & ~1).toString('utf16le');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return decodeAnsi(bytes);
  }
}

export function decodeAnsi(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}
