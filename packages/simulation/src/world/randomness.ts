import { chance } from '../time/chance.ts';

/** Bytes that follow from a seed. */
export function randomnessOf(seed: number): (memory: Uint8Array) => void {
  const by = chance(seed);
  return memory => {
    const words = new DataView(memory.buffer, memory.byteOffset, memory.length);
    let at = 0;
    for (; at + 4 <= memory.length; at += 4) words.setUint32(at, by.upTo(2 ** 32));
    for (; at < memory.length; at++) words.setUint8(at, by.upTo(256));
  };
}
