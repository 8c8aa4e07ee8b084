/** The lower and the upper half of the seed of the hashes in registry log files. */
const seed = [0x7a4e55c5, 0x82ef4d88] as const;

/** Marvin32 of `data` as the eight bytes that log files of Windows 8.1 and later hold. */
export function marvin32(data: Buffer): bigint {
  let [low, high] = seed as readonly [number, number];
  const mix = (word: number) => {
    low = (low + word) | 0;
    high ^= low;
    low = (rotate(low, 20) + high) | 0;
    high = rotate(high, 9) ^ low;
    low = (rotate(low, 27) + high) | 0;
    high = rotate(high, 19);
  };
  const whole = data.length & ~3;
  for (let offset = 0; offset < whole; offset += 4) mix(data.readInt32LE(offset));
  let last = 0x80;
  for (let offset = data.length - 1; offset >= whole; offset--) last = (last << 8) | data[offset]!;
  mix(last);
  mix(0);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
