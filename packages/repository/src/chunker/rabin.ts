import { fingerprintModule, layout } from './fingerprint-module.ts';
import { type Polynomial, remainder } from './polynomial.ts';

export const minimumChunk = 512 * 1024;
export const maximumChunk = 8 * 1024 * 1024;
const { window } = layout;
const pageSize = 65_536;
const pagesOfRoom = (maximumChunk + layout.block) / pageSize + 1;
const mostRooms = 64;

/** The part that the chunker uses; TypeScript describes it for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (size: { initial: number; maximum: number; shared: true }) => WasmMemory;
};

interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

const compiled = new WebAssembly.Module(fingerprintModule);

/** Memory for one chunk, that all threads can see. */
export interface ChunkRoom {
  readonly bytes: Buffer;
  /** Of `bytes` in the memory of the chunker. */
  readonly address: number;
}

/**
 * Finds where content is cut into blobs: a Rabin fingerprint over the last 64 bytes, cut where its low 20 bits are zero
 * (restic/chunker). A fingerprint depends on nothing but those 64 bytes, so nothing before the minimum is hashed. Content
 * lies in rooms of the chunker's own memory, so that nothing has to be copied.
 */
export class Rabin {
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: 1 + mostRooms * pagesOfRoom, shared: true });
  readonly #scan: (start: number, end: number) => number;
  readonly #free: ChunkRoom[] = [];

  constructor(polynomial: Polynomial) {
    const { scan } = new WebAssembly.Instance(compiled, { content: { memory: this.#memory } }).exports as Exports;
    this.#scan = scan;
    const leaving = new BigInt64Array(this.#memory.buffer, layout.leaving, 256);
    const overflow = new BigInt64Array(this.#memory.buffer, layout.overflow, 256);
    for (let bit = 0; bit < 8; bit += 1) {
      const over = 1n << BigInt(53 + bit);
      addBit(leaving, bit, remainder(1n << BigInt(8 * (window - 1) + bit), polynomial));
      addBit(overflow, bit, remainder(over, polynomial) | over);
    }
  }

  /** A room for the largest chunk; its memory counts as used only where it has been written to. */
  take(): ChunkRoom {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const address = this.#memory.grow(pagesOfRoom) * pageSize;
    return { address, bytes: Buffer.from(this.#memory.buffer, address, maximumChunk) };
  }

  /** Gives back a room whose content nobody uses any more. */
  give(room: ChunkRoom): void {
    this.#free.push(room);
  }

  /** Length of the chunk at the start of a room; 0 when more content is needed. The first `seen` bytes are known to have no cut. */
  cut({ address }: ChunkRoom, seen: number, filled: number): number {
    const end = Math.min(filled, maximumChunk);
    const start = Math.max(seen, minimumChunk - 1);
    const found = start < end ? this.#scan(address + start, address + end) - address : 0;
    if (found > 0 && found <= end) return found;
    return end === maximumChunk ? maximumChunk : 0;
  }
}

interface Exports {
  scan(start: number, end: number): number;
}

/** Tables are linear: the entry of a byte is the sum of the entries of its bits. */
function addBit(table: BigInt64Array, bit: number, value: Polynomial): void {
  for (let byte = 1 << bit; byte < 2 << bit; byte += 1) table[byte] = table[byte - (1 << bit)]! ^ value;
}
