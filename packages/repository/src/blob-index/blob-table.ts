const idBytes = 32;
/** IDs are compared in numbers of 32 bits, which is cheaper than a call that compares bytes. */
export const idWords = 8;

/**
 * A hash table from blob IDs to four numbers each, in typed arrays: about 60 bytes a blob, nothing for the garbage
 * collector to follow. IDs are hashes already, so their first bytes choose the slot.
 */
export class BlobTable {
  #capacity = 1024;
  #ids = Buffer.allocUnsafeSlow(this.#capacity * idBytes);
  #words = wordsOf(this.#ids);
  #values = new Uint32Array(this.#capacity * 4);
  #slots = new Int32Array(this.#capacity * 2).fill(-1);
  #size = 0;
  readonly #wanted = Buffer.allocUnsafeSlow(idBytes);
  readonly #wantedWords = wordsOf(this.#wanted);

  get size(): number {
    return this.#size;
  }

  /** Row of the ID, -1 when it is not there. */
  find(id: string): number {
    this.#wanted.write(id, 'hex');
    return this.#slots[this.#slotOf(this.#wantedWords, 0)]!;
  }

  /** Row of the ID, new when it was not there. */
  insert(id: string): number {
    this.#wanted.write(id, 'hex');
    return this.insertWords(this.#wantedWords, 0);
  }

  /** As `insert`, of the ID whose numbers, as of `wordsOf`, begin at the position. */
  insertWords(words: Int32Array, position: number): number {
    const slot = this.#slotOf(words, position);
    const row = this.#slots[slot]!;
    if (row >= 0) return row;
    if (this.#size === this.#capacity) {
      this.#grow();
      return this.insertWords(words, position);
    }
    const start = this.#size * idWords;
    for (let word = 0; word < idWords; word += 1) this.#words[start + word] = words[position + word]!;
    this.#slots[slot] = this.#size;
    this.#size += 1;
    return this.#size - 1;
  }

  id(row: number): string {
    return this.#ids.toString('hex', row * idBytes, (row + 1) * idBytes);
  }

  value(row: number, column: 0 | 1 | 2 | 3): number {
    return this.#values[row * 4 + column]!;
  }

  setValues(row: number, first: number, second: number, third: number, fourth: number): void {
    this.#values[row * 4] = first;
    this.#values[row * 4 + 1] = second;
    this.#values[row * 4 + 2] = third;
    this.#values[row * 4 + 3] = fourth;
  }

  /** The slot of the ID that begins at the position: with its row, or empty. */
  #slotOf(words: Int32Array, position: number): number {
    const mask = this.#slots.length - 1;
    let slot = words[position]! & mask;
    for (let row = this.#slots[slot]!; row >= 0; row = this.#slots[slot]!) {
      if (this.#isAt(row, words, position)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isAt(row: number, words: Int32Array, position: number): boolean {
    const start = row * idWords;
    for (let word = 0; word < idWords; word += 1) {
      if (this.#words[start + word] !== words[position + word]) return false;
    }
    return true;
  }

  #grow(): void {
    this.#capacity *= 2;
    const ids = Buffer.allocUnsafeSlow(this.#capacity * idBytes);
    this.#ids.copy(ids);
    this.#ids = ids;
    this.#words = wordsOf(ids);
    const values = new Uint32Array(this.#capacity * 4);
    values.set(this.#values);
    this.#values = values;
    this.#slots = new Int32Array(this.#capacity * 2).fill(-1);
    for (let row = 0; row < this.#size; row += 1) this.#slots[this.#slotOf(this.#words, row * idWords)] = row;
  }
}

/** IDs that follow each other in memory of their own, as the numbers that the table compares. */
export function wordsOf(ids: Buffer): Int32Array {
  return new Int32Array(ids.buffer, ids.byteOffset, ids.length / 4);
}
