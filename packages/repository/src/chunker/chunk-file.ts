import { maximumChunk, type Rabin } from './rabin.ts';

/** Bytes to read at once. Not more, because what lies behind a cut has to be moved. */
const pieceSize = 512 * 1024;

export interface Chunk {
  data: Buffer;
  /** Gives the memory back; `data` must not be used any more. */
  release(): void;
}

/**
 * Cuts content into chunks. `read` may put each piece into memory that it asks for right before; pieces that lie elsewhere are
 * copied at once, so that their memory may be used again.
 */
export async function* chunkContent(
  read: (memory: () => Uint8Array) => AsyncIterable<Uint8Array>,
  rabin: Rabin,
): AsyncGenerator<Chunk> {
  let room = rabin.take();
  let filled = 0;
  const offer = () => room.bytes.subarray(filled, Math.min(filled + pieceSize, maximumChunk));
  try {
    for await (const piece of read(offer)) {
      for (let taken = 0; taken < piece.length; ) {
        const part = piece.subarray(taken, taken + maximumChunk - filled);
        const seen = filled;
        if (!isAt(room.bytes, filled, part)) room.bytes.set(part, filled);
        taken += part.length;
        filled += part.length;
        for (let cut = rabin.cut(room, seen, filled); cut > 0; cut = rabin.cut(room, 0, filled)) {
          const full = room;
          room = rabin.take();
          full.bytes.copy(room.bytes, 0, cut, filled);
          filled -= cut;
          yield { data: full.bytes.subarray(0, cut), release: () => rabin.give(full) };
        }
      }
    }
    if (filled === 0) return;
    const last = room;
    room = rabin.take();
    yield { data: last.bytes.subarray(0, filled), release: () => rabin.give(last) };
  } finally {
    rabin.give(room);
  }
}

function isAt(bytes: Buffer, offset: number, part: Uint8Array): boolean {
  return part.buffer === bytes.buffer && part.byteOffset === bytes.byteOffset + offset;
}
