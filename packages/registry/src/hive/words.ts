const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The little-endian 32-bit numbers in `bytes`: where memory holds them so, the bytes themselves, else a copy. */
export function readWords(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset } = bytes;
  const count = bytes.length >>> 2;
  if (isLittleEndian && byteOffset % 4 === 0) return new Int32Array(buffer, byteOffset, count);
  const view = new DataView(buffer, byteOffset);
  return Int32Array.from({ length: count }, (_, index) => view.getInt32(4 * index, true));
}
