/** A name is stored one byte a character when all its characters allow that, else in UTF-16. */
export interface StoredName {
  bytes: Buffer;
  compressed: boolean;
}

export function encodeName(name: string): StoredName {
  const compressed = /^[\0-\xff]*$/.test(name);
  return { bytes: Buffer.from(name, compressed ? 'latin1' : 'utf16le'), compressed };
}

export function decodeName(bytes: Buffer, start: number, end: number, compressed: boolean): string {
  return bytes.toString(compressed ? 'latin1' : 'utf16le', start, end);
}
