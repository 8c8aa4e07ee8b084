import { createHash } from 'node:crypto';
import type { Sealer } from '../crypto/seal.ts';
import { type BlobType, encodeHeader, type PackedBlob } from './header.ts';

const targetSize = 16 * 1024 * 1024;
/** A pack's blobs stand in one index file, and those are kept small. */
const mostBlobs = 10_000;

/** A pack that is being filled, in memory. */
export class OpenPack {
  readonly blobs: PackedBlob[] = [];
  readonly parts: Buffer[] = [];
  readonly #hash = createHash('sha256');
  readonly #partAt = new Map<number, Buffer>();
  #size = 0;

  get isFull(): boolean {
    return this.#size >= targetSize || this.blobs.length >= mostBlobs;
  }

  add(type: BlobType, id: string, sealed: Buffer, plainLength: number): PackedBlob {
    const blob = { id, type, offset: this.#size, length: sealed.length, plainLength };
    this.blobs.push(blob);
    this.#append(sealed);
    this.#partAt.set(blob.offset, sealed);
    return blob;
  }

  /** Adds the header and returns the pack's name. */
  finish(sealer: Sealer): string {
    const header = encodeHeader(this.blobs);
    const sealed = sealer.seal(header);
    if (!sealer.open(sealed)?.equals(header)) throw new Error('a sealed pack header does not open again');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(sealed.length);
    this.#append(sealed);
    this.#append(length);
    return this.#hash.digest('hex');
  }

  /** The sealed blob that starts at the offset. */
  sealedAt(offset: number): Buffer {
    const part = this.#partAt.get(offset);
    if (part === undefined) throw new Error(`no blob starts at ${offset}`);
    return part;
  }

  #append(part: Buffer): void {
    this.parts.push(part);
    this.#hash.update(part);
    this.#size += part.length;
  }
}
