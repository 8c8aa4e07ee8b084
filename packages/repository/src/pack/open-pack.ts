import { createHash } from 'node:crypto';
import type { Sealer } from '../crypto/seal.ts';
import { type BlobType, encodeHeader, type PackedBlob } from './header.ts';

const targetSize = 16 * 1024 * 1024;
/** A pack's blobs stand in one index file, and those are kept small. */
const mostBlobs = 10_000;

/** Room for all but packs with very large blobs. */
const usualRoom = targetSize + 9 * 1024 * 1024;
const mostSpare = 3;
/** Memory of packs that are stored. */
const spare: Buffer[] = [];

/** A pack that is being filled, in memory. */
export class OpenPack {
  readonly blobs: PackedBlob[] = [];
  readonly #hash = createHash('sha256');
  readonly #lengthAt = new Map<number, number>();
  #room = spare.pop() ?? Buffer.allocUnsafeSlow(usualRoom);
  #size = 0;
  #name: string | undefined;
  #isLetGo = false;

  get isFull(): boolean {
    return this.#size >= targetSize || this.blobs.length >= mostBlobs;
  }

  /** All of it, once it is finished. */
  get parts(): Buffer[] {
    return [this.#room.subarray(0, this.#size)];
  }

  /** The sealed bytes are copied. */
  add(type: BlobType, id: string, sealed: Uint8Array, plainLength: number): PackedBlob {
    const blob = { id, type, offset: this.#size, length: sealed.length, plainLength };
    this.blobs.push(blob);
    this.#lengthAt.set(blob.offset, blob.length);
    this.#append(sealed);
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
    this.#name = this.#hash.digest('hex');
    return this.#name;
  }

  /** To be called once the pack is stored: its memory serves the next one. */
  letGo(): void {
    this.#isLetGo = true;
    if (spare.length < mostSpare && this.#room.length === usualRoom) spare.push(this.#room);
    this.#room = Buffer.alloc(0);
  }

  /** The name under which the pack is stored, once it is and its memory is let go of. */
  get storedAs(): string | undefined {
    return this.#isLetGo ? this.#name : undefined;
  }

  /** The sealed blob that starts at the offset, of a pack that is in memory. */
  sealedAt(offset: number): Buffer {
    const length = this.#lengthAt.get(offset);
    if (length === undefined || this.#isLetGo) throw new Error(`no blob starts at ${offset}`);
    return Buffer.from(this.#room.subarray(offset, offset + length));
  }

  #append(part: Uint8Array): void {
    const size = this.#size + part.length;
    if (size > this.#room.length) {
      const larger = Buffer.allocUnsafeSlow(size + size / 4);
      larger.set(this.#room.subarray(0, this.#size));
      this.#room = larger;
    }
    this.#room.set(part, this.#size);
    this.#hash.update(part);
    this.#size = size;
  }
}
