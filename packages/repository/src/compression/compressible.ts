import { compress } from './zstd.ts';

/** Below this many bytes, compressing costs no more than finding out. */
const worthLook = 128 * 1024;
const samples = 4;
const sampleSize = 8 * 1024;

/**
 * Whether content is hardly worth compressing: already compressed or encrypted, as far as samples from all over it
 * tell. Costs a hundredth of the compression.
 */
export function looksIncompressible(content: Uint8Array): boolean {
  if (content.length < worthLook) return false;
  const distance = Math.floor((content.length - sampleSize) / (samples - 1));
  for (let sample = 0; sample < samples; sample += 1) {
    const start = sample * distance;
    // A frame adds about ten bytes; what shrinks by less than a hundredth is noise.
    if (compress(content.subarray(start, start + sampleSize)).length < sampleSize * 0.99) return false;
  }
  return true;
}
