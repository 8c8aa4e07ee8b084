import type { BufferPool } from './buffer-pool.ts';
import { maximumChunk, minimumChunk, type Rabin } from './rabin.ts';

export interface Chunk {
  data: Buffer;
  /** Gives the memory back; `data` must not be used any more. */
  release(): void;
}

/** Cuts content into chunks. The pieces that come in are copied at once, so their memory may be used again. */
export async function* chunkContent(
  pieces: AsyncIterable<Uint8Array>,
  rabin: Rabin,
  pool: BufferPool,
  expectedSize: number,
): AsyncGenerator<Chunk> {
  let buffer = pool.take(expectedSize);
  let filled = 0;
  rabin.reset();
  try {
    for await (const piece of pieces) {
      for (let taken = 0; taken < piece.length; ) {
        const part = Math.min(piece.length - taken, maximumChunk - filled);
        buffer = pool.fit(buffer, filled, filled + part);
        buffer.set(piece.subarray(taken, taken + part), filled);
        taken += part;
        filled += part;
        for (let cut = rabin.cut(buffer, filled); cut > 0; cut = rabin.cut(buffer, filled)) {
          const rest = filled - cut;
          const next = pool.take(Math.max(rest, minimumChunk));
          buffer.copy(next, 0, cut, filled);
          const chunk = lend(pool, buffer, cut);
          buffer = next; // before the chunk goes out: from then on its memory is not ours to give back
          filled = rest;
          rabin.reset();
          yield chunk;
        }
      }
    }
    if (filled > 0) {
      const chunk = lend(pool, buffer, filled);
      buffer = empty;
      yield chunk;
    }
  } finally {
    pool.give(buffer);
  }
}

const empty = Buffer.alloc(0);

function lend(pool: BufferPool, buffer: Buffer, length: number): Chunk {
  return { data: buffer.subarray(0, length), release: () => pool.give(buffer) };
}
