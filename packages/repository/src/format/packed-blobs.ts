import type { PackedBlob } from './pack-header.ts';

const idBytes = 32;
const columns = 4;

/** A list of blobs in plain memory: 48 bytes each, and nothing for the garbage collector to follow. */
export class PackedBlobs implements Iterable<PackedBlob> {
  #ids = Buffer.allocUnsafeSlow(64 * idBytes);
  /** Type, offset, length and plain length of each. */
  #values = new Uint32Array(64 * columns);
  #length = 0;

  constructor(blobs: Iterable<PackedBlob> = []) {
    for (const blob of blobs) this.push(blob);
  }

  get length(): number {
    return this.#length;
  }

  push({ id, type, offset, length, plainLength }: PackedBlob): void {
    if (this.#length * idBytes === this.#ids.length) this.#grow();
    this.#ids.write(id, this.#length * idBytes, 'hex');
    this.#values.set([type === 'tree' ? 1 : 0, offset, length, plainLength], this.#length * columns);
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<PackedBlob> {
    for (let number = 0; number < this.#length; number += 1) {
      const at = (column: number) => this.#values[number * columns + column]!;
      const id = this.#ids.toString('hex', number * idBytes, (number + 1) * idBytes);
      yield { id, type: at(0) === 1 ? 'tree' : 'data', offset: at(1), length: at(2), plainLength: at(3) };
    }
  }

  #grow(): void {
    const ids = Buffer.allocUnsafeSlow(this.#ids.length * 2);
    ids.set(this.#ids);
    this.#ids = ids;
    const values = new Uint32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
  }
}
