import { randomFillSync } from 'node:crypto';
import { at, port } from './port.ts';

/** Fills memory with bytes that nobody can foretell. */
export const randomness = port<(memory: Uint8Array) => void>(memory => void randomFillSync(memory));

export const fillAtRandom = (memory: Uint8Array): void => at(randomness)(memory);

export function randomBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  fillAtRandom(bytes);
  return bytes;
}
