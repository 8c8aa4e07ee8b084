import { createHash } from 'node:crypto';
import type { Sealer } from '../crypto/seal.ts';
import { type BlobType, encodeHeader, type PackedBlob } from '../format/pack-header.ts';

/** One index file names all blobs of a pack, and index files are kept small. */
export const mostBlobs = 10_000;

/** Where the bytes of a pack go. */
export interface PackContent {
  append(part: Uint8Array): void;
}

/** A blob that is about to be added; lengths as in {@link PackedBlob}. */
export type NewBlob = Omit<PackedBlob, 'offset'>;

/** A pack that is being filled. */
export class OpenPack<Content extends PackContent> {
  readonly content: Content;
  readonly blobs: PackedBlob[] = [];
  readonly #hash = createHash('sha256');
  readonly #packSize: number;
  #size = 0;

  /** It is full with `packSize` bytes. */
  constructor(content: Content, packSize: number) {
    this.content = content;
    this.#packSize = packSize;
  }

  /** Where the next blob begins. */
  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#packSize || this.blobs.length >= mostBlobs;
  }

  add(type: BlobType, id: string, sealed: Uint8Array, plainLength: number): PackedBlob {
    this.addAll([{ type, id, length: sealed.length, plainLength }], sealed);
    return this.blobs.at(-1)!;
  }

  /** Adds blobs of which the sealed bytes lie one behind the other. */
  addAll(blobs: readonly NewBlob[], sealed: Uint8Array): void {
    let offset = this.#size;
    this.#append(sealed);
    for (const { type, id, length, plainLength } of blobs) {
      this.blobs.push({ id, type, offset, length, plainLength });
      offset += length;
    }
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

  #append(part: Uint8Array): void {
    this.content.append(part);
    this.#hash.update(part);
    this.#size += part.length;
  }
}
